"""Time and memory of one call, and a table of ratios."""

import gc
import json
import os
import sys
import time
import tracemalloc
from pathlib import Path

#: File to which every table is added, a line of JSON each; set by ``run.py --record``.
RECORD = "SKREPR_SPEED_RECORD"


def cpu_seconds(call, runs=3):
    """Return the least CPU time of ``runs`` calls."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def peak_megabytes(call):
    """Return the peak of memory allocated during a call, above what there was before it."""
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def print_ratios(title, seconds, *, notes=None):
    """Print seconds of several callers, and how many times the first one's they are."""
    print(f"\n{title}")
    first = next(iter(seconds.values()))
    for name, value in seconds.items():
        note = (notes or {}).get(name, "")
        print(f"  {name:44}{value:9.3f} s{value / first:9.2f} x  {note}")
    if RECORD in os.environ:
        table = {"script": Path(sys.argv[0]).name, "title": title, "seconds": seconds}
        with open(os.environ[RECORD], "a", encoding="utf-8") as file:
            file.write(json.dumps(table) + "\n")
