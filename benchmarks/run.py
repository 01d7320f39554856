"""Run every benchmark of this folder, one after the other.

usage: python benchmarks/run.py [arguments for each]
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main():
    failed = []
    for script in sorted(HERE.glob("*.py")):
        if script.name == "run.py" or script.name.startswith("_"):
            continue
        print(f"\n== {script.name}", flush=True)
        if subprocess.run([sys.executable, str(script), *sys.argv[1:]]).returncode:
            failed.append(script.name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
