"""Write a new plugin from the template: a package that passes the suite before it is edited."""

from __future__ import annotations

import keyword
import re
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from string import Template

from . import __version__
from ._plugins import normalise

_VALID = re.compile(r"[A-Za-z][A-Za-z0-9]*([-_.][A-Za-z0-9]+)*")


def write_plugin(name: str, folder: Path) -> Path:
    """Write a plugin called ``name`` below ``folder`` and return its path.

    Raises
    ------
    ValueError
        If ``name`` is no name for a distribution, or the folder of that name exists.
    NotADirectoryError
        If ``folder`` is no directory.
    """
    if not _VALID.fullmatch(name):
        raise ValueError(
            "the name of a plugin must be a valid distribution name (letters, digits, single "
            f"'-', '_' or '.' between them); got {name!r}"
        )
    if not folder.is_dir():
        raise NotADirectoryError(f"the folder must be an existing directory; got {str(folder)!r}")
    target = folder / normalise(name)
    if target.exists():
        raise ValueError(f"{target} exists already; choose another name or folder")
    module = normalise(name).replace("-", "_")
    if keyword.iskeyword(module) or find_spec(module) is not None:
        raise ValueError(
            f"the name of a plugin must not be that of a keyword or of a module that is there "
            f"already; got {name!r}"
        )
    major, minor = __version__.split(".")[:2]
    next_series = f"0.{int(minor) + 1}" if major == "0" else str(int(major) + 1)
    words = {
        "distribution": normalise(name),
        "module": module,
        "entry_point": module.removeprefix("skrepr_"),
        "requirement": f"skrepr>={major}.{minor},<{next_series}",
    }
    for template, path in _files(module).items():
        text = Template(_read(template)).substitute(words)
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")
    return target


def _files(module: str) -> dict[str, str]:
    return {
        "pyproject.toml.in": "pyproject.toml",
        "README.md.in": "README.md",
        "init.py.in": f"{module}/__init__.py",
        "init.pyi.in": f"{module}/__init__.pyi",
        "estimator.py.in": f"{module}/_row_centrer.py",
        "test_conformance.py.in": "tests/test_conformance.py",
    }


def _read(template: str) -> str:
    return (resources.files("skrepr") / "_template" / template).read_text(encoding="utf-8")
