"""Import what a spec names, and say whose it is when that fails."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ._plugins import nearest, words
from ._spec_checks import is_import_string
from .exceptions import PluginError
from .specs import AnySpec, EstimatorSpec


@dataclass(frozen=True)
class Entry:
    """A spec and the distribution that offers it."""

    spec: AnySpec
    distribution: str
    version: str


def load_object(target: str, entry: Entry | None = None) -> Any:
    """Import ``"package.module:Name"``.

    Parameters
    ----------
    target : str
        The import string.
    entry : Entry, default=None
        Who asked for it, so that the error can name the distribution.

    Raises
    ------
    PluginError
        If the module or the name in it does not exist, or cannot be imported.
    """
    if not is_import_string(target):
        raise PluginError(f"an import string must read 'package.module:Name'; got {target!r}")
    module_name, _, attribute = target.partition(":")
    who = f"{entry.distribution} {entry.version}: " if entry else ""
    try:
        module = importlib.import_module(module_name)
        if attribute not in vars(module):  # perhaps a lazy name, which vars() does not show
            return _lazy_attribute(module, attribute)
        return vars(module)[attribute]
    except KeyboardInterrupt:
        raise
    except ModuleNotFoundError as error:
        raise PluginError(f"{who}{_missing_sentence(target, error, entry)}") from error
    except BaseException as error:  # whatever a plugin's module does when it runs
        cause = str(error) if isinstance(error, PluginError) else words(error)
        raise PluginError(f"{who}{target} cannot be imported ({cause})") from error


def _lazy_attribute(module: ModuleType, attribute: str) -> Any:
    names = [name for name in dir(module) if not name.startswith("_")]
    if attribute not in names and not hasattr(module, attribute):
        raise PluginError(f"{module.__name__} has no {attribute!r}{nearest(attribute, names)}")
    return getattr(module, attribute)


def _missing_sentence(target: str, error: ModuleNotFoundError, entry: Entry | None) -> str:
    missing = (error.name or "").split(".")[0]
    spec = entry.spec if entry else None
    if entry and isinstance(spec, EstimatorSpec) and missing in spec.requires:
        return f"{spec.name} needs {missing}, which is not installed{install_hint(entry)}"
    return f"{target} cannot be imported: no module named {error.name!r}"


def install_hint(entry: Entry) -> str:
    """Return ``": pip install ..."`` for what an estimator lacks, or nothing."""
    spec = entry.spec
    if not isinstance(spec, EstimatorSpec) or not spec.extra:
        return ""
    return f': pip install "{entry.distribution}[{spec.extra}]"'


def missing_requirements(spec: EstimatorSpec) -> list[str]:
    """Return the import names in ``spec.requires`` that are not installed."""
    return [name for name in spec.requires if importlib.util.find_spec(name) is None]
