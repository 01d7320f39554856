"""Does a spec hold what its dataclass promises? Answered in sentences, without importing it.

Dataclasses check no types, and a check inside the spec would raise inside the plugin's hook
and lose every spec of that plugin. So the loader asks here, spec by spec.
"""

from __future__ import annotations

import keyword
import math
import re
import types
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from . import specs
from .specs import AnySpec, BenchmarkSpec, DatasetSpec, EstimatorSpec, ScorerSpec

_TARGET = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
_MOST_EXCEPTIONS = 2
_COUNTS = ("n_splits", "n_repeats", "n_inner", "n_seeds", "n_trials")


def problems(spec: AnySpec) -> list[str]:
    """Return one sentence for each thing that is wrong with ``spec``."""
    found = list(_type_problems(spec))
    if found:  # the checks below rely on the types
        return found
    found += _name_problems(spec)
    found += _EXTRA_CHECKS[type(spec)](spec)
    return found


def _type_problems(spec: Any) -> Iterator[str]:
    hints = _hints(spec.__class__)
    for field in fields(spec):
        value = getattr(spec, field.name)
        if not _fits(value, hints[field.name]):
            yield f"{field.name} must be {_words(hints[field.name])}; got {_shown(value)}"
            continue
        for position, part in enumerate(value if isinstance(value, tuple) else (value,)):
            if is_dataclass(part):
                where = f"{field.name}[{position}]" if isinstance(value, tuple) else field.name
                yield from (f"{where}: {text}" for text in _type_problems(part))


def _shown(value: object) -> str:
    try:
        return repr(value)
    except Exception:
        return f"a {type(value).__name__} that cannot be printed"


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls, vars(specs))


def _fits(value: object, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if _means_value(hint):
        return _is_value(value)
    if origin in (Union, types.UnionType):
        return any(_fits(value, option) for option in arguments)
    if origin is Literal:
        return value in arguments if isinstance(value, str) else False
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return all(_fits(item, arguments[0]) for item in value)
        return len(value) == len(arguments) and all(map(_fits, value, arguments))
    if hint is type(None) or hint is None:
        return value is None
    if hint is float:
        return type(value) in (int, float)
    # exact: a subclass of str may do anything when it is compared or printed
    return type(value) is hint


def _means_value(hint: Any) -> bool:
    # typing unrolls the recursive alias by one turn, so it cannot be compared with itself
    return bool in get_args(hint)


def _is_value(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_value, value))
    return value is None or type(value) in (str, int, float, bool)


def _words(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if _means_value(hint):
        return "a string, a number, a bool, None or a tuple of these"
    if origin in (Union, types.UnionType):
        return " or ".join(_words(option) for option in arguments)
    if origin is Literal:
        return "one of " + ", ".join(map(repr, arguments))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return f"a tuple in which each item is {_words(arguments[0])}"
    if origin is tuple:
        return "a pair (" + ", ".join(map(_words, arguments)) + ")"
    if hint is type(None):
        return "None"
    return f"of type {getattr(hint, '__name__', hint)}"


def _name_problems(spec: AnySpec) -> Iterator[str]:
    if isinstance(spec, EstimatorSpec):
        plain, also = spec.name, ""
    else:
        plain, also = spec.name.replace("-", "_"), " that may hold '-'"
    if not plain.isidentifier() or keyword.iskeyword(plain):
        yield f"name must be an identifier{also}; got {spec.name!r}"
    if not spec.summary.isprintable():
        yield f"summary must be one line of printable text; got {spec.summary!r}"
    for field in fields(spec):
        value = getattr(spec, field.name)
        if field.type == "Pairs":
            keys = [key for key, _ in value]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                yield f"{field.name} holds {key!r} twice"


def is_import_string(text: object) -> bool:
    """Tell whether ``text`` reads ``package.module:Name``."""
    return isinstance(text, str) and _TARGET.fullmatch(text) is not None


def _import_problem(field: str, text: str) -> Iterator[str]:
    if not is_import_string(text):
        yield f"{field} must read 'package.module:Name'; got {text!r}"


def _estimator(spec: EstimatorSpec) -> Iterator[str]:
    yield from _import_problem("target", spec.target)
    if spec.example is not None:
        yield from _import_problem("example", spec.example)
    for field in ("roles", "inputs"):
        if not getattr(spec, field):
            yield f"{field} must name at least one; got ()"
    for key, candidates in spec.param_grid:
        if not isinstance(candidates, tuple) or not candidates:
            yield f"param_grid[{key!r}] must be the tuple of candidates; got {candidates!r}"
    for name in spec.requires:
        if not all(part.isidentifier() for part in name.split(".")):
            yield f"requires must hold import names; got {name!r}"
    if len(spec.exceptions) > _MOST_EXCEPTIONS:
        yield f"exceptions may hold {_MOST_EXCEPTIONS} at most; got {len(spec.exceptions)}"
    if spec.transductive and not spec.exceptions:
        yield "transductive=True needs an entry in exceptions that says why there is no extension"


def _dataset(spec: DatasetSpec) -> Iterator[str]:
    yield from _import_problem("loader", spec.loader)
    if spec.n_samples < 1:
        yield f"n_samples must be >= 1; got {spec.n_samples}"
    if spec.sha256 and not re.fullmatch(r"[0-9a-f]{64}(,[0-9a-f]{64})*", spec.sha256):
        yield f"sha256 must be hex digests separated by commas; got {spec.sha256!r}"


def _scorer(spec: ScorerSpec) -> Iterator[str]:
    yield from _import_problem("target", spec.target)


def _benchmark(spec: BenchmarkSpec) -> Iterator[str]:
    if not spec.metrics:
        yield "metrics must name at least one; got ()"
    if not spec.methods:
        yield "methods must name at least one; got ()"
    for count in _COUNTS:
        if getattr(spec, count) < 1:
            yield f"{count} must be >= 1; got {getattr(spec, count)}"
    labels = [candidate.label for candidate in spec.candidates]
    for key, _ in spec.demo:
        if key not in _COUNTS and not any(key.startswith(f"{label}.") for label in labels):
            yield f"demo may hold {', '.join(_COUNTS)} and 'label.parameter'; got {key!r}"
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield f"label {label!r} is used by two candidates"
    if spec.axis is not None:
        for field in ("family", "label"):
            text = getattr(spec.axis, field)
            if not text.strip() or not text.isprintable():
                yield f"axis: {field} must be one line of printable text; got {text!r}"
        if not math.isfinite(spec.axis.value):
            yield f"axis: value must be finite; got {spec.axis.value!r}"
    for candidate in spec.candidates:
        yield from _import_problem(f"candidate {candidate.label!r}: target", candidate.target)


_EXTRA_CHECKS: dict[type, Callable[[Any], Iterator[str]]] = {
    EstimatorSpec: _estimator,
    DatasetSpec: _dataset,
    ScorerSpec: _scorer,
    BenchmarkSpec: _benchmark,
}
