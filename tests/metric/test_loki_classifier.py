"""LokiClassifier: the authors' values, exact identities, temperature, weights, bad input."""

import numpy as np
import pytest
import sklearn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV, KFold, cross_val_predict, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

from skrepr.testing import parametrize_with_checks as parametrize_with_house_checks
from skrepr_metric import LokiClassifier, _label_metric, mean_squared_label_distance

#: A fixture without state may be shared by the examples of a test.
FIXTURE = HealthCheck.function_scoped_fixture


def line(n_labels):
    labels = np.arange(n_labels, dtype=float)
    return np.abs(labels[:, None] - labels)


@parametrize_with_checks([LokiClassifier()])
def test_scikit_learn_finds_nothing_to_complain_about(estimator, check):
    check(estimator)


@parametrize_with_house_checks(["LokiClassifier"])
def test_the_promises_of_the_house(check):
    check()


def fitted(believer, observed, **metric):
    """Fit on rows of the observed labels; the classifier then believes what it is given."""
    y = np.repeat(observed, 3)
    return LokiClassifier(believer, **metric).fit(np.zeros((len(y), 1)), y)


#: Random probabilities are flat, and Loki says so.
flat = pytest.mark.filterwarnings("ignore:More than half of the predictions")


@flat
@pytest.mark.parametrize("route", ["distances", "graph", "tree", "shuffled"])
def test_variances_and_predictions_are_those_of_the_authors(oracle, believer, route, monkeypatch):
    labels, observed = oracle["labels"], oracle["labels"][oracle["observed"]]
    # Columns of the classifier stand in the order of sorted classes, not of the file.
    proba = oracle["proba"][:, np.argsort(observed)]
    distances = np.sqrt(oracle["sq_distances"])
    order = np.arange(len(labels))
    if route == "tree":
        monkeypatch.setattr(_label_metric, "_SMALL", 0)
        monkeypatch.setattr(_label_metric, "_LEVEL", 0)
    if route == "shuffled":
        order = np.random.default_rng(0).permutation(order)
    if route in ("graph", "tree"):
        metric = {"graph": oracle["graph"], "label_nodes": labels}
    else:
        metric = {"distances": distances[np.ix_(order, order)]}
    loki = fitted(believer, observed, labels=labels[order], **metric)
    assert (loki.sq_distances_ is None) == (route == "tree")
    expected = oracle["frechet_variance"][:, np.argsort(labels)]
    np.testing.assert_allclose(loki.frechet_variance(proba), expected, rtol=1e-12)
    clear = oracle["gap"] > 1e-9
    assert clear.sum() > 100
    np.testing.assert_array_equal(loki.predict(proba)[clear], oracle["prediction"][clear])


def test_next_class_is_the_first_pick_of_the_authors(oracle, believer):
    if len(oracle["labels"]) != oracle["graph"].shape[0]:
        pytest.skip("the picks of this oracle are nodes that are no labels")
    observed = oracle["labels"][oracle["observed"]]
    loki = fitted(believer, observed, labels=oracle["labels"], graph=oracle["graph"])
    assert loki.next_class() == oracle["next_nodes"][0]
    np.testing.assert_array_equal(loki.classes_[loki.locus_], np.sort(oracle["locus_nodes"]))


def test_without_a_metric_it_is_argmax():
    X, y = load_iris(return_X_y=True)
    classifier = LogisticRegression(max_iter=1000)
    loki = LokiClassifier(classifier).fit(X, y)
    np.testing.assert_array_equal(loki.predict(X), classifier.fit(X, y).predict(X))
    np.testing.assert_allclose(loki.frechet_variance(X), 1 - classifier.predict_proba(X))


def test_at_equal_distances_it_is_argmax(believer):
    proba = np.random.default_rng(0).dirichlet(np.ones(6), size=500)
    loki = fitted(believer, np.arange(6), distances=1 - np.eye(6))
    np.testing.assert_array_equal(loki.predict(proba), proba.argmax(axis=1))


@flat
@settings(deadline=None, max_examples=30, suppress_health_check=[FIXTURE])
@given(seed=st.integers(0, 2**31), n_labels=st.integers(2, 12))
def test_on_a_line_it_is_the_label_nearest_to_the_expected_one(believer, seed, n_labels):

    rng = np.random.default_rng(seed)
    observed = np.sort(rng.permutation(n_labels)[: rng.integers(2, n_labels + 1)])
    proba = rng.dirichlet(np.ones(len(observed)), size=20)
    loki = fitted(believer, observed, labels=np.arange(n_labels), distances=line(n_labels))
    np.testing.assert_array_equal(loki.predict(proba), np.rint(proba @ observed))


