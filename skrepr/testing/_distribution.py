"""Checks of a distribution as a whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from ._records import Record, Status

#: Nobody should wait for these to read a list of names.
HEAVY = ("numpy", "pandas", "scipy", "sklearn", "torch")
_LIST_EVERYTHING = f"""
import sys
from skrepr import catalogue
for section in ("estimators", "datasets", "scorers", "benchmarks"):
    getattr(catalogue, "list_" + section)()
print("heavy:", *[name for name in {HEAVY} if name in sys.modules])
"""
_TIMEOUT = 120


def check_distribution(distribution: str) -> list[Record]:
    """Check what a plugin promises as a whole, whatever its estimators do.

    Parameters
    ----------
    distribution : str
        Name of an installed distribution with an entry point in the group ``skrepr``.

    Returns
    -------
    records : list of Record
        One: ``listing_is_light``, listing what the plugin offers imports neither numpy nor
        scipy, scikit-learn, torch or pandas.
    """
    start = time.perf_counter()
    status, message = _listing_is_light(distribution)
    seconds = time.perf_counter() - start
    return [
        Record(
            check="listing_is_light",
            status=status,
            estimator=distribution,
            kind="",
            message=message,
            seconds=seconds,
        )
    ]


def _listing_is_light(distribution: str) -> tuple[Status, str]:
    # Only this plugin, so that another one's imports are not laid to its charge.
    environment = {**os.environ, "SKREPR_PLUGINS": distribution, "SKREPR_STRICT": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", _LIST_EVERYTHING],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "failed", f"Let the hooks return at once; listing took over {_TIMEOUT} s."
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        return "failed", f"Let the plugin be loaded and listed; it failed: {last}"
    heavy = done.stdout.rpartition("heavy:")[2].split()
    if heavy:
        return "failed", (
            f"Import {', '.join(heavy)} where it is used, not where the plugin's hooks are "
            "defined: listing imports it."
        )
    return "passed", ""
