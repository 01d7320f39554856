"""Run every benchmark of this folder, one after the other.

With ``--record`` the ratios are kept for the documentation, with versions and machine.

usage: python benchmarks/run.py [--record docs/tables/speed.json] [arguments for each]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from _timing import RECORD

HERE = Path(__file__).parent
NAMED = ("skrepr", "numpy", "scipy", "scikit-learn")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", type=Path, help="write the ratios to this file")
    known, arguments = parser.parse_known_args()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        tables.touch()
        for script in sorted(HERE.glob("*.py")):
            if script.name == "run.py" or script.name.startswith("_"):
                continue
            print(f"\n== {script.name}", flush=True)
            environment = {**os.environ, RECORD: str(tables)}
            command = [sys.executable, str(script), *arguments]
            if subprocess.run(command, env=environment).returncode:
                failed.append(script.name)
        lines = tables.read_text(encoding="utf-8").splitlines()
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")
    if known.record is not None:
        record = {
            "versions": {"python": platform.python_version()} | {n: version(n) for n in NAMED},
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            "tables": [json.loads(line) for line in lines],
        }
        known.record.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