def test_all_routes_agree(believer, make_tree, monkeypatch):
    rng = np.random.default_rng(0)
    tree = make_tree(80)
    observed = rng.permutation(80)[:30]
    proba = rng.dirichlet(np.ones(30), size=70)
    labels = np.arange(80)
    points = rng.normal(size=(80, 5)) + 100  # far from the origin
    graph = fitted(believer, observed, labels=labels, graph=tree)
    monkeypatch.setattr(_label_metric, "_SMALL", 0)
    moments = fitted(believer, observed, labels=labels, graph=tree)
    assert graph.sq_distances_ is not None
    assert moments.sq_distances_ is None
    np.testing.assert_allclose(
        moments.frechet_variance(proba), graph.frechet_variance(proba), rtol=1e-12
    )
    shortcut = fitted(believer, observed, labels=labels, embeddings=points)
    matrix = fitted(believer, observed, labels=labels, distances=cdist(points, points))
    np.testing.assert_allclose(
        shortcut.frechet_variance(proba), matrix.frechet_variance(proba), rtol=1e-9
    )
    np.testing.assert_array_equal(shortcut.predict(proba), matrix.predict(proba))


def test_a_long_path_of_many_observed_labels_keeps_the_matrix(believer, monkeypatch):
    monkeypatch.setattr(_label_metric, "_SMALL", 0)
    path = sparse.diags_array(np.ones(99), offsets=1)
    loki = fitted(believer, np.arange(10), labels=np.arange(100), graph=path)
    assert loki.sq_distances_.shape == (10, 100)


@pytest.mark.parametrize("kind", ["distances", "graph", "embeddings"])
def test_the_order_of_labels_does_not_matter(believer, make_tree, kind):
    rng = np.random.default_rng(0)
    names = np.array([f"label {i:02d}" for i in range(20)])
    order = rng.permutation(20)
    proba = rng.dirichlet(np.ones(8), size=50)
    points = rng.normal(size=(20, 3))
    metric, shuffled = {
        "distances": ({"distances": cdist(points, points)},) * 2,
        "graph": ({"graph": make_tree(20), "label_nodes": np.arange(20)},) * 2,
        "embeddings": ({"embeddings": points},) * 2,
    }[kind]
    shuffled = {
        "distances": lambda: {"distances": metric["distances"][np.ix_(order, order)]},
        "graph": lambda: {**metric, "label_nodes": order},
        "embeddings": lambda: {"embeddings": points[order]},
    }[kind]()
    straight = fitted(believer, names[:8], labels=names, **metric)
    turned = fitted(believer, names[:8], labels=names[order], **shuffled)
    np.testing.assert_array_equal(turned.classes_, names)
    np.testing.assert_array_equal(turned.frechet_variance(proba), straight.frechet_variance(proba))


def test_probabilities_that_do_not_sum_to_one_are_normalised(believer):
    points = np.random.default_rng(0).normal(size=(6, 2))
    proba = np.random.default_rng(1).dirichlet(np.ones(3), size=30)
    loki = fitted(believer, np.arange(3), labels=np.arange(6), embeddings=points)
    np.testing.assert_allclose(loki.frechet_variance(proba / 7), loki.frechet_variance(proba))


def test_a_row_without_any_probability_believes_in_all(believer):
    loki = fitted(believer, np.arange(3), distances=line(3))
    assert loki.predict(np.zeros((1, 3))) == [1]


def test_batches_do_not_matter(believer):
    proba = np.random.default_rng(1).dirichlet(np.ones(5), size=31)
    whole = fitted(believer, np.arange(5), distances=line(5)).predict(proba)
    small = fitted(believer, np.arange(5), distances=line(5), batch_size=4).predict(proba)
    np.testing.assert_array_equal(small, whole)


def test_temperature_sharpens_probabilities_and_decision_values_alike(believer):
    proba = np.random.default_rng(1).dirichlet(np.ones(4), size=20)
    metric = {"distances": line(4)}
    for temperature in (0.3, 1.0, 2.0):
        expected = proba ** (1 / temperature)
        expected = expected / expected.sum(axis=1, keepdims=True) @ line(4) ** 2
        for method in ("predict_proba", "decision_function"):
            loki = fitted(
                believer,
                np.arange(4),
                temperature=temperature,
                response_method=method,
                **metric,
            )
            np.testing.assert_allclose(loki.frechet_variance(proba), expected)


