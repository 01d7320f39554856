"""From a spec, a name, a class or an instance to subjects, one a kind of input."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from sklearn.base import is_classifier, is_clusterer, is_regressor

from ..catalogue import Entry, find_entry, load_object
from ..exceptions import PluginError
from ..specs import EstimatorSpec, InputKind
from ._records import CheckFailure, require
from ._samples import Example, make_input
from ._subject import Subject

#: Quick parameters that say how much work is done, not what the result looks like: only
#: these may touch the default constructor.
EFFORT = frozenset(
    {
        "batch_size",
        "max_epochs",
        "max_evals",
        "max_iter",
        "max_steps",
        "n_estimators",
        "n_hidden",
        "n_init",
        "n_iter",
        "n_layers",
        "n_restarts",
        "n_trials",
        "patience",
    }
)
_SEED = 0


@dataclass(frozen=True, kw_only=True)
class Case:
    """An estimator and a kind of input, before anything is imported for them."""

    name: str
    kind: InputKind
    subject: Callable[[], Subject]
    exceptions: tuple[tuple[str, str], ...] = ()


def cases(target: Any, input_kind: InputKind | None = None) -> list[Case]:
    """Return one case for each kind of input that ``target`` is to be checked on."""
    if input_kind is not None and input_kind not in get_args(InputKind):
        kinds = ", ".join(get_args(InputKind))
        raise ValueError(f"'input_kind' must be one of {kinds}; got {input_kind!r}.")
    if isinstance(target, str) and ":" not in target:
        entry = find_entry(target, "estimators")
        return _spec_cases(cast("EstimatorSpec", entry.spec), entry, input_kind)
    if isinstance(target, EstimatorSpec):
        return _spec_cases(target, None, input_kind)
    if isinstance(target, type) or hasattr(target, "fit") or hasattr(target, "fit_resample"):
        return [_bare_case(target, input_kind or "table")]
    raise TypeError(
        "'estimator' must be an EstimatorSpec, the name of a registered estimator, a class or "
        f"an instance with fit; got {target!r}."
    )


def _spec_cases(
    spec: EstimatorSpec, entry: Entry | None, input_kind: InputKind | None
) -> list[Case]:
    if input_kind is not None and input_kind not in spec.inputs:
        raise ValueError(
            f"'input_kind' must be one that {spec.name} takes ({', '.join(spec.inputs)}); "
            f"got {input_kind!r}."
        )
    kinds = spec.inputs if input_kind is None else (input_kind,)
    return [
        Case(
            name=spec.name,
            kind=kind,
            subject=lambda kind=kind: _spec_subject(spec, entry, kind),  # type: ignore[misc]
            exceptions=spec.exceptions,
        )
        for kind in kinds
    ]


def _spec_subject(spec: EstimatorSpec, entry: Entry | None, kind: InputKind) -> Subject:
    cls = _load(spec.target, entry)
    require(isinstance(cls, type), f"Let the target name a class; {spec.target} is {cls!r}.")
    example = _example(spec, entry, kind)
    quick = dict(spec.quick_params)
    effort = {name: value for name, value in quick.items() if name in EFFORT}
    return Subject(
        cls=cls,
        kind=kind,
        roles=spec.roles,
        spec=spec,
        sample=example.sample or make_input(kind, _SEED),
        params={**quick, **example.params},
        default_params={**effort, **example.params},
        suite_params={**effort, **_required(cls, example.params)},
        effort_params=tuple(effort.keys() - example.params.keys()),
    )


def _load(target: str, entry: Entry | None) -> Any:
    try:
        return load_object(target, entry)
    except PluginError as error:
        raise CheckFailure(f"Let {target} be imported. {error}") from error


def _example(spec: EstimatorSpec, entry: Entry | None, kind: InputKind) -> Example:
    if spec.example is None:
        return Example()
    function = _load(spec.example, entry)
    try:
        example = function(kind, _SEED)
    except Exception as error:
        raise CheckFailure(f"Let {spec.example}({kind!r}, 0) work; it raised {error!r}.") from error
    require(
        isinstance(example, Example),
        f"Let {spec.example} return a skrepr.testing.Example; it returned {example!r}.",
    )
    return cast("Example", example)


def _required(cls: type[Any], params: Mapping[str, Any]) -> dict[str, Any]:
    try:
        signature = inspect.signature(cls).parameters
    except (TypeError, ValueError) as error:
        raise CheckFailure(f"Give {cls.__name__} a signature that can be read; {error}.") from error
    return {
        name: value
        for name, value in params.items()
        if name in signature and signature[name].default is inspect.Parameter.empty
    }


def _bare_case(target: Any, kind: InputKind) -> Case:
    cls = target if isinstance(target, type) else type(target)

    def subject() -> Subject:
        instance = target() if isinstance(target, type) else target
        params = instance.get_params(deep=False) if hasattr(instance, "get_params") else {}
        return Subject(
            cls=cast("type[Any]", cls),
            kind=kind,
            roles=_roles_of(instance),
            spec=None,
            sample=make_input(kind, _SEED),
            params=params,
            default_params=params,
            suite_params=params,
        )

    return Case(name=cls.__name__, kind=kind, subject=subject)


def _roles_of(estimator: Any) -> tuple[str, ...]:
    answers = {
        "classifier": is_classifier(estimator),
        "regressor": is_regressor(estimator),
        "clusterer": is_clusterer(estimator),
        "transformer": hasattr(estimator, "transform"),
        "selector": hasattr(estimator, "get_support"),
        "resampler": hasattr(estimator, "fit_resample"),
        "neighbors": hasattr(estimator, "kneighbors"),
        "generator": hasattr(estimator, "sample"),
    }
    return tuple(role for role, answer in answers.items() if answer)
