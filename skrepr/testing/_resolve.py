"""From a spec, a name, a class or an instance to subjects, one a kind of input."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from sklearn.base import is_classifier, is_clusterer, is_regressor

from ..catalogue import get_spec, load_object
from ..specs import EstimatorSpec, InputKind
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
    if isinstance(target, str):
        target = get_spec(target, "estimators")
    if isinstance(target, EstimatorSpec):
        return _spec_cases(target, input_kind)
    return [_bare_case(target, input_kind or "table")]


def _spec_cases(spec: EstimatorSpec, input_kind: InputKind | None) -> list[Case]:
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
            subject=lambda kind=kind: _spec_subject(spec, kind),  # type: ignore[misc]
            exceptions=spec.exceptions,
        )
        for kind in kinds
    ]


def _spec_subject(spec: EstimatorSpec, kind: InputKind) -> Subject:
    cls = load_object(spec.target)
    example = Example()
    if spec.example is not None:
        example = load_object(spec.example)(kind, _SEED)
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
    )


def _required(cls: type[Any], params: Mapping[str, Any]) -> dict[str, Any]:
    signature = inspect.signature(cls).parameters
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
