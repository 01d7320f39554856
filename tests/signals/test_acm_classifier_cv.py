"""ACMClassifierCV: the scores of GridSearchCV, groups, failures inside a grid, bad input."""

import warnings

import numpy as np
import pytest
import sklearn
from acm_cases import rhythms, smooth
from pyriemann.classification import MDM
from pyriemann.estimation import Covariances
from pyriemann.geometry.mean import mean_riemann
from pyriemann.tangentspace import TangentSpace
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    cross_validate,
)
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC

import skrepr
from skrepr.testing import parametrize_with_checks
from skrepr_signals import ACMClassifier, ACMClassifierCV, DelayEmbedding, select_embedding
from skrepr_signals import _acm_search as search_module
from skrepr_signals._karcher import KarcherMeans

SMALL = {"orders": (1, 2, 3), "lags": (1, 3)}


@parametrize_with_checks(["ACMClassifierCV"])
def test_the_promises_of_the_house(check):
    check()


def grid_search(X, y, *, estimator="oas", classifier=None, cv=3, scoring=None, groups=None):
    """Search with scikit-learn over pyriemann's pipeline."""
    steps = [("aug", DelayEmbedding()), ("cov", Covariances(estimator))]
    grid = {"aug__order": SMALL["orders"], "aug__lag": SMALL["lags"]}
    if classifier is None:
        steps += [("ts", TangentSpace()), ("svc", SVC())]
        grid |= {"svc__C": (0.5, 1, 1.5), "svc__kernel": ("linear", "rbf")}
    else:
        steps += classifier
    search = GridSearchCV(Pipeline(steps), grid, cv=cv, scoring=scoring)
    return search.fit(X, y, groups=groups)


def assert_same_search(acm, peer):
    assert list(acm.best_params_.values()) == [
        peer.best_params_[f"{step}__{name}"]
        for name in acm.best_params_
        for step in ["aug" if name in ("order", "lag") else "svc"]
    ]
    assert acm.best_index_ == peer.best_index_
    assert acm.best_score_ == peer.best_score_
    found, expected = acm.cv_results_, peer.cv_results_
    for name in ("mean_test_score", "std_test_score", "rank_test_score", "split0_test_score"):
        np.testing.assert_array_equal(found[name], expected[name])
    assert {n for n in found if "param" not in n} == {n for n in expected if "param" not in n}
    for mine, theirs in zip(found["params"], expected["params"], strict=True):
        assert mine == {name.partition("__")[2]: value for name, value in theirs.items()}


@pytest.mark.parametrize("estimator", ["cov", "oas", "lwf"])
def test_choice_and_scores_are_those_of_a_grid_search(estimator):
    X, y = rhythms(n_times=60)
    acm = ACMClassifierCV(**SMALL, estimator=estimator, cv=3).fit(X, y)
    assert_same_search(acm, grid_search(X, y, estimator=estimator))


def test_they_are_with_groups():
    X, y = rhythms(n_times=60)
    groups = np.arange(40) // 4
    acm = ACMClassifierCV(**SMALL, cv=GroupKFold(4)).fit(X, y, groups=groups)
    assert_same_search(acm, grid_search(X, y, cv=GroupKFold(4), groups=groups))


def test_they_are_where_folds_leave_rows_out():
    X, y = rhythms(n_times=60)
    cv = ShuffleSplit(2, test_size=0.3, train_size=0.5, random_state=0)
    acm = ACMClassifierCV(**SMALL, cv=cv).fit(X, y)
    assert_same_search(acm, grid_search(X, y, cv=cv))


def test_they_are_with_another_score():
    X, y = rhythms(n_times=60)
    acm = ACMClassifierCV(**SMALL, scoring="roc_auc", cv=3).fit(X, y)
    peer = grid_search(X, y, scoring="roc_auc")
    assert_same_search(acm, peer)
    assert acm.score(X, y) == peer.score(X, y)


@pytest.mark.parametrize("metric", ["riemann", "logeuclid", "euclid"])
@pytest.mark.parametrize("head", ["mdm", LogisticRegression()], ids=["mdm", "classifier"])
def test_they_are_with_another_head_and_metric(head, metric):
    X, y = rhythms(n_times=60)
    acm = ACMClassifierCV(**SMALL, head=head, metric=metric, cv=3).fit(X, y)
    steps = [("mdm", MDM(metric))]
    if head != "mdm":
        steps = [("ts", TangentSpace(metric)), ("head", head)]
    assert_same_search(acm, grid_search(X, y, classifier=steps))


