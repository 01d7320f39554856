"""A torch estimator keeps every promise; one with a fault fails the check named for it."""

import dataclasses

import pytest
import skops.io
import wrong_encoders
from sklearn.base import BaseEstimator
from tiny_encoder import SPEC, TinyEncoder

from skrepr.testing import check_estimator, make_input


def failures(records):
    return {r.check: r.message for r in records if r.status == "failed"}


def test_it_keeps_every_promise():
    records = check_estimator(SPEC)
    assert {r.check: r.message for r in records if r.status in ("failed", "blocked")} == {}
    assert sum(r.executed for r in records if r.check != "sklearn_suite") >= 23


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SeedsTorchForEverybody", "global_rng_untouched"),
        ("DropsOutInTransform", "global_rng_untouched"),
        ("WidensTheModuleInPlace", "threads_agree"),
    ],
)
def test_a_wrong_one_fails_exactly_the_check_named_for_it(name, expected):
    spec = dataclasses.replace(SPEC, name=name, target=f"{wrong_encoders.__name__}:{name}")
    assert failures(check_estimator(spec)).keys() == {expected}


class RawEncoder(TinyEncoder):
    """Undoes the mixin, so that its state holds the net as raw bytes."""

    __getstate__ = BaseEstimator.__getstate__
    __setstate__ = BaseEstimator.__setstate__


def test_a_raw_net_is_refused_even_where_its_types_are_trusted():
    """skops would load them all, and cannot see what their bytes would run."""
    encoder = RawEncoder(max_epochs=1).fit(make_input("images").X)
    types = skops.io.get_untrusted_types(data=skops.io.dumps(encoder))
    spec = dataclasses.replace(
        SPEC,
        name="RawEncoder",
        target=f"{__name__}:RawEncoder",
        trusted=tuple(name for name in types if not name.startswith(("builtins.", "functools."))),
    )
    assert "skops_roundtrip" in failures(check_estimator(spec))
