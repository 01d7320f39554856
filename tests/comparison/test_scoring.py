import functools

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.cluster import SpectralClustering
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import adjusted_rand_score, make_scorer, mean_squared_error

from skrepr import ScorerSpec
from skrepr._importing import Entry
from skrepr.comparison import _scoring
from skrepr.comparison._bootstrap import N_REPLICATES, CannotResampleError, bootstrap_scores
from skrepr.comparison._scoring import Metric, resolve_metric
from skrepr.exceptions import AmbiguousNameError, UnknownNameError

X, Y = load_iris(return_X_y=True)


def test_negated_scorers_are_shown_raw_with_the_arrow_down():
    metric = resolve_metric("neg_mean_squared_error")
    model = LinearRegression().fit(X, Y)
    assert metric.heading == "mean_squared_error ↓"
    assert metric(model, X, Y, {}) == pytest.approx(mean_squared_error(Y, model.predict(X)))


def test_scikit_learns_scorers_are_shown_with_the_arrow_up():
    assert resolve_metric("accuracy").heading == "accuracy ↑"


def test_clustering_metrics_read_labels_where_a_clusterer_cannot_predict():
    model = SpectralClustering(3, random_state=0).fit(X)
    metric = resolve_metric("adjusted_rand_score", "clustering")
    assert metric(model, X, Y, {}) == adjusted_rand_score(Y, model.labels_)


def test_import_string_is_called_as_it_is():
    metric = resolve_metric("comparison_toys:mean_first_column")
    assert metric.heading == "mean_first_column ↑"
    assert metric(None, X, Y, {}) == X[:, 0].mean()


def test_plugins_scorer_comes_first_and_gets_keys_of_the_data(monkeypatch):
    spec = ScorerSpec(
        name="accuracy", target="m:f", greater_is_better=False, uses=(("bonus", "points"),)
    )
    entry = Entry(spec, "dist", "0")
    monkeypatch.setattr(_scoring, "find_entry", lambda name, section, prefer: entry)
    monkeypatch.setattr(_scoring, "load_object", lambda *_: lambda e, X, y, bonus: bonus)
    metric = resolve_metric("accuracy")
    assert metric.heading == "accuracy ↓"
    assert metric(None, X, Y, {"points": 3}) == 3


def test_unknown_metric_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match=r"got 'acuracy'.*accuracy"):
        resolve_metric("acuracy")


def test_benchmark_of_a_plugin_is_not_changed_by_another_plugins_scorer(monkeypatch):
    other = Entry(ScorerSpec(name="accuracy", target="m:f"), "other", "0")
    monkeypatch.setattr(_scoring, "find_entry", lambda name, section, prefer: other)
    monkeypatch.setattr(_scoring, "load_object", lambda target, entry: target)
    assert resolve_metric("accuracy", prefer="mine").target == ""
    assert resolve_metric("accuracy", prefer="other").target == "m:f"
    assert resolve_metric("accuracy").target == "m:f"


def test_ambiguous_scorer_leaves_the_one_of_scikit_learn(monkeypatch):
    def ambiguous(name, section, prefer):
        raise AmbiguousNameError(name)

    monkeypatch.setattr(_scoring, "find_entry", ambiguous)
    assert resolve_metric("accuracy").target == ""
    with pytest.raises(AmbiguousNameError):
        resolve_metric("recall_at_k")


def test_module_of_a_metric_is_that_of_the_function_below_its_wrappers():
    def own(y, predicted):
        return 0.0

    assert Metric("own", make_scorer(own)).module == __name__
    assert Metric("own", make_scorer(functools.partial(own, y=1))).module == __name__
    assert resolve_metric("neg_log_loss").module.startswith("sklearn.metrics")
    assert resolve_metric("rand_score", "clustering").module.startswith("sklearn.metrics")


def bootstrap(metric, model, y=Y, name="b", **options):
    value = metric(model, X, y, {})
    return bootstrap_scores(metric, model, X, y, {}, name, value=value, **options)


@pytest.fixture
def few_replicates(monkeypatch):
    monkeypatch.setattr("skrepr.comparison._bootstrap.N_REPLICATES", 20)


class Embedding(BaseEstimator):
    """Answer for rows in several ways."""

    def embed(self, X):
        return X

    def transform(self, X):
        return X

    def kneighbors(self, X, n_neighbors=5):
        return X[:, :n_neighbors], X[:, :n_neighbors]


def rows_of(few_rows):
    """Return the rows of every resample, as a spy metric sees them."""
    seen = []
    spy = Metric("rows", lambda estimator, rows, y: seen.append(rows) or 0.0)
    bootstrap_scores(spy, None, X, Y, {}, "b", value=0.0, **few_rows)
    return seen[1:]  # after the check on the rows as they are


@pytest.mark.parametrize("name", ["accuracy", "neg_log_loss", "roc_auc_ovr"])
def test_bootstrap_equals_scoring_the_resampled_rows(name, few_replicates):
    model = LogisticRegression(C=0.01).fit(X, Y)
    metric = resolve_metric(name)
    expected = [metric(model, X[rows], Y[rows], {}) for rows in rows_of({})]
    assert bootstrap(metric, model) == pytest.approx(expected)


def test_bootstrap_replays_each_array_of_an_answer_with_its_options(few_replicates):
    def score(estimator, X, y):
        few, _ = estimator.kneighbors(X, n_neighbors=2)
        many, _ = estimator.kneighbors(X, n_neighbors=3)
        return float(few.sum() + many[:, 2].sum())

    expected = [score(Embedding(), X[rows], Y[rows]) for rows in rows_of({})]
    assert bootstrap(Metric("m", score, needs="neighbors"), Embedding()) == pytest.approx(expected)


def test_bootstrap_draws_the_same_rows_for_all_candidates_of_a_benchmark():
    metric = resolve_metric("accuracy")
    model = LogisticRegression(C=0.001).fit(X, Y)
    first, again, other = (bootstrap(metric, model, name=name) for name in "aab")
    assert len(first) == N_REPLICATES
    assert first == again
    assert first != other


def test_bootstrap_draws_whole_groups(few_replicates):
    groups = np.arange(150) // 10
    for rows in rows_of({"groups": groups}):
        counts = np.bincount(rows, minlength=150).reshape(15, 10)
        assert (counts == counts[:, :1]).all()
        assert counts[:, 0].sum() == 15


def test_bootstrap_keeps_a_place_for_a_resample_without_a_score(few_replicates):
    def score(estimator, X, y):
        if 149 not in np.asarray(X):
            raise ValueError("the last row is missing")
        return np.nan if 148 not in X else 1.0

    scores = bootstrap_scores(Metric("m", score), None, X, Y, {}, "b", value=1.0)
    assert set(scores) == {None, 1.0}


@pytest.mark.parametrize(
    ("score", "message"),
    [
        (lambda e, X, y: float(e.embed(X)[:, 0].sum()), "the metric calls embed"),
        (lambda e, X, y: float(np.asarray(X).mean()), "more than the answers for single rows"),
    ],
)
def test_bootstrap_refuses_what_it_cannot_replay(score, message):
    with pytest.raises(CannotResampleError, match=message):
        bootstrap(Metric("m", score, needs="transform"), Embedding())


def test_bootstrap_is_left_out_where_rows_cannot_be_resampled():
    labels = Metric("m", np.mean, needs="labels")
    assert bootstrap_scores(labels, None, X, Y, {}, "b", value=0.0) == []
