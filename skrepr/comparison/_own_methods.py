"""Methods of the catalogue, and the baselines of a sceptic, for somebody's own data.

A transformer is followed by a linear probe on its scaled columns. The same probe on the raw
data is a baseline, and whatever the method's own benchmarks set against it on data of this
kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from .._importing import load_object
from ..catalogue import find_entry, find_specs, list_benchmarks, make_estimator
from ..exceptions import UsageError
from ..specs import BenchmarkSpec, DatasetSpec, EstimatorSpec, InputKind, Pairs
from ._labelled import LabelledRows

OwnTask = Literal["classification", "regression", "multilabel"]
OwnProtocol = Literal["inductive", "transductive"]

_C = (0.01, 0.1, 1.0, 10.0, 100.0)
_ALPHA = (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
_PREDICTORS = {"classification": "classifier", "regression": "regressor"}
#: Kinds whose samples are arrays of one shape without padding: raw, they are long rows.
_FLAT = ("spd", "epochs", "images", "sequences", "videos")


@dataclass(frozen=True)
class Setting:
    """What is asked of an estimator: the kind of its input, the task, what it may see."""

    kind: InputKind
    task: OwnTask
    protocol: OwnProtocol

    def roles(self) -> list[str]:
        """Return the roles that can answer, the direct one first."""
        # a predictor would take the mark of a hidden label for a class
        direct = [] if self.protocol == "transductive" else [_PREDICTORS.get(self.task, "")]
        return [role for role in (*direct, "transformer", "selector") if role]


@dataclass(frozen=True)
class Entrant:
    """One line of a comparison: an unfitted estimator and what is searched.

    ``name`` is the catalogue's, where it comes from there.
    """

    label: str
    estimator: Any
    grid: Pairs = ()
    name: str | None = None


def common_kind(names: Sequence[str]) -> InputKind:
    """Return the kind of input that all methods take, a table where they can choose."""
    inputs = {name: _spec(name).inputs for name in names}
    kinds = [kind for kind in get_args(InputKind) if all(kind in i for i in inputs.values())]
    if not kinds:
        each = "; ".join(f"{name} takes {' or '.join(i)}" for name, i in inputs.items())
        raise UsageError(f"the estimators must take one kind of input; got {each}")
    return cast(InputKind, kinds[0])


def _spec(name: str) -> EstimatorSpec:
    return cast(EstimatorSpec, find_entry(name, "estimators").spec)


def method(name: str, setting: Setting) -> Entrant:
    """Return a method of the catalogue, ready for the task, with its grid.

    Parameters
    ----------
    name : str
        Its name.
    setting : Setting
        What is asked of it.

    Raises
    ------
    UsageError
        If it takes another kind of input, has no role that answers the task, or cannot be
        made without arguments.
    """
    spec = _spec(name)
    if setting.kind not in spec.inputs:
        raise UsageError(
            f"{name} takes {' or '.join(spec.inputs)}; got data of kind {setting.kind!r}"
        )
    needed = setting.roles()
    role = next((role for role in needed if role in spec.roles), None)
    if role is None or (role != needed[0] and spec.output != "table"):
        where = f" under {setting.protocol!r}" if setting.protocol != "inductive" else ""
        raise UsageError(
            f"the task {setting.task!r}{where} needs an estimator that is a "
            f"{' or a '.join(needed)}; {name} is a {' and a '.join(spec.roles)}"
        )
    try:
        estimator = make_estimator(name)
    except TypeError as error:
        raise UsageError(
            f"{name} cannot be made without arguments ({error}): give it as an object in Python"
        ) from error
    if role in _PREDICTORS.values():
        return Entrant(name, estimator, spec.param_grid, name)
    return replace(probed(name, estimator, setting, spec.param_grid), name=name)


def probed(
    label: str,
    transformer: Any,
    setting: Setting,
    grid: Pairs = (),
    *,
    centred: bool = True,
) -> Entrant:
    """Return a transformer under the probe of the task; both are searched."""
    model, strength = _probe(setting.task)
    steps = [("scale", StandardScaler(with_mean=centred)), ("model", model)]
    if setting.protocol == "transductive":
        first, probe = "transformer", "probe__"
        estimator: Any = LabelledRows(transformer, Pipeline(steps))
    else:
        first, probe = "embedding", ""
        estimator = Pipeline([(first, transformer), *steps])
    space = tuple((f"{first}__{name}", values) for name, values in grid)
    return Entrant(label, estimator, (*space, (f"{probe}model__{strength[0]}", strength[1])))


def _probe(task: OwnTask) -> tuple[BaseEstimator, tuple[str, tuple[float, ...]]]:
    if task == "regression":
        return Ridge(), ("alpha", _ALPHA)
    if task == "multilabel":
        return OneVsRestClassifier(LogisticRegression(max_iter=2000)), ("estimator__C", _C)
    return LogisticRegression(max_iter=2000), ("C", _C)


def baselines(names: Sequence[str], setting: Setting, *, centred: bool) -> list[Entrant]:
    """Return what a sceptic would set against the methods.

    Parameters
    ----------
    names : list of str
        Methods of the catalogue that are compared.
    setting : Setting
        What is asked of them.
    centred : bool
        Raw columns may be centred; sparse ones may not.

    Returns
    -------
    list of Entrant
        A constant prediction, the probe on the raw data where these are rows of numbers, and
        the baselines of the methods' own benchmarks of this kind, task and protocol.
    """
    found = [_constant(setting)]
    word = "ridge" if setting.task == "regression" else "logistic regression"
    if setting.kind in ("table", "graph"):
        raw = FunctionTransformer(accept_sparse=True)
        found.append(probed(f"{word} on X", raw, setting, centred=centred))
    elif setting.kind in _FLAT:
        found.append(probed(f"{word} on X", FunctionTransformer(flatten), setting))
    labels = {entrant.label for entrant in found}
    for entrant in _of_benchmarks(names, setting):
        if entrant.label not in labels:
            labels.add(entrant.label)
            found.append(entrant)
    return found


def flatten(X: Any) -> Any:
    """Return each sample as one row of numbers."""
    return np.reshape(X, (len(X), -1))


def _constant(setting: Setting) -> Entrant:
    make: Callable[..., Any] = DummyRegressor if setting.task == "regression" else DummyClassifier
    label = "mean" if setting.task == "regression" else "prior"
    if setting.protocol == "transductive":
        return Entrant(label, LabelledRows(FunctionTransformer(accept_sparse=True), make()))
    return Entrant(label, make())


def _of_benchmarks(names: Sequence[str], setting: Setting) -> list[Entrant]:
    found = []
    for name in names:
        for entry in find_specs("benchmarks", list_benchmarks(estimator=name)).values():
            spec = cast(BenchmarkSpec, entry.spec)
            source = find_entry(spec.dataset, "datasets", prefer=entry.distribution)
            data = cast(DatasetSpec, source.spec)
            if (data.kind, data.task, spec.protocol) != (
                setting.kind,
                setting.task,
                setting.protocol,
            ):
                continue
            for candidate in spec.baselines:
                if candidate.input == "data" and not candidate.uses and not candidate.fit_params:
                    build = load_object(candidate.target, entry)
                    estimator = build(**dict(candidate.params))
                    found.append(
                        Entrant(candidate.label, estimator, candidate.grid, candidate.estimator)
                    )
    return found
