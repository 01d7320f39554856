import numpy as np
import pytest
from sklearn.cluster import SpectralClustering
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import adjusted_rand_score, mean_squared_error

from skrepr import ScorerSpec
from skrepr.comparison import _scoring
from skrepr.comparison._bootstrap import N_REPLICATES, bootstrap_scores
from skrepr.comparison._scoring import Metric, resolve_metric
from skrepr.exceptions import UnknownNameError

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
    monkeypatch.setattr(_scoring, "find_specs", lambda section: {"accuracy": spec})
    monkeypatch.setattr(_scoring, "get_spec", lambda name, section: spec)
    monkeypatch.setattr(_scoring, "get_plugin_scorer", lambda name: lambda e, X, y, bonus: bonus)
    metric = resolve_metric("accuracy")
    assert metric.heading == "accuracy ↓"
    assert metric(None, X, Y, {"points": 3}) == 3


def test_unknown_metric_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match=r"got 'acuracy'.*accuracy"):
        resolve_metric("acuracy")


@pytest.mark.parametrize("name", ["accuracy", "neg_log_loss", "roc_auc_ovr"])
def test_bootstrap_equals_scoring_the_resampled_rows(name, monkeypatch):
    monkeypatch.setattr("skrepr.comparison._bootstrap.N_REPLICATES", 5)
    model = LogisticRegression(C=0.01).fit(X, Y)
    metric = resolve_metric(name)
    scores = bootstrap_scores(metric, model, X, Y, {}, "b")
    rows_seen = []
    spy = Metric("rows", lambda estimator, rows, y: rows_seen.append(rows) or 0.0)
    bootstrap_scores(spy, model, X, Y, {}, "b")
    assert scores == pytest.approx([metric(model, X[rows], Y[rows], {}) for rows in rows_seen])


def test_bootstrap_draws_the_same_rows_for_all_candidates_of_a_benchmark():
    metric = resolve_metric("accuracy")
    model = LogisticRegression(C=0.001).fit(X, Y)
    first, again, other = (bootstrap_scores(metric, model, X, Y, {}, name) for name in "aab")
    assert len(first) == N_REPLICATES
    assert first == again
    assert first != other


def test_bootstrap_is_left_out_where_rows_cannot_be_resampled():
    assert bootstrap_scores(Metric("m", np.mean, needs="labels"), None, X, Y, {}, "b") == []
