"""From what somebody lists, objects or names, to the lines of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..exceptions import UsageError
from ._own_methods import Entrant, Setting, method


def listed(value: Any, argument: str) -> list[Any]:
    """Return estimators as a list; a single one stands for itself.

    Parameters
    ----------
    value : object
        What was given: a list of estimators, pairs ``(label, estimator)`` and names of the
        catalogue.
    argument : str
        What messages call it.

    Raises
    ------
    UsageError
        If it is no list, or an entry is none of these.
    """
    if isinstance(value, str) or _is_estimator(value):
        return [value]
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise UsageError(f"{argument!r} must be a list of estimators; got {value!r}")
    entries = list(value)
    for each in entries:
        if not (isinstance(each, str) or _is_estimator(each[1] if _is_pair(each) else each)):
            raise UsageError(
                f"each of {argument!r} must be an estimator, a pair (label, estimator) or a name "
                f"of the catalogue; got {each!r}"
            )
    return entries


def names_in(*lists: Iterable[Any]) -> list[str]:
    """Return those that are names of the catalogue."""
    return [each for entries in lists for each in entries if isinstance(each, str)]


def objects_in(entries: Iterable[Any]) -> list[Any]:
    """Return the estimators that are given as objects, without their labels."""
    return [each[1] if _is_pair(each) else each for each in entries if not isinstance(each, str)]


def entrants(entries: Iterable[Any], setting: Setting) -> list[Entrant]:
    """Return one line of the comparison for each entry of a list that :func:`listed` returned.

    Parameters
    ----------
    entries : iterable
        Estimators, pairs ``(label, estimator)``, or names of the catalogue.
    setting : Setting
        What is asked of those that are given by name.
    """
    found = []
    for each in entries:
        if isinstance(each, str):
            found.append(method(each, setting))
        else:
            label, estimator = each if _is_pair(each) else (_label(each), each)
            # a copy: what is done to theirs afterwards changes nothing here, nor the other way
            found.append(Entrant(label, clone(estimator)))
    return found


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)


def _is_estimator(value: Any) -> bool:
    return not isinstance(value, type) and hasattr(value, "fit") and hasattr(value, "get_params")


def _label(estimator: Any) -> str:
    if isinstance(estimator, Pipeline):
        steps = (step for _, step in estimator.steps if step not in (None, "passthrough"))
        return " + ".join(type(step).__name__ for step in steps) or "Pipeline"
    return type(estimator).__name__


def refuse_equal_labels(entries: Iterable[Entrant]) -> None:
    """Refuse two lines of one label."""
    seen: set[str] = set()
    for each in entries:
        if each.label in seen:
            raise UsageError(
                f"each estimator needs a label of its own; got {each.label!r} twice: "
                "give pairs (label, estimator)"
            )
        seen.add(each.label)
