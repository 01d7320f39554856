"""Good estimators pass: one for each kind of input, and a few of scikit-learn's own."""

from importlib.util import find_spec
from typing import get_args

import pytest
from conformance_references import SPECS
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, PCA, TruncatedSVD
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.preprocessing import StandardScaler

from skrepr.specs import InputKind
from skrepr.testing import check_estimator, check_names

CHECK_OF_PACKAGE = {"skops": "skops_roundtrip", "pandas": "set_output_or_refuses"}
WITHOUT_PACKAGE = {check for package, check in CHECK_OF_PACKAGE.items() if not find_spec(package)}
ROWWISE = {"classifier", "regressor", "transformer", "neighbors", "segmenter", "detector"}


def of_status(records, *statuses):
    return {r.check: r.message for r in records if r.status in statuses}


@pytest.fixture(scope="module", params=SPECS, ids=[spec.name for spec in SPECS])
def spec_and_records(request):
    return request.param, check_estimator(request.param)


def test_it_fails_nothing(spec_and_records):
    assert of_status(spec_and_records[1], "failed", "blocked") == {}


def test_each_check_leaves_one_record(spec_and_records):
    _, records = spec_and_records
    assert [r.check for r in records] == check_names()


def test_enough_house_checks_are_executed(spec_and_records):
    spec, records = spec_and_records
    n_executed = sum(r.executed for r in records if r.check != "sklearn_suite")
    floor = 23 if ROWWISE.intersection(spec.roles) else 18
    assert n_executed >= floor - len(WITHOUT_PACKAGE)


def test_enough_of_scikit_learns_checks_are_executed(spec_and_records):
    _, records = spec_and_records
    (suite,) = (r for r in records if r.check == "sklearn_suite")
    assert suite.count >= 10


def test_every_kind_of_input_has_a_reference():
    assert {kind for spec in SPECS for kind in spec.inputs} == set(get_args(InputKind))


@pytest.mark.parametrize(
    ("estimator", "known"),
    [
        (StandardScaler(), set()),
        # scikit-learn compares the numbers in its docstrings to the digits shown
        (PCA(), {"doctest"}),
        (TruncatedSVD(), {"doctest"}),
        (LogisticRegression(), {"doctest"}),
        # it sets classes_ to None before it looks at X
        (GaussianNB(), {"refusal_before_work"}),
        # where NaN is allowed, transform lets infinity pass, too
        (VarianceThreshold(), {"bad_new_input"}),
        # weights of samples are not repetitions there, which scikit-learn excepts itself
        (KMeans(3), {"sklearn_suite"}),
        # a mixture fitted in single precision samples in double
        (GaussianMixture(2), {"dtype_kept"}),
        # scikit-learn's suite runs Ridge with another solver than the default
        (Ridge(), {"sklearn_suite", "doctest"}),
        # a KDTree is compiled, and a reader of saved models would have to trust it
        (NearestNeighbors(), {"skops_roundtrip"}),
        (KNeighborsClassifier(), {"skops_roundtrip", "doctest"}),
        # fit_transform and transform stop at different points of the iteration
        (NMF(), {"fit_transform_equal", "doctest"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_scikit_learns_estimators_pass_but_for_what_is_known(estimator, known):
    assert of_status(check_estimator(estimator), "failed").keys() == known - WITHOUT_PACKAGE
