"""Scorer, data, candidates and the promises of the house."""

from types import SimpleNamespace

import numpy as np
import pytest

import skrepr
from skrepr.catalogue import load_object
from skrepr.testing import parametrize_with_checks
from skrepr_cluster._scorers import clustering_accuracy
from skrepr_cluster._specs import BENCHMARKS, ESTIMATORS


@pytest.mark.parametrize(
    ("labels", "y", "expected"),
    [
        ([1, 1, 0, 0], ["a", "a", "b", "b"], 1.0),
        ([0, 0, 0, 0], [0, 0, 0, 1], 0.75),
        ([0, 1, 2, 3], [0, 0, 1, 1], 0.5),  # two clusters stay without a class
        ([0, 0, 0, 1, 1], [0, 0, 1, 0, 0], 3 / 5),  # largest counts would give both to class 0
    ],
)
def test_accuracy_matches_clusters_to_classes_one_to_one(labels, y, expected):
    fitted = SimpleNamespace(labels_=np.array(labels))
    assert clustering_accuracy(fitted, None, np.array(y)) == pytest.approx(expected)


def test_digits_are_images_between_zero_and_one():
    digits = skrepr.load_dataset("digits")
    assert digits.data.shape == (1797, 1, 8, 8)
    assert (digits.data.min(), digits.data.max()) == (0, 1)


@pytest.mark.filterwarnings("ignore:The affinity has more than:UserWarning")  # few images
@pytest.mark.parametrize("benchmark_spec", BENCHMARKS, ids=lambda spec: spec.name)
def test_candidates_label_the_images_that_they_were_given(benchmark_spec):
    data = skrepr.load_dataset(benchmark_spec.dataset).data[:80]
    quick = {"warmup_epochs": 1, "max_epochs": 1}
    for candidate in benchmark_spec.candidates:
        params = {**dict(candidate.params), "n_clusters": 3}
        if candidate.label == "MLC":
            params |= quick
        if "warmup_epochs" in params:
            params["warmup_epochs"] = 1
        model = load_object(candidate.target)(**params).fit(data)
        assert len(model.labels_) == 80


@parametrize_with_checks([spec.name for spec in ESTIMATORS])
def test_the_promises_of_the_house(check):
    check()
