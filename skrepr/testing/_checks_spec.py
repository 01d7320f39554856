"""The spec tells the truth about the class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import sklearn
from sklearn.base import is_classifier, is_clusterer, is_regressor
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags

from ..specs import EstimatorSpec
from ._compare import same
from ._conditions import needs_spec
from ._records import CheckFailure, NotApplicable, require
from ._registry import check, get_checks
from ._subject import Subject

_MOST_EXCEPTIONS = 2
#: What a class with a role must offer.
_MEMBERS: dict[str, tuple[str, ...]] = {
    "transformer": ("fit", "transform"),
    "selector": ("fit", "transform", "get_support"),
    "resampler": ("fit_resample",),
    "neighbors": ("fit", "kneighbors"),
    "segmenter": ("fit", "predict"),
    "detector": ("fit", "predict"),
    "generator": ("fit", "sample"),
    "classifier": ("fit", "predict"),
    "regressor": ("fit", "predict"),
    "clusterer": ("fit", "fit_predict"),
    "meta": ("fit",),
}
_TESTS: dict[str, Callable[[Any], bool]] = {
    "classifier": is_classifier,
    "regressor": is_regressor,
    "clusterer": is_clusterer,
}


@check(needs_spec)
def check_spec_matches_class(subject: Subject) -> None:
    """Roles, parameters, tags and flags of the spec are those of the class."""
    spec = subject.spec
    assert spec is not None
    require(
        spec.name == subject.cls.__name__,
        f"Let the spec's name be the name of the class, {subject.cls.__name__!r}.",
    )
    estimator = subject.make_for_suite()
    _require_roles(spec, estimator)
    _require_parameters(subject, spec)
    _require_tags(subject, estimator)
    _require_extension(subject, spec)
    if "transform" in subject.methods and subject.transforms_to_table:
        require(
            subject.transforms_to_2d,
            "Say in the spec's 'output' what transform returns: it has other than two axes.",
        )
    unknown = [name for name, _ in spec.exceptions if name not in get_checks()]
    require(not unknown, f"Name checks in 'exceptions'; {unknown} are none.")
    missing = [name for name in spec.requires if find_spec(name) is None]
    require(not missing, f"Name importable packages in 'requires'; not found: {missing}.")


def _require_roles(spec: EstimatorSpec, estimator: Any) -> None:
    for role in spec.roles:
        lacking = [name for name in _MEMBERS[role] if not hasattr(estimator, name)]
        require(not lacking, f"Give the class {lacking}, or drop the role {role!r}.")
    if "meta" in spec.roles:  # its tags are those of the inner estimator
        return
    for name, has_role in _TESTS.items():
        require(
            has_role(estimator) == (name in spec.roles),
            f"Make spec and class agree on the role {name!r}: one says yes, the other no.",
        )


def _require_parameters(subject: Subject, spec: EstimatorSpec) -> None:
    require(
        not spec.stochastic or "random_state" in subject.signature,
        "Give the class a random_state, or set stochastic=False in the spec.",
    )
    fit = getattr(subject.cls, "fit", getattr(subject.cls, "fit_resample", None))
    accepted = inspect.signature(fit).parameters if fit else {}
    unrouted = [name for name in spec.metadata if name not in accepted]
    require(not unrouted, f"Name keywords of fit in metadata; {unrouted} are none.")


def _require_tags(subject: Subject, estimator: Any) -> None:
    tags = get_tags(estimator).input_tags
    require(
        tags.pairwise or subject.kind != "graph",
        "Set the tag input_tags.pairwise: cross-validation cuts a graph on both axes only then.",
    )
    is_table = subject.kind in ("table", "graph")
    require(
        tags.two_d_array or not is_table,
        "Leave the tag input_tags.two_d_array at True for a table or a graph.",
    )


def _require_extension(subject: Subject, spec: EstimatorSpec) -> None:
    if spec.transductive:
        require(
            not subject.methods,
            f"Set transductive=False: {', '.join(subject.methods)} answers for new samples.",
        )
        require(
            bool(spec.exceptions),
            "Say in 'exceptions' why a transductive method has no extension to new samples.",
        )
    elif "clusterer" in spec.roles:
        require(
            "predict" in subject.methods,
            "Give the clusterer a predict, or set transductive=True and say why in 'exceptions'.",
        )
    require(
        len(spec.exceptions) <= _MOST_EXCEPTIONS,
        f"Except at most {_MOST_EXCEPTIONS} checks; the spec excepts {len(spec.exceptions)}.",
    )


@check(needs_spec)
def check_grid_valid(subject: Subject) -> None:
    """Each key of the search space is a parameter, and ``fit`` takes its ends."""
    assert subject.spec is not None
    if not subject.spec.param_grid:
        raise NotApplicable("its spec has no search space")
    known = subject.make().get_params(deep=True)
    for name, candidates in subject.spec.param_grid:
        require(name in known, f"Name a parameter in param_grid; {name!r} is none.")
        if not isinstance(candidates, tuple) or not candidates:
            raise CheckFailure(f"List the candidates of {name!r} as a tuple; got {candidates!r}.")
        for value in (candidates[0], candidates[-1]):
            _require_fit(subject, name, value)


def _require_fit(subject: Subject, name: str, value: Any) -> None:
    try:
        subject.fit(subject.seeded().set_params(**{name: value}))
    except Exception as error:
        raise CheckFailure(
            f"Put values into param_grid that fit accepts; {name}={value!r} raised {error!r}."
        ) from error


def _metadata(subject: Subject) -> tuple[str, ...]:
    """Return the extras that the spec names; off the table also weights that fit accepts.

    On a table scikit-learn's suite looks for weights that are dropped.
    """
    named = () if subject.spec is None else subject.spec.metadata
    fit = getattr(subject.cls, "fit", None)
    weighted = fit is not None and "sample_weight" in inspect.signature(fit).parameters
    if weighted and subject.kind != "table" and "sample_weight" not in named:
        return (*named, "sample_weight")
    return named


def _needs_metadata(subject: Subject) -> str:
    return "" if _metadata(subject) else "its spec names no metadata"


@check(_needs_metadata, gates=("seed_reproduces", "spec_matches_class"))
def check_metadata_routed(subject: Subject) -> None:
    """Aligned extras reach ``fit`` through a pipeline, and are used there."""
    for name in _metadata(subject):
        require(
            name in subject.sample.fit_params,
            f"Let the example's sample bring {name!r} in fit_params.",
        )
        extra = {name: subject.sample.fit_params[name]}
        with sklearn.config_context(enable_metadata_routing=True):
            weighted = subject.fit(subject.seeded(), *subject.data(), **extra)
            direct = subject.outputs(weighted)
            step = subject.seeded().set_fit_request(**{name: True})
            pipeline = subject.fit(make_pipeline(step), *subject.data(), **extra)
        routed = subject.outputs(pipeline[-1])
        require(same(direct, routed), f"Let fit take {name!r} the same way through a Pipeline.")
        # Labels of easy data may stay the same when everything behind them has moved.
        without = subject.fitted()
        dropped = same(weighted, without) and same(direct, subject.outputs(without))
        require(not dropped, f"Use {name!r} in fit; without it nothing changes.")
