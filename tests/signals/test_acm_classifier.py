"""ACMClassifier: the authors' values, identities, heads, singular matrices, bad input."""

import numpy as np
import pytest
from acm_cases import GRID, oracle, rhythms, smooth
from pyriemann.classification import MDM
from pyriemann.estimation import Covariances
from pyriemann.tangentspace import TangentSpace
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

import skrepr
from skrepr.testing import parametrize_with_checks
from skrepr_signals import ACMClassifier, DelayEmbedding

TRAIN, TEST = slice(0, 20), slice(20, 40)


@parametrize_with_checks(["ACMClassifier"])
def test_the_promises_of_the_house(check):
    check()


@pytest.mark.parametrize(("order", "lag"), GRID)
def test_tangent_space_and_decisions_are_those_of_the_authors(order, lag):
    arrays, cell = oracle(), f"o{order}_l{lag}"
    X, y = arrays["X"], arrays["y"]
    model = ACMClassifier(order, lag, estimator="cov").fit(X[TRAIN], y[TRAIN])
    np.testing.assert_allclose(model.reference_, arrays[f"ref_{cell}"], rtol=1e-6)
    np.testing.assert_allclose(model.transform(X[20:22]), arrays[f"ts_{cell}"], rtol=0, atol=1e-6)
    decision = model.decision_function(X[TEST])
    np.testing.assert_allclose(decision, arrays[f"svc_decision_{cell}"], rtol=0, atol=1e-5)
    np.testing.assert_array_equal(model.predict(X[TEST]), arrays[f"svc_pred_{cell}"])


@pytest.mark.parametrize(("order", "lag"), GRID)
def test_distances_to_class_means_are_those_of_the_authors(order, lag):
    arrays, cell = oracle(), f"o{order}_l{lag}"
    X, y = arrays["X"], arrays["y"]
    model = ACMClassifier(order, lag, estimator="cov", head="mdm").fit(X[TRAIN], y[TRAIN])
    np.testing.assert_allclose(model.transform(X[TEST]), arrays[f"mdm_dist_{cell}"], rtol=1e-6)
    np.testing.assert_array_equal(model.predict(X[TEST]), arrays[f"mdm_pred_{cell}"])


@pytest.mark.parametrize("head", ["tangent_svm", "mdm"])
@pytest.mark.parametrize(("order", "lag"), GRID)
def test_only_delayed_copies_tell_the_rhythms_apart(head, order, lag):
    arrays = oracle()
    X, y = arrays["X"], arrays["y"]
    model = ACMClassifier(order, lag, estimator="cov", head=head).fit(X[TRAIN], y[TRAIN])
    score = model.score(X[TEST], y[TEST])
    assert score == 0.5 if order == 1 else score >= 0.95


@pytest.mark.parametrize("estimator", ["oas", "lwf", "scm"])
def test_it_is_the_pipeline_of_pyriemann(estimator):
    X, y = rhythms()
    acm = ACMClassifier(3, 2, estimator=estimator, kernel="linear", C=0.5).fit(X[TRAIN], y[TRAIN])
    parts = (DelayEmbedding(3, 2), Covariances(estimator), TangentSpace())
    peer = make_pipeline(*parts, SVC(kernel="linear", C=0.5)).fit(X[TRAIN], y[TRAIN])
    for method in ("decision_function", "predict"):
        found, expected = (getattr(model, method)(X[TEST]) for model in (acm, peer))
        np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("metric", ["riemann", "logeuclid", "euclid", "logchol", "wasserstein"])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_mdm_is_that_of_pyriemann_in_every_metric(metric, n_classes):
    X, _ = rhythms()
    y = np.arange(40) % n_classes
    acm = ACMClassifier(3, 2, head="mdm", metric=metric).fit(X[TRAIN], y[TRAIN])
    peer = make_pipeline(DelayEmbedding(3, 2), Covariances("oas"), MDM(metric)).fit(
        X[TRAIN], y[TRAIN]
    )
    for method in ("transform", "predict_proba"):
        found, expected = (getattr(model, method)(X[TEST]) for model in (acm, peer))
        np.testing.assert_allclose(found, expected, atol=1e-9)
    scores = acm.decision_function(X[TEST])
    chosen = scores > 0 if n_classes == 2 else scores.argmax(axis=1)
    np.testing.assert_array_equal(acm.predict(X[TEST]), chosen)


@pytest.mark.parametrize("head", ["tangent_svm", "mdm"])
def test_invertible_mixing_of_channels_changes_no_prediction(head):
    X, y = rhythms(n_channels=3)
    A = np.array([[2.0, 1, 0], [0, -1, 1], [1, 0, 3]])
    model = ACMClassifier(3, 2, estimator="cov", head=head)
    plain = model.fit(X[TRAIN], y[TRAIN]).decision_function(X[TEST])
    mixed = model.fit(A @ X[TRAIN], y[TRAIN]).decision_function(A @ X[TEST])
    np.testing.assert_allclose(mixed, plain, atol=1e-6)


