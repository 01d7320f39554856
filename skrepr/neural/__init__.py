"""What the estimators that wrap a torch network share; needs ``skrepr[torch]``."""

from importlib.util import find_spec

_MISSING = [package for package in ("torch", "skorch") if find_spec(package) is None]
if _MISSING:
    raise ImportError(f"skrepr.neural needs {' and '.join(_MISSING)}: pip install 'skrepr[torch]'")

from ._state import NetStateMixin, available_device  # noqa: E402 - the message comes first

__all__ = ["NetStateMixin", "available_device"]
