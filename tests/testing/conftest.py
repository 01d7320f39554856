"""The estimators of these tests are imported by name, also in the fresh process of the suite."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