def test_a_tiny_temperature_is_argmax(believer):
    proba = np.random.default_rng(1).dirichlet(np.ones(4), size=200)
    loki = fitted(believer, np.arange(4), distances=line(4), temperature=1e-4)
    np.testing.assert_array_equal(loki.predict(proba), proba.argmax(axis=1))


def test_two_classes_have_one_column_of_decision_values():
    X, y = load_iris(return_X_y=True)
    X, y = X[:100], y[:100]
    loki = LokiClassifier(LinearSVC(), response_method="decision_function").fit(X, y)
    np.testing.assert_array_equal(loki.decision_function(X) > 0, y == 1)
    np.testing.assert_array_equal(loki.predict(X), y)


@pytest.mark.parametrize("scale", [1, 0.05])
def test_a_searched_temperature_is_the_best_of_five_on_held_out_rows(scale):
    X, y = load_iris(return_X_y=True)
    X = X * scale  # small numbers make flat probabilities
    distances = line(3) * 3
    classifier = LogisticRegression(max_iter=1000)
    loki = LokiClassifier(classifier, distances=distances, temperature="cv", cv=4).fit(X, y)
    proba = cross_val_predict(classifier, X, y, cv=4, method="predict_proba")
    losses = {}
    for temperature in (0.1, 0.25, 0.5, 1.0, 2.0):
        weights = proba ** (1 / temperature)
        weights /= weights.sum(axis=1, keepdims=True)
        predicted = (weights @ distances**2).argmin(axis=1)
        losses[temperature] = np.mean(distances[y, predicted] ** 2)
    assert losses[loki.temperature_] == min(losses.values())


def test_equal_losses_leave_the_temperature_nearest_to_one():
    X = np.array([[0.0], [1], [10], [11]])
    loki = LokiClassifier(KNeighborsClassifier(1), temperature="cv").fit(X, [0, 0, 1, 1])
    assert loki.temperature_ == 1


def test_a_class_of_one_row_leaves_the_temperature_at_one():
    X, y = load_iris(return_X_y=True)
    X, y = X[:101], y[:101]
    assert (
        LokiClassifier(LogisticRegression(max_iter=1000), temperature="cv").fit(X, y).temperature_
        == 1
    )


def test_a_splitter_may_choose_the_folds():
    X, y = load_iris(return_X_y=True)
    loki = LokiClassifier(
        LogisticRegression(max_iter=1000),
        distances=line(3),
        temperature="cv",
        cv=KFold(3, shuffle=True, random_state=0),
    )
    assert loki.fit(X, y).temperature_ in (0.1, 0.25, 0.5, 1, 2)


def test_flat_probabilities_that_pull_everything_to_the_middle_are_reported(believer):
    proba = np.full((30, 5), 0.18)
    proba[np.arange(30), np.arange(30) % 5] = 0.28
    loki = fitted(believer, np.arange(5), distances=line(5))
    with pytest.warns(UserWarning, match="More than half of the predictions are 2, .* temperature"):
        loki.predict(proba)
    loki.set_params(temperature=0.1).fit(np.zeros((5, 1)), np.arange(5)).predict(proba)
    # A few rows, or a classifier that favours one label as well, say nothing.
    fitted(believer, np.arange(5), distances=line(5)).predict(proba[:10])
    fitted(believer, np.arange(5), distances=line(5)).predict(proba[2::5].repeat(5, axis=0))


def test_a_fitted_classifier_may_know_labels_that_y_does_not_hold():
    X, y = load_iris(return_X_y=True)
    inner = LogisticRegression(max_iter=1000).fit(X, y)
    loki = LokiClassifier(FrozenEstimator(inner), distances=line(3)).fit(X[:60], y[:60])
    np.testing.assert_array_equal(loki.classes_, [0, 1, 2])
    assert loki.predict(X[-1:]) == [2]


def test_labels_may_be_words_and_unseen():
    X, y = load_iris(return_X_y=True)
    sizes = np.array(["small", "medium", "large"])
    rows = y != 1
    loki = LokiClassifier(LogisticRegression(), labels=sizes, distances=line(3), temperature=4)
    loki.fit(X[rows], sizes[y[rows]])
    assert loki.next_class() == "medium"
    assert loki.score(X[~rows], sizes[y[~rows]]) > 0.8


