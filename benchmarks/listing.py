"""What it costs to start and to list, beside bare Python and ``import sklearn.ensemble``.

CPU seconds of whole processes, the least of several runs; the growth from 11 to 400 generated
plugins should be about linear.

usage: python benchmarks/listing.py [--quick]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from throwaway import good_plugin, install


def cpu_seconds(arguments, runs, **env):
    """Return the least CPU time of ``runs`` processes."""
    times = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **env},
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, fewer plugins")
    quick = parser.parse_args().quick
    runs = 2 if quick else 7
    bare = cpu_seconds(["-c", "pass"], runs)
    rows = [
        ("bare Python", bare),
        ("import skrepr", cpu_seconds(["-c", "import skrepr"], runs)),
        ("import sklearn.ensemble", cpu_seconds(["-c", "import sklearn.ensemble"], runs)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for n_plugins in (11, 50) if quick else (11, 50, 200, 400):
            plugins = [good_plugin(f"Good{i}", f"good-{i}") for i in range(n_plugins)]
            site = install(plugins, Path(folder) / str(n_plugins))
            names = ",".join(plugin.name for plugin in plugins)
            env = {"PYTHONPATH": str(site), "SKREPR_PLUGINS": names}
            code = "import skrepr; skrepr.list_estimators()"
            rows.append(
                (f"list_estimators(), {n_plugins} plugins", cpu_seconds(["-c", code], runs, **env))
            )
            command = ["-m", "skrepr", "list"]
            rows.append((f"skrepr list, {n_plugins} plugins", cpu_seconds(command, runs, **env)))
    reference = dict(rows)["import sklearn.ensemble"]
    print(f"{'':36}{'CPU s':>8}{'over bare':>11}{'of sklearn.ensemble':>21}")
    for name, seconds in rows:
        print(f"{name:36}{seconds:8.3f}{seconds - bare:11.3f}{seconds / reference:20.0%}")


if __name__ == "__main__":
    main()
