"""A plugin that is as if installed, so that its specs say what may be loaded."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import golden_models

from skrepr import catalogue


@pytest.fixture(scope="module", autouse=True)
def golden_plugin():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(golden_models.SITE))
        catalogue.reset()
        yield
    catalogue.reset()