def test_one_observed_class_is_always_predicted(believer):
    loki = fitted(believer, [2], labels=np.arange(4), distances=line(4))
    np.testing.assert_array_equal(loki.predict(np.ones((3, 1))), [2, 2, 2])
    np.testing.assert_array_equal(loki.locus_, [False, False, True, False])


@pytest.mark.parametrize("kind", ["distances", "embeddings", "graph"])
def test_next_class_is_a_label_that_is_not_observed(believer, kind):
    metric = {
        "distances": {"distances": line(7)},
        "embeddings": {"embeddings": np.arange(7.0)[:, None]},
        "graph": {"graph": sparse.diags_array(np.ones(6), offsets=1)},
    }[kind]
    loki = fitted(believer, [1, 4], labels=np.arange(7), **metric)
    assert loki.next_class() == 6
    np.testing.assert_array_equal(loki.classes_[loki.locus_], [1, 2, 3, 4])


def test_next_class_refuses_when_all_are_observed():
    X, y = load_iris(return_X_y=True)
    loki = LokiClassifier(LogisticRegression(max_iter=1000)).fit(X, y)
    with pytest.raises(ValueError, match="all of them are"):
        loki.next_class()


def test_weights_reach_the_classifier_and_the_search():
    X, y = load_iris(return_X_y=True)
    weight = np.where(y == 1, 20.0, 1.0)
    classifier = LogisticRegression(max_iter=1000)
    loki = LokiClassifier(classifier, distances=line(3), temperature="cv")
    for routing in (False, True):
        with sklearn.config_context(enable_metadata_routing=routing):
            loki.fit(X, y, sample_weight=weight)
        expected = classifier.fit(X, y, weight).predict_proba(X)
        np.testing.assert_allclose(loki.estimator_.predict_proba(X), expected)


def test_other_extras_are_routed_to_a_classifier_that_requests_them():
    class Tagged(ClassifierMixin, BaseEstimator):
        def fit(self, X, y, tag=None):
            self.classes_, self.tag_ = np.unique(y), tag
            return self

        def predict_proba(self, X):
            return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))

    with sklearn.config_context(enable_metadata_routing=True):
        loki = LokiClassifier(Tagged().set_fit_request(tag=True))
        assert loki.fit(np.zeros((4, 1)), [0, 0, 1, 1], tag="x").estimator_.tag_ == "x"
    assert LokiClassifier(Tagged()).fit(np.zeros((2, 1)), [0, 1], tag="y").estimator_.tag_ == "y"


def test_tags_are_those_of_the_classifier():
    assert get_tags(LokiClassifier(KNeighborsClassifier(metric="precomputed"))).input_tags.pairwise
    assert not get_tags(LokiClassifier()).input_tags.pairwise
    assert get_tags(LokiClassifier()).input_tags.sparse


def test_a_grid_over_temperature_with_label_distance():
    X, y = load_iris(return_X_y=True)
    search = GridSearchCV(
        LokiClassifier(LogisticRegression(max_iter=1000), distances=line(3)),
        {"temperature": [0.1, 1.0], "estimator__C": [0.1, 1]},
    ).fit(X, y)
    assert search.best_score_ > 0.9
    assert cross_val_score(make_pipeline(search.best_estimator_), X, y).mean() > 0.9


def test_it_loses_accuracy_and_wins_distance(believer):
    # Half the belief at one end, half spread over the other: the middle errs less far.
    proba = np.tile([0.4, 0.0, 0.0, 0.3, 0.3], (10, 1))
    y = np.repeat([0, 3, 4], [4, 3, 3])
    loki = fitted(believer, np.arange(5), distances=line(5))
    options = {"labels": np.arange(5), "distances": line(5)}
    predicted = loki.predict(proba)
    argmax = np.zeros(10, dtype=int)
    assert (predicted == y).mean() < (argmax == y).mean()
    assert mean_squared_label_distance(y, predicted, **options) < mean_squared_label_distance(
        y, argmax, **options
    )


