"""One look for the pictures of the method pages, readable on a light and on a dark page."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

OUT = Path(__file__).parents[1] / "_static" / "pictures"
COLOURS = ("#2f7fd1", "#e07b00", "#3a9d5d", "#a05fc0")
_GREY = "#7f7f7f"


def figure(n_panels):
    """Return a transparent figure with panels side by side."""
    plt.rcParams.update(
        {
            "svg.hashsalt": "skrepr",  # the same file from the same numbers
            "font.size": 9,
            "text.color": _GREY,
            "axes.labelcolor": _GREY,
            "axes.edgecolor": _GREY,
            "axes.titlecolor": _GREY,
            "xtick.color": _GREY,
            "ytick.color": _GREY,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
        }
    )
    return plt.subplots(1, n_panels, figsize=(3.6 * n_panels, 3.0), layout="constrained")


def save(fig, name):
    """Write ``docs/_static/pictures/NAME.svg``."""
    OUT.mkdir(parents=True, exist_ok=True)
    fig.savefig(OUT / f"{name}.svg", transparent=True, metadata={"Date": None})
