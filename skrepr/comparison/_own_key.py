"""What an estimator object is made of, as part of the key of every cell that runs it.

A benchmark names its candidates by import string; an object has to be described: its classes,
its parameters, and the code behind both.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

import joblib

from ._origin import origin
from ._store import to_json


def describe(value: Any) -> Any:
    """Return a value as plain data that is equal for equal values, in every process.

    Parameters
    ----------
    value : object
        An estimator, or anything that is a parameter of one. What an estimator has learned
        is no part of it.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from skrepr.comparison._own_key import describe
    >>> describe(Ridge(alpha=2.0)) == describe(Ridge(alpha=2.0)) != describe(Ridge())
    True
    """
    if isinstance(value, type):
        return [value.__module__, value.__qualname__, *_own_code(value)]
    if hasattr(value, "get_params"):
        params = value.get_params(deep=False)
        return [describe(type(value)), [[name, describe(params[name])] for name in sorted(params)]]
    if isinstance(value, types.FunctionType):
        return [value.__module__, value.__qualname__, _code(value.__code__), _bound(value)]
    if isinstance(value, Mapping):
        return [[describe(key), describe(item)] for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [type(value).__name__, *map(describe, value)]
    if isinstance(value, set | frozenset):  # whose order differs from process to process
        return [type(value).__name__, *sorted(to_json(describe(item)) for item in value)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    try:
        return [type(value).__name__, joblib.hash(value)]
    except Exception:  # it holds something that only cloudpickle can take along
        import cloudpickle

        return [type(value).__name__, joblib.hash(cloudpickle.dumps(value))]


def _own_code(cls: type) -> list[Any]:
    """Return the code of a class that was typed in: no file's hash speaks for it."""
    if cls.__module__ != "__main__":
        return []
    members = (vars(cls)[name] for name in sorted(vars(cls)))
    bases = [describe(base) for base in cls.__bases__ if base is not object]
    return [*bases, *(_code(f.__code__) for member in members for f in _functions(member))]


def _functions(member: Any) -> list[types.FunctionType]:
    if isinstance(member, property):
        found = [member.fget, member.fset]
    else:
        found = [getattr(member, "__func__", member)]
    return [each for each in found if isinstance(each, types.FunctionType)]


def _code(code: types.CodeType) -> list[Any]:
    constants = [
        _code(each) if isinstance(each, types.CodeType) else describe(each)
        for each in code.co_consts
    ]
    return [code.co_code.hex(), list(code.co_names), constants]


def _bound(function: types.FunctionType) -> list[Any]:
    """Return the defaults of a function and what it has closed over."""
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    return [describe(function.__defaults__), describe(function.__kwdefaults__), describe(cells)]


def modules_of(value: Any) -> list[str]:
    """Return the modules of all classes and functions in an estimator, each once.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> from skrepr.comparison._own_key import modules_of
    >>> modules_of(make_pipeline(Ridge()))
    ['sklearn.pipeline', 'sklearn.linear_model._ridge']
    """
    return list(dict.fromkeys(_modules(value)))


def _modules(value: Any) -> Iterator[str]:
    if isinstance(value, type):
        yield from (cls.__module__ for cls in value.__mro__ if cls is not object)
    elif isinstance(value, types.FunctionType):
        yield value.__module__
    elif hasattr(value, "get_params"):
        yield type(value).__module__
        for item in value.get_params(deep=False).values():
            yield from _modules(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _modules(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _modules(item)
    elif type(value).__module__ != "builtins":
        yield type(value).__module__


def origins(value: Any) -> list[str]:
    """Return where the code of an estimator comes from, as :func:`origin` says it."""
    return sorted({origin(module) for module in modules_of(value)})
