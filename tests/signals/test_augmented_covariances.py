"""AugmentedCovariances: the authors' values, identities, approximations, pipelines, bad input."""

import numpy as np
import pytest
from acm_cases import GRID, oracle, rhythms, smooth
from pyriemann.classification import MDM
from pyriemann.estimation import Covariances
from pyriemann.preprocessing import Whitening
from pyriemann.spatialfilters import Xdawn
from pyriemann.tangentspace import TangentSpace
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from skrepr.testing import parametrize_with_checks
from skrepr_signals import AugmentedCovariances, DelayEmbedding
from skrepr_signals._covariance import SharedCovariances

ESTIMATORS = ("cov", "scm", "oas", "lwf", "sch", "corr")
#: pyriemann 0.12 calls for "sch" what array-api-extra will drop.
of_sch = pytest.mark.filterwarnings("ignore:`xpx.expand_dims`:DeprecationWarning")


@parametrize_with_checks(["AugmentedCovariances"])
def test_the_promises_of_the_house(check):
    check()


@of_sch
@pytest.mark.parametrize(("order", "lag"), GRID)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_matrices_are_those_of_the_authors(estimator, order, lag):
    arrays = oracle()
    expected = arrays[f"{estimator}_o{order}_l{lag}"]
    found = AugmentedCovariances(order, lag, estimator=estimator).fit_transform(arrays["X"][:2])
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10 * np.abs(expected).max())


@of_sch
@pytest.mark.parametrize("estimator", [*ESTIMATORS, "hub", "mcd"])
def test_order_1_is_the_pipeline_of_pyriemann(estimator):
    X = smooth(4, 3, 80)
    found = AugmentedCovariances(1, 5, estimator=estimator).fit_transform(X)
    kwargs = {"random_state": 0} if estimator == "mcd" else {}
    expected = Covariances(estimator, **kwargs).fit_transform(X)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_a_callable_gets_the_embedded_signal():
    X = smooth(3, 2, 50)
    found = AugmentedCovariances(3, 2, estimator=np.cov).fit_transform(X)
    expected = AugmentedCovariances(3, 2, estimator="cov").fit_transform(X)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_numpy_generator_is_left_alone_by_mcd():
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - the global generator is watched
    AugmentedCovariances(2, 1, estimator="mcd").fit_transform(smooth(2, 2, 60))
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_permuted_channels_permute_blocks():
    X = smooth(3, 4, 60)
    order = np.array([2, 0, 3, 1])
    rows = (np.arange(3)[:, None] * 4 + order).ravel()
    covariances = AugmentedCovariances(3, 2)
    found = covariances.fit_transform(X[:, order])
    np.testing.assert_allclose(found, covariances.transform(X)[:, rows][:, :, rows], rtol=1e-12)


def test_mixed_channels_mix_blocks():
    X, A = smooth(3, 2, 60), np.array([[2.0, 1.0], [-1.0, 3.0]])
    covariances = AugmentedCovariances(3, 2, estimator="cov").fit(X)
    mixing = np.kron(np.eye(3), A)
    expected = mixing @ covariances.transform(X) @ mixing.T
    np.testing.assert_allclose(covariances.transform(A @ X), expected, rtol=1e-11)


def test_blocks_on_a_diagonal_differ_as_each_copy_has_its_own_mean():
    C = AugmentedCovariances(2, 3, estimator="scm").fit_transform(smooth(1, 2, 40))[0]
    assert np.abs(C[:2, :2] - C[2:, 2:]).max() > 1e-3


def test_volts_and_microvolts_give_the_same_up_to_the_unit():
    X = smooth(3, 2, 60)
    for estimator in ("cov", "oas", "lwf"):
        covariances = AugmentedCovariances(3, 2, estimator=estimator).fit(X)
        np.testing.assert_allclose(
            covariances.transform(1e-6 * X), 1e-12 * covariances.transform(X), rtol=1e-10
        )


def test_toeplitz_is_block_toeplitz_positive_and_the_biased_autocovariance():
    X = smooth(3, 2, 30)
    C = AugmentedCovariances(6, 4, estimator="toeplitz").fit_transform(X)
    blocks = C.reshape(3, 6, 2, 6, 2)
    for d in range(6):
        for p in range(6 - d):
            np.testing.assert_allclose(blocks[:, p, :, p + d], blocks[:, 0, :, d], rtol=1e-12)
    assert np.linalg.eigvalsh(C).min() > 0
    centred = X - X.mean(axis=2, keepdims=True)
    lagged = centred[:, :, :-8] @ centred[:, :, 8:].transpose(0, 2, 1) / 30
    np.testing.assert_allclose(blocks[:, 0, :, 2], lagged, rtol=1e-12)


def test_nested_cuts_from_the_largest_order_and_is_near_the_exact_matrix():
    X = smooth(3, 2, 400)
    nested = SharedCovariances(X, [(2, 3), (4, 3), (5, 1)], "nested", "moabb")
    exact = SharedCovariances(X, [(4, 3)], "cov", "moabb")(4, 3)
    np.testing.assert_array_equal(nested(4, 3), exact)
    np.testing.assert_array_equal(nested(2, 3), exact[:, :4, :4])
    small = AugmentedCovariances(2, 3, estimator="cov").fit_transform(X)
    assert 0 < np.abs(nested(2, 3) - small).max() / np.abs(small).max() < 0.1


def test_single_precision_in_and_out_and_double_inside():
    X = smooth(3, 2, 60).astype(np.float32)
    covariances = AugmentedCovariances(3, 2).fit(X)
    exact = covariances.transform(X.astype(np.float64))
    np.testing.assert_array_equal(covariances.transform(X), exact.astype(np.float32))


def test_estimators_of_pyriemann_stand_on_both_sides():
    X, y = rhythms(60)
    filters = Xdawn(nfilter=1, estimator="lwf")
    after = (Whitening("riemann"), TangentSpace(), LogisticRegression())
    model = make_pipeline(filters, AugmentedCovariances(4, 2), *after)
    assert cross_val_score(model, X, y, cv=3).mean() > 0.8
    assert cross_val_score(make_pipeline(AugmentedCovariances(4, 2), MDM()), X, y).mean() > 0.9


def test_embedding_and_covariances_in_turn_are_the_same():
    X = smooth(3, 2, 60)
    in_turn = make_pipeline(DelayEmbedding(3, 2), Covariances("lwf")).fit_transform(X)
    at_once = AugmentedCovariances(3, 2, estimator="lwf").fit_transform(X)
    np.testing.assert_allclose(at_once, in_turn, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("params", "X", "message"),
    [
        ({"estimator": "COV"}, np.zeros((2, 2, 40)), "'estimator'"),
        ({"estimator": None}, np.zeros((2, 2, 40)), "'estimator'"),
        ({"order": 10, "lag": 4}, np.zeros((2, 2, 41)), r"order\*lag = 40 leaves 1 samples"),
        ({}, np.zeros((2, 40)), "n_epochs, n_channels, n_times"),
    ],
)
def test_bad_input_is_refused_by_name(params, X, message):
    with pytest.raises(ValueError, match=message):
        AugmentedCovariances(**params).fit(X)