def test_a_classifier_as_head_sees_tangent_vectors():
    X, y = rhythms()
    model = ACMClassifier(head=LogisticRegression()).fit(X[TRAIN], y[TRAIN])
    vectors = model.transform(X[TEST])
    assert vectors.shape == (20, 8 * 9 // 2)
    expected = model.classifier_.predict_proba(vectors)
    np.testing.assert_array_equal(model.predict_proba(X[TEST]), expected)
    assert model.score(X[TEST], y[TEST]) > 0.9


def test_methods_are_those_of_the_head():
    X, y = rhythms()
    assert not hasattr(ACMClassifier().fit(X, y), "predict_proba")
    assert hasattr(ACMClassifier(head="mdm"), "predict_proba")
    assert not hasattr(ACMClassifier(head=RidgeClassifier()), "predict_proba")
    assert hasattr(ACMClassifier(head=RidgeClassifier()), "decision_function")


def test_a_random_head_is_seeded():
    X, y = rhythms(n_channels=1)
    fitted = [ACMClassifier(head=SGDClassifier(), random_state=s).fit(X, y) for s in (0, 0, 1)]
    same, again, other = (model.classifier_.coef_ for model in fitted)
    np.testing.assert_array_equal(same, again)
    assert np.abs(same - other).max() > 0


def test_new_epochs_may_have_another_length():
    X, y = rhythms()
    model = ACMClassifier().fit(X[TRAIN], y[TRAIN])
    assert np.mean(model.predict(X[TEST, :, :120]) == y[TEST]) > 0.9


def test_columns_have_names():
    X, y = rhythms()
    model = ACMClassifier(2, 1).fit(X, y)
    assert list(model.get_feature_names_out()[[0, -1]]) == ["acmclassifier0", "acmclassifier9"]
    assert len(ACMClassifier(2, 1, head="mdm").fit(X, y).get_feature_names_out()) == 2


def test_a_saved_model_answers_the_same(tmp_path):
    X, y = rhythms()
    for head in ("tangent_svm", "mdm"):
        model = ACMClassifier(head=head).fit(X, y)
        skrepr.save(model, tmp_path / "model")
        loaded = skrepr.load(tmp_path / "model")
        np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_more_rows_than_samples_are_singular_and_shrunk_they_are_not():
    X, y = smooth(8, 5, 30), np.arange(8) % 2
    with pytest.raises(ValueError, match=r"singular at order=6, lag=2: take estimator='oas'"):
        ACMClassifier(6, 2, estimator="cov").fit(X, y)
    ACMClassifier(6, 2, estimator="oas").fit(X, y)


def test_an_oversampled_signal_is_singular_though_the_window_is_long():
    t = np.arange(400) / 400
    rng = np.random.default_rng(0)
    slow = sum(
        rng.normal(size=(6, 2, 1)) * np.sin(2 * np.pi * (f * t + rng.uniform(size=(6, 2, 1))))
        for f in (1, 2, 3)
    )
    y = np.arange(6) % 2
    with pytest.raises(ValueError, match=r"6 of 6 augmented covariances are singular"):
        ACMClassifier(8, 1, estimator="cov").fit(slow, y)


@pytest.mark.parametrize("estimator", ["cov", "corr", "oas"])
def test_a_flat_epoch_is_named_singular(estimator):
    X, y = rhythms()
    X[3] = 7.0
    with pytest.raises(ValueError, match="1 of 40 augmented covariances are singular"):
        ACMClassifier(estimator=estimator).fit(X, y)
    model = ACMClassifier(estimator=estimator).fit(X[4:], y[4:])
    with pytest.raises(ValueError, match="1 of 4 augmented covariances are singular"):
        model.predict(X[:4])


@pytest.mark.parametrize(
    ("params", "y", "message"),
    [
        ({}, np.zeros(40), "at least two classes; got only"),
        ({}, None, "y is None"),
        ({}, np.arange(39) % 2, "got 39 for 40 epochs"),
        ({}, np.full(40, np.nan), "NaN"),
        ({}, np.linspace(0, 1, 40), "Unknown label type"),
        ({"head": "svm"}, np.arange(40) % 2, "'head'"),
        ({"metric": "harmonic"}, np.arange(40) % 2, "'metric'"),
        ({"C": 0}, np.arange(40) % 2, "'C'"),
        ({"kernel": "poly"}, np.arange(40) % 2, "'kernel'"),
        ({"order": 16, "lag": 10}, np.arange(40) % 2, r"order\*lag = 160 leaves 0 samples"),
    ],
)
def test_bad_input_is_refused_by_name(params, y, message):
    X, _ = rhythms()
    with pytest.raises(ValueError, match=message):
        ACMClassifier(**params).fit(X, y)


def test_another_number_of_channels_is_refused():
    X, y = rhythms()
    with pytest.raises(ValueError, match="X has 1 channels"):
        ACMClassifier().fit(X, y).predict(X[:, :1])
