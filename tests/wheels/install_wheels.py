"""Build a wheel of every distribution of this repository and install them, without torch.

usage: install_wheels.py FOLDER
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = "[cli,compare,testing]"
TOOLS = ["build"]


def main(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    sources = [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]
    pip = [sys.executable, "-m", "pip"]
    build = [*pip, "wheel", "-q", "--no-build-isolation", "--no-deps", "-w", str(folder)]
    subprocess.run([*build, *map(str, sources)], check=True)
    wheels = sorted(map(str, folder.glob("*.whl")))
    # the version does not change between two builds, so the old files must be replaced by force
    subprocess.run([*pip, "install", "-q", "--force-reinstall", "--no-deps", *wheels], check=True)
    core = [wheel + EXTRAS for wheel in wheels if Path(wheel).name.startswith("skrepr-")]
    subprocess.run([*pip, "install", "-q", *core, *wheels, *TOOLS], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