def test_the_refitted_model_is_the_classifier_of_the_best_setting():
    X, y = rhythms()
    acm = ACMClassifierCV(**SMALL).fit(X, y)
    alone = ACMClassifier(**acm.best_params_).fit(X, y)
    for method in ("predict", "decision_function", "transform"):
        np.testing.assert_array_equal(getattr(acm, method)(X), getattr(alone, method)(X))
    assert (acm.order_, acm.lag_) == (alone.order_, alone.lag_)
    assert acm.get_feature_names_out().size == alone.get_feature_names_out().size
    assert acm.refit_time_ > 0


@pytest.mark.parametrize("estimator", ["oas", "cov"])
def test_means_of_folds_are_those_of_pyriemann(estimator):
    X = smooth(30, 3, 80)
    matrices = Covariances(estimator).fit_transform(DelayEmbedding(3, 2).fit_transform(X))
    rows = np.arange(20)
    mean, logs = KarcherMeans(matrices).mean(rows)
    np.testing.assert_allclose(mean, mean_riemann(matrices[rows]), rtol=1e-6)
    assert np.linalg.norm(logs.mean(axis=0)) <= 1e-8


def test_means_far_apart_are_found_all_the_same():
    rng = np.random.default_rng(0)
    factors = rng.normal(size=(12, 3, 3)) * 10.0 ** rng.uniform(-1, 1, size=(12, 1, 3))
    matrices = factors @ factors.transpose(0, 2, 1)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Convergence not reached")
        found, _ = KarcherMeans(matrices).mean(np.arange(12))
        expected = mean_riemann(matrices, maxiter=200)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_order_1_is_evaluated_once_and_reported_for_every_lag(monkeypatch):
    seen, original = [], search_module.score_embedding
    monkeypatch.setattr(
        "skrepr_signals._acm_cv.score_embedding",
        lambda search, *cell: (seen.append(cell), original(search, *cell))[1],
    )
    X, y = rhythms()
    acm = ACMClassifierCV(orders=(1, 2), lags=(2, 3, 4)).fit(X, y)
    assert sorted(seen) == [(1, 2), (2, 2), (2, 3), (2, 4)]
    results = acm.cv_results_
    plain = results["param_order"].filled() == 1
    scores = results["mean_test_score"][plain].reshape(3, -1)
    assert plain.sum() == 3 * 6
    assert (scores == scores[0]).all()


def test_groups_turn_an_int_into_folds_that_keep_them_together():
    X, y = rhythms(n_times=60)
    y = np.repeat(np.arange(10) % 2, 4)
    groups = np.repeat(np.arange(10), 4)
    given = ACMClassifierCV(**SMALL, cv=3).fit(X, y, groups=groups)
    split = ACMClassifierCV(**SMALL, cv=StratifiedGroupKFold(3)).fit(X, y, groups=groups)
    np.testing.assert_array_equal(
        given.cv_results_["mean_test_score"], split.cv_results_["mean_test_score"]
    )


def test_groups_reach_the_inner_search_by_metadata_routing():
    X, y = rhythms(n_times=60)
    groups = np.repeat(np.arange(10), 4)
    with sklearn.config_context(enable_metadata_routing=True):
        acm = ACMClassifierCV(**SMALL, cv=GroupKFold(3)).set_fit_request(groups=True)
        result = cross_validate(
            make_pipeline(acm),
            X,
            y,
            cv=GroupKFold(2),
            params={"groups": groups},
            return_estimator=True,
            return_indices=True,
        )
    for model, train in zip(result["estimator"], result["indices"]["train"], strict=True):
        peer = ACMClassifierCV(**SMALL, cv=GroupKFold(3))
        peer.fit(X[train], y[train], groups=groups[train])
        np.testing.assert_array_equal(
            model[-1].cv_results_["mean_test_score"], peer.cv_results_["mean_test_score"]
        )


def test_folds_shrink_to_the_smallest_class():
    X, _ = rhythms(n_times=60)
    y = np.r_[np.zeros(3), np.ones(37)]
    assert ACMClassifierCV(**SMALL).fit(X, y).n_splits_ == 3


