"""Images of shape (n_images, n_channels, height, width), uint8, and one video."""

from __future__ import annotations

from typing import Any

import numpy as np

from skrepr.specs import DatasetSpec

from ._files import read


def load_images(spec: DatasetSpec) -> dict[str, Any]:
    """Labelled images; ``groups`` where pieces of one photograph belong together."""
    (arrays,) = read(spec, spec.name)
    content: dict[str, Any] = {"data": arrays["X"], "target": arrays["y"].astype(np.int64)}
    if "group" in arrays:
        content["groups"] = arrays["group"].astype(np.int64)
    if "class_names" in arrays:
        content["target_names"] = arrays["class_names"]
    return content


def load_video(spec: DatasetSpec) -> dict[str, Any]:
    """One clip of shape (1, n_frames, n_channels, height, width)."""
    (arrays,) = read(spec, spec.name)
    return {"data": arrays["X"][None], "frames_per_second": 25.0}
