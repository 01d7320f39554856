"""What a model was saved with, and whether what is installed may load it.

The rule: the first two numbers of the version must agree for skrepr, for scikit-learn and for
each plugin whose estimators the model holds. None of them promises more for fitted state.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

import numpy
import scipy
import sklearn

from .. import __version__
from ..exceptions import SavedModelError

FORMAT = 1
_SERIES = re.compile(r"(\d{1,6})\.(\d{1,6})")
_VERSION = re.compile(r"[A-Za-z0-9.+!_-]{1,64}", re.ASCII)
_DISTRIBUTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_CLASS = re.compile(r"\w+(\.\w+){1,30}")


def make_header(origins: Mapping[str, str], plugins: Mapping[str, str]) -> dict[str, Any]:
    """Return what ``skrepr.json`` holds.

    Parameters
    ----------
    origins : mapping of str to str
        The distribution of each class of a plugin.
    plugins : mapping of str to str
        The version of each of these distributions.
    """
    return {
        "format": FORMAT,
        "versions": {**_required(plugins), **_beside(origins)},
        "estimators": dict(sorted(origins.items())),
    }


def _required(plugins: Mapping[str, str]) -> dict[str, str]:
    return {
        "skrepr": __version__,
        "scikit-learn": sklearn.__version__,
        **dict(sorted(plugins.items())),
    }


def _beside(origins: Mapping[str, str]) -> dict[str, str]:
    """Return versions that are told but not compared: arrays mean the same in all of them."""
    told = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
    others = ("skops", "torch") if any(map(_uses_torch, origins)) else ("skops",)
    loaded = {name: sys.modules[name] for name in others if name in sys.modules}
    return told | {name: str(module.__version__) for name, module in loaded.items()}


def _uses_torch(name: str) -> bool:
    neural = sys.modules.get("skrepr.neural")
    module, _, cls = name.rpartition(".")
    found = getattr(sys.modules.get(module), cls, None)
    return (
        neural is not None and isinstance(found, type) and issubclass(found, neural.NetStateMixin)
    )


def check_header(header: Any) -> None:
    """Refuse a header that ``make_header`` would not have written."""
    fine = (
        isinstance(header, dict)
        and type(header.get("format")) is int
        and _is_table(header.get("versions"), _DISTRIBUTION, _VERSION)
        and _is_table(header.get("estimators"), _CLASS, _DISTRIBUTION)
    )
    if not fine:
        raise SavedModelError("its skrepr.json is malformed")
    if header["format"] != FORMAT:
        raise SavedModelError(
            f"its format must be {FORMAT} for skrepr {__version__}; it is {header['format']}"
        )


def _is_table(value: Any, key: re.Pattern[str], entry: re.Pattern[str]) -> bool:
    return isinstance(value, dict) and all(
        isinstance(v, str) and key.fullmatch(k) and entry.fullmatch(v) for k, v in value.items()
    )


def check_versions(header: Mapping[str, Any], plugins: Mapping[str, str]) -> None:
    """Refuse a model of another release series; all differences at once.

    Parameters
    ----------
    header : mapping
        The content of ``skrepr.json``.
    plugins : mapping of str to str
        The installed version of each plugin to compare.
    """
    wrong = [
        f"{name} {header['versions'].get(name, 'of an unknown version')}, and {version} is "
        "installed"
        for name, version in _required(plugins).items()
        if not same_series(header["versions"].get(name, ""), version)
    ]
    if wrong:
        raise SavedModelError(
            f"it was saved with {'; with '.join(wrong)}; the first two numbers must agree: "
            "install those versions, or fit and save the model again"
        )


def same_series(one: str, other: str) -> bool:
    """Tell whether two versions have their first two numbers in common.

    Examples
    --------
    >>> from skrepr.persistence._versions import same_series
    >>> same_series("1.9.0", "1.9.1"), same_series("1.9.1", "1.10.0rc1")
    (True, False)
    """
    a, b = _SERIES.match(one), _SERIES.match(other)
    return a is not None and b is not None and a.groups() == b.groups()