def oversampled(n_epochs=24):
    """Return a slow signal, singular beside near copies of itself, and two classes."""
    t = np.arange(300) / 300
    rng = np.random.default_rng(0)
    y = np.arange(n_epochs) % 2
    shape = (n_epochs, 2, 1)
    slow = sum(
        (1 + y[:, None, None] * (f > 4))
        * rng.normal(size=shape)
        * np.sin(2 * np.pi * (f * t + rng.uniform(size=shape)))
        for f in range(1, 9)
    )
    return slow, y


def test_singular_embeddings_get_error_score_and_a_warning_names_them():
    X, y = oversampled()
    acm = ACMClassifierCV(orders=(1, 8), lags=(1, 2), estimator="cov", cv=3)
    with pytest.warns(FitFailedWarning) as caught:
        acm.fit(X, y)
    (warning,) = caught
    text = str(warning.message)
    assert "2 of 3 embeddings could not be fitted and score nan" in text
    assert "(order, lag) = (8, 1), (8, 2)" in text
    assert "singular at order=8, lag=1: take estimator='oas' or 'lwf', or a larger lag" in text
    scores = acm.cv_results_["mean_test_score"]
    large = acm.cv_results_["param_order"].filled() == 8
    assert np.isnan(scores[large]).all()
    assert np.isfinite(scores[~large]).all()
    assert acm.best_params_["order"] == 1
    assert acm.cv_results_["rank_test_score"][large].min() > (~large).sum() / 2
    acm.predict(X)


def test_a_number_stands_for_what_could_not_be_fitted():
    X, y = oversampled()
    acm = ACMClassifierCV((1, 8), (1,), estimator="cov", cv=3, error_score=-1.0)
    with pytest.warns(FitFailedWarning, match=r"score -1\.0"):
        acm.fit(X, y)
    assert (acm.cv_results_["mean_test_score"][-6:] == -1).all()


def test_raise_raises_the_first_failure():
    X, y = oversampled()
    with pytest.raises(ValueError, match="singular at order=8, lag=1"):
        ACMClassifierCV((1, 8), (1,), estimator="cov", error_score="raise").fit(X, y)


def test_embeddings_longer_than_an_epoch_are_named_and_the_others_chosen_from():
    X, y = rhythms(n_times=24)
    with pytest.warns(FitFailedWarning, match=r"\(order, lag\) = \(4, 8\)\. The first: order\*lag"):
        acm = ACMClassifierCV(orders=(1, 4), lags=(2, 8)).fit(X, y)
    assert (acm.order_, acm.lag_) != (4, 8)


def test_a_grid_in_which_nothing_can_be_fitted_raises():
    X, y = rhythms(n_times=24)
    with pytest.raises(ValueError, match=r"No order and lag could be scored\. The first: order"):
        ACMClassifierCV(orders=(4, 5), lags=(8,)).fit(X, y)


def test_a_head_that_fails_in_a_fold_is_a_failure_of_the_embedding():
    X, y = rhythms(n_times=60)
    with pytest.raises(ValueError, match=r"No order and lag could be scored.*max_iter"):
        ACMClassifierCV(**SMALL, head=LogisticRegression(max_iter=-1)).fit(X, y)


