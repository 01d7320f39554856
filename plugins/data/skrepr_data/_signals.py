"""EEG as epochs of shape (n_epochs, n_channels, n_times), float64, in microvolt where known."""

from __future__ import annotations

from typing import Any

import numpy as np

from skrepr.specs import DatasetSpec

from ._files import read

_AFTER_ONSET = slice(64, 192)  # the epoch begins 64 samples (0.5 s) before the stimulus
_REST, _RESPONSE = slice(0, 64), slice(77, 141)  # 0.10 to 0.60 s after the stimulus


def load_position(spec: DatasetSpec) -> dict[str, Any]:
    """Where on the screen did the square appear? One epoch a trial, from its onset."""
    recording = _visual_attention(spec)
    target = recording.pop("y")
    return {**recording, "data": recording["data"][:, :, _AFTER_ONSET], "target": target}


def load_stimulus(spec: DatasetSpec) -> dict[str, Any]:
    """Stimulus (1) or rest (0)? Two pieces a trial, which ``groups`` keeps together."""
    recording = _visual_attention(spec)
    n_trials = len(recording.pop("y"))
    epochs = recording["data"]
    data = np.concatenate([epochs[:, :, _REST], epochs[:, :, _RESPONSE]])
    target = np.repeat([0, 1], n_trials)
    return {**recording, "data": data, "target": target, "groups": np.tile(np.arange(n_trials), 2)}


def load_eyes(spec: DatasetSpec) -> dict[str, Any]:
    """Eyes open (0) or shut (1), one-second pieces; the first ``n_train`` are for training."""
    (arrays,) = read(spec, "eyes_open_shut")
    n_train = int(arrays["n_train"])
    scaled = arrays["X"] * float(arrays["scale"]) + arrays["offset"].astype(float)[:, None]
    return {
        "data": scaled,
        "target": arrays["y"].astype(np.int64),
        "splits": [(np.arange(n_train), np.arange(n_train, len(scaled)))],
        "sfreq": float(arrays["sfreq"]),
        "channel_names": arrays["channel_names"],
    }


def load_mamem(spec: DatasetSpec) -> dict[str, Any]:
    """Flicker frequency of one subject; four consecutive windows make a group."""
    (arrays,) = read(spec, spec.name)
    n_samples = len(arrays["y"])
    return {
        "data": arrays["X"].astype(np.float64),
        "target": arrays["y"],
        "groups": arrays["groups"],
        "splits": [(np.arange(400), np.arange(400, n_samples))],
        "sfreq": float(arrays["sfreq"]),
    }


def _visual_attention(spec: DatasetSpec) -> dict[str, Any]:
    (arrays,) = read(spec, "visual_attention")
    return {
        "data": arrays["X"] * float(arrays["scale"]),
        "y": arrays["y"].astype(np.int64),
        "sfreq": float(arrays["sfreq"]),
        "channel_names": arrays["channel_names"],
        "channel_positions": arrays["channel_positions"],
    }