ONE_WAY = np.array([[0, 1.0, 0], [2.0, 0, 1.0], [0, 0, 0]])
BAD = {
    "strange label": ({"labels": [0, 1, 5], "distances": line(3)}, "y must hold labels .* got 2"),
    "two metrics": ({"distances": line(3), "embeddings": line(3)}, "At most one of distances"),
    "labels without metric": ({"labels": [0, 1, 2]}, "labels needs a metric"),
    "nodes without graph": ({"label_nodes": [0, 1, 2], "distances": line(3)}, "label_nodes needs"),
    "nodes alone": ({"label_nodes": [0, 1, 2]}, "label_nodes needs graph"),
    "repeated nodes": (
        {"graph": line(4), "label_nodes": [0, 1, 1]},
        "label_nodes must be distinct",
    ),
    "nodes out of range": ({"graph": line(4), "label_nodes": [0, 1, 4]}, "nodes 0 to 3 .* 0 to 4"),
    "nodes of floats": ({"graph": line(4), "label_nodes": [0.0, 1, 2]}, "must be integers"),
    "distances not square": ({"distances": np.ones((3, 2))}, r"\(3, 3\); got \(3, 2\)"),
    "more labels than in y": ({"distances": line(4)}, "labels must be given: .* 4 labels .* 3"),
    "more nodes than labels": ({"graph": line(4)}, "labels must be given"),
    "distances of other labels": (
        {"labels": [0, 1, 2, 3], "distances": line(3)},
        r"\(n_labels, n_labels\) = \(4, 4\); got \(3, 3\)",
    ),
    "nodes of other labels": (
        {"labels": [0, 1, 2, 3], "graph": line(5), "label_nodes": [0, 1, 2]},
        "label_nodes one entry for each of the 4 labels; got 3",
    ),
    "graph of other labels": (
        {"labels": [0, 1, 2, 3], "graph": line(5)},
        "graph must have one node",
    ),
    "embeddings of other labels": (
        {"labels": [0, 1, 2, 3], "embeddings": line(3)},
        "embeddings must have 4 rows",
    ),
    "negative distances": ({"distances": -line(3)}, "distances must be >= 0; the smallest is -2.0"),
    "nan distances": ({"distances": np.full((3, 3), np.nan)}, "distances contains NaN"),
    "diagonal": ({"distances": line(3) + 1}, "diagonal of zeros; the largest is 1.0"),
    "asymmetric": ({"distances": np.triu(line(3))}, "must be symmetric; got 1.0 from 0 to 1"),
    "negative lengths": ({"graph": -line(3)}, "edge weights of graph must be >= 0"),
    "two lengths of an edge": ({"graph": ONE_WAY}, "undirected; got length 1.0 from node 0 to 1"),
    "disconnected": ({"graph": np.diag([1.0, 0], 1)}, "nodes 0 and 2 are not connected"),
    "repeated labels": ({"labels": [0, 1, 2, 2], "distances": line(4)}, "2 occurs more than once"),
    "labels of two axes": ({"labels": [[0, 1, 2]], "distances": line(3)}, r"\(n_labels,\)"),
    "temperature 0": ({"temperature": 0}, "'temperature' parameter"),
    "temperature in words": ({"temperature": "hot"}, "'temperature' parameter"),
    "searched temperature of a frozen classifier": (
        {"temperature": "cv", "estimator": FrozenEstimator(LogisticRegression())},
        "temperature must be a number for a FrozenEstimator",
    ),
    "batch of none": ({"batch_size": 0}, "'batch_size' parameter"),
    "unknown response": ({"response_method": "predict"}, "'response_method' parameter"),
}


@pytest.mark.parametrize(("params", "message"), BAD.values(), ids=BAD)
def test_fit_refuses_before_the_classifier_is_fitted(params, message, monkeypatch):
    monkeypatch.setattr(LogisticRegression, "fit", lambda *_: pytest.fail("it has been fitted"))
    loki = LokiClassifier(**params)
    with pytest.raises(ValueError, match=message):
        loki.fit(np.zeros((6, 1)), [0, 0, 1, 1, 2, 2])
    assert not [name for name in vars(loki) if name.endswith("_")]


def test_a_classifier_without_the_response_is_refused():
    with pytest.raises(AttributeError, match=r"RidgeClassifier has none of .*: predict_proba"):
        LokiClassifier(RidgeClassifier()).fit(np.zeros((2, 1)), [0, 1])


def test_the_classes_of_a_fitted_classifier_must_be_labels():
    X, y = load_iris(return_X_y=True)
    frozen = FrozenEstimator(LogisticRegression(max_iter=1000).fit(X, y))
    loki = LokiClassifier(frozen, labels=[0, 1], distances=line(2))
    with pytest.raises(ValueError, match=r"the classes of estimator must .* got 2"):
        loki.fit(X[:100], y[:100])