@pytest.mark.parametrize("selection", ["mdop", "afnn"])
def test_a_choice_without_labels_is_that_of_select_embedding(selection):
    X = smooth(12, 2, 400)
    y = np.arange(12) % 2
    acm = ACMClassifierCV(selection=selection, n_selection_epochs=4, random_state=0, cv=3)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=f"{selection} chose order")
        acm.fit(X, y)
    rows = acm.selection_["epochs"]
    (order, lag), _ = select_embedding(X[rows], selection)
    assert acm.order_ == order
    assert acm.lag_ == min(lag, 200 // order)
    assert len(acm.cv_results_["params"]) == 6
    relabelled = acm.fit(X, y[::-1].copy()) if acm.lag_ == lag else acm
    assert (relabelled.order_, relabelled.lag_) == (acm.order_, acm.lag_)


@pytest.mark.parametrize(
    ("chosen", "taken"), [((7, 22), (7, 4)), ((40, 2), (30, 1)), ((3, 10), (3, 10))]
)
def test_a_choice_too_long_for_the_epochs_is_cut_with_a_warning(chosen, taken, monkeypatch):
    monkeypatch.setattr("skrepr_signals._acm_cv.select_embedding", lambda *a, **k: (chosen, {}))
    X, y = smooth(12, 2, 60), np.arange(12) % 2
    acm = ACMClassifierCV(selection="mdop", cv=3)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        acm.fit(X, y)
    assert (acm.order_, acm.lag_) == taken
    texts = [str(each.message) for each in caught]
    cut = f"mdop chose order={chosen[0]}, lag={chosen[1]}, which leaves less than half"
    assert any(cut in text for text in texts) == (chosen != taken)


def test_nested_and_toeplitz_score_near_the_exact_covariance():
    X, y = rhythms(n_times=300)
    exact, nested, toeplitz = (
        ACMClassifierCV(**SMALL, estimator=name).fit(X, y) for name in ("cov", "nested", "toeplitz")
    )
    for approximate in (nested, toeplitz):
        difference = (
            approximate.cv_results_["mean_test_score"] - exact.cv_results_["mean_test_score"]
        )
        assert np.abs(difference).mean() < 0.05


def test_jobs_and_seeds_change_nothing():
    X, y = rhythms(n_times=60)
    head = SGDClassifier()
    params = {**SMALL, "head": head, "random_state": 3}
    one, two = (ACMClassifierCV(**params, n_jobs=n).fit(X, y) for n in (1, 2))
    for name in ("mean_test_score", "rank_test_score"):
        np.testing.assert_array_equal(one.cv_results_[name], two.cv_results_[name])
    np.testing.assert_array_equal(one.decision_function(X), two.decision_function(X))


def test_without_a_refit_there_is_a_choice_and_no_predict():
    X, y = rhythms(n_times=60)
    acm = ACMClassifierCV(**SMALL, refit=False).fit(X, y)
    assert acm.best_params_["order"] in SMALL["orders"]
    assert not hasattr(acm, "predict")
    assert not hasattr(acm, "best_estimator_")


def test_progress_is_shown_when_asked_for(capsys):
    X, y = rhythms(n_times=60)
    ACMClassifierCV(**SMALL, verbose=1).fit(X, y)
    assert "ACMClassifierCV: 5 of 5 embeddings" in capsys.readouterr().err


def test_a_saved_search_answers_the_same(tmp_path):
    X, y = rhythms(n_times=60)
    acm = ACMClassifierCV(**SMALL).fit(X, y)
    skrepr.save(acm, tmp_path / "model")
    loaded = skrepr.load(tmp_path / "model")
    np.testing.assert_array_equal(loaded.predict(X), acm.predict(X))
    assert loaded.best_params_ == acm.best_params_


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"orders": ()}, "orders must hold at least one candidate; got none"),
        ({"lags": []}, "lags must hold at least one candidate; got none"),
        ({"Cs": ()}, "Cs must hold"),
        ({"kernels": ()}, "kernels must hold"),
        ({"orders": (0, 1)}, "orders must hold integers >= 1; got 0"),
        ({"orders": (1.5,)}, r"orders must hold integers >= 1; got 1\.5"),
        ({"orders": "12"}, "'orders'"),
        ({"orders": 3}, "'orders'"),
        ({"lags": (True,)}, "lags must hold integers >= 1; got True"),
        ({"Cs": (0,)}, "Cs must hold numbers > 0; got 0"),
        ({"kernels": ("poly",)}, "kernels must hold 'linear' or 'rbf'; got 'poly'"),
        ({"selection": "random"}, "'selection'"),
        ({"n_selection_epochs": 0}, "'n_selection_epochs'"),
        ({"scoring": "likelihood"}, "'scoring'"),
        ({"cv": 1}, "'cv'"),
    ],
)
def test_bad_parameters_are_refused_by_name(params, message):
    X, y = rhythms(n_times=60)
    with pytest.raises(ValueError, match=message):
        ACMClassifierCV(**params).fit(X, y)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (np.arange(3), r"one group an epoch, of shape \(40,\); got \(3,\)"),
        (np.zeros(40), "at least two groups"),
    ],
)
def test_bad_groups_are_refused(groups, message):
    X, y = rhythms(n_times=60)
    with pytest.raises(ValueError, match=message):
        ACMClassifierCV(**SMALL).fit(X, y, groups=groups)


def test_folds_are_stratified_and_not_shuffled():
    X, y = rhythms(n_times=60)
    found = ACMClassifierCV(**SMALL, cv=4).fit(X, y).cv_results_["mean_test_score"]
    split = ACMClassifierCV(**SMALL, cv=StratifiedKFold(4)).fit(X, y)
    np.testing.assert_array_equal(found, split.cv_results_["mean_test_score"])
