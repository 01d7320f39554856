"""Ordinary estimators on one's own data meet the protocol of the benchmarks."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    LeaveOneOut,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_validate,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from skrepr.comparison import LabelledRows, compare
from skrepr.comparison._own import Own, plan_own
from skrepr.exceptions import UnknownNameError, UsageError

from .test_run import record_cells

pd = pytest.importorskip("pandas")
X, Y = load_iris(return_X_y=True)
FOLDS = StratifiedKFold(4, shuffle=True, random_state=0)


def run(estimators, X=X, y=Y, **options):
    fixed = {"baselines": [], "in_process": True, "verbose": 0}
    return compare(estimators, X, y, **{**fixed, **options})


def values(result, label, metric):
    rows = result.cells.query("candidate == @label and metric == @metric")
    return rows.sort_values("split").groupby("split")["value"].mean().to_numpy()


def plan(estimators, X=X, y=Y, **own):
    return plan_own(estimators, X, y, Own(**{"baselines": [], **own}), "full")


@pytest.mark.parametrize(
    "model",
    [
        GaussianNB(),
        make_pipeline(StandardScaler(), KNeighborsClassifier()),
        GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [1, 5, 25]}, cv=3),
    ],
    ids=["estimator", "pipeline", "search"],
)
def test_scores_are_those_of_cross_validate(model):
    scoring = ["accuracy", "neg_log_loss"]
    result = run([("it", model)], cv=FOLDS, scoring=scoring)
    expected = cross_validate(model, X, Y, cv=FOLDS, scoring=scoring)
    np.testing.assert_array_equal(values(result, "it", "accuracy"), expected["test_accuracy"])
    np.testing.assert_allclose(
        values(result, "it", "log_loss"), -expected["test_neg_log_loss"], rtol=1e-12
    )
    assert set(result.cells["status"]) == {"ok"}


def test_baselines_are_paired_with_the_methods():
    result = run([GaussianNB()], baselines=[("tree", DecisionTreeClassifier())], cv=10, n_seeds=2)
    (summary,) = result.summaries
    assert [c.label for c in summary.benchmark.methods] == ["GaussianNB"]
    assert [d.baseline for d in summary.differences if d.metric == "accuracy"] == ["tree"]
    assert result.cells.groupby("candidate")["seed"].nunique().to_dict() == {
        "GaussianNB": 10,  # which is not stochastic
        "tree": 20,
    }


def test_without_baselines_there_are_a_constant_and_a_linear_model():
    result = run([GaussianNB()], baselines=None, cv=4, profile="demo")
    assert set(result.cells["candidate"]) == {"GaussianNB", "prior", "logistic regression on X"}
    assert result.summaries[0].verdicts[0].worse_than == ()
    result = run([Ridge()], *load_diabetes(return_X_y=True), baselines=None, cv=4, profile="demo")
    assert set(result.cells["candidate"]) == {"Ridge", "mean", "ridge on X"}
    assert set(result.cells["metric"]) == {"r2", "root_mean_squared_error"}


def test_estimators_are_copied_and_never_changed():
    fitted = DecisionTreeClassifier(random_state=7).fit(X[:100], Y[:100])
    before = dict(vars(fitted))
    planned = plan([fitted])
    result = run([fitted], cv=3)
    assert vars(fitted) == before
    assert result.failed == 0
    fitted.set_params(max_depth=1)
    assert planned.cells[0].build().max_depth is None


def test_every_random_state_is_set_to_the_seed_of_the_refit():
    model = make_pipeline(StandardScaler(), DecisionTreeClassifier(random_state=7, max_features=1))
    result = run([("tree", model)], cv=FOLDS, scoring="accuracy")
    rows = result.cells.query("split == 0")
    assert len(rows) == 3
    train, test = next(FOLDS.split(X, Y))
    for seed, value in zip(rows["seed"], rows["value"], strict=True):
        tree = DecisionTreeClassifier(random_state=int(seed), max_features=1)
        twin = make_pipeline(StandardScaler(), tree).fit(X[train], Y[train])
        assert twin.score(X[test], Y[test]) == value


@pytest.mark.parametrize("cv", [None, 5, GroupKFold(5)])
def test_rows_of_one_group_stay_together(cv):
    groups = np.arange(150) % 15
    for split in plan([GaussianNB()], cv=cv, groups=groups).splits:
        assert not np.intersect1d(groups[split.fit], groups[split.score]).size


@pytest.mark.parametrize(
    ("cv", "n_splits"), [(None, 15), (4, 4), (FOLDS, 4), ([(Y < 1, Y > 1)], 1)]
)
def test_cv_is_none_a_number_a_splitter_or_what_it_yields(cv, n_splits):
    made = plan([GaussianNB()], cv=cv)
    assert len(made.splits) == n_splits == made.benchmark.n_splits * made.benchmark.n_repeats
    for split in made.splits:
        np.testing.assert_array_equal(split.fit, split.label)
        assert not np.intersect1d(split.fit, split.score).size


def test_splits_in_order_of_time_stay_so():
    for split in plan([GaussianNB()], cv=TimeSeriesSplit(5)).splits:
        assert split.fit.max() < split.score.min()


def test_a_data_frame_reaches_the_pipeline_as_one():
    frame = pd.DataFrame(X, columns=list("abcd"))
    model = make_pipeline(
        make_column_transformer((StandardScaler(), ["a", "d"])), LogisticRegression()
    )
    result = run([("columns", model)], frame, pd.Series(Y), cv=3)
    assert result.failed == 0


@pytest.mark.parametrize("form", [sparse.csr_array, sparse.coo_matrix, np.ndarray.tolist])
def test_sparse_matrices_and_lists_give_the_scores_of_arrays(form):
    options = {"cv": FOLDS, "scoring": "accuracy"}
    model = KNeighborsClassifier(algorithm="brute")
    expected = values(run([model], **options), "KNeighborsClassifier", "accuracy")
    found = values(run([model], form(X), **options), "KNeighborsClassifier", "accuracy")
    np.testing.assert_array_equal(found, expected)


def first_class(y, predicted):
    return float(np.mean(predicted == 0))


@pytest.mark.parametrize(
    ("scoring", "names"),
    [
        ("accuracy", ["accuracy"]),
        (make_scorer(accuracy_score), ["accuracy_score"]),
        ([make_scorer(first_class), "neg_log_loss"], ["first_class", "log_loss"]),
        ({"hits": "accuracy", "first": make_scorer(first_class)}, ["hits", "first"]),
    ],
)
def test_scoring_is_what_scikit_learn_takes(scoring, names):
    result = run([GaussianNB()], cv=FOLDS, scoring=scoring)
    assert [metric.name for metric in result.summaries[0].metrics] == names
    assert result.cells["value"].notna().all()


def test_finished_cells_are_used_again_and_only_what_changed_is_run(tmp_path, monkeypatch):
    models = [GaussianNB(), ("tree", DecisionTreeClassifier())]
    options = {"cv": FOLDS, "out": tmp_path, "n_seeds": 1}
    run(models, **options)
    asked = record_cells(monkeypatch)
    run(models, **options)
    assert asked == []
    models[1] = ("tree", DecisionTreeClassifier(max_depth=2))
    (note,) = run(models, **options).notes
    assert note.startswith("4 stored cells of data-classification")
    assert note.endswith("(changed: the definition of a candidate)")
    assert {label for label, _ in asked} == {"tree"}
    (note,) = run(models, X + 1.0, **options).notes
    assert note.endswith("(changed: the data)")


def typed(body):
    namespace = {"GaussianNB": GaussianNB, "__name__": "__main__"}
    exec(f"class Typed(GaussianNB):\n    def predict(self, X):\n        {body}", namespace)
    return namespace["Typed"]


def test_a_class_that_was_typed_in_runs_in_processes_and_its_code_counts(tmp_path):
    options = {"cv": 3, "out": tmp_path, "in_process": False, "n_jobs": 2, "scoring": "accuracy"}
    first = run([typed("return super(type(self), self).predict(X)")()], **options)
    assert set(first.cells["status"]) == {"ok"}
    assert first.cells["value"].min() > 0.8
    again = run([typed("return super(type(self), self).predict(X)")()], **options)
    pd.testing.assert_frame_equal(again.cells, first.cells)
    edited = run([typed("return super(type(self), self).predict(X) * 0")()], **options)
    assert edited.cells["value"].max() < 0.4


def test_hidden_labels_need_labelled_rows():
    wrapped = LabelledRows(StandardScaler(), LogisticRegression())
    result = run([("wrapped", wrapped), GaussianNB()], protocol="transductive")
    by_candidate = result.cells.groupby("candidate")["status"].first()
    assert by_candidate.to_dict() == {"GaussianNB": "failed", "wrapped": "ok"}


@pytest.mark.parametrize(
    ("model", "y", "task"),
    [
        (GaussianNB(), Y, "classification"),
        (RidgeClassifier(), Y.astype(str), "classification"),
        (Ridge(), Y, "regression"),
        (GaussianNB(), X[:, 0], "regression"),
        (KNeighborsClassifier(), np.eye(3, dtype=int)[Y], "multilabel"),
    ],
)
def test_the_task_is_read_from_the_target_and_the_estimators(model, y, task):
    assert plan([model], y=y).dataset.task == task


@pytest.mark.parametrize(
    ("estimators", "options", "message"),
    [
        ([], {}, "'estimators' must hold at least one"),
        (3, {}, "'estimators' must be a list of estimators; got 3"),
        ([GaussianNB], {}, "must be an estimator, a pair .label, estimator. or a name"),
        ([GaussianNB(), GaussianNB()], {}, "got 'GaussianNB' twice: give pairs"),
        ([GaussianNB()], {"baselines": [GaussianNB()]}, "got 'GaussianNB' twice"),
        ([GaussianNB()], {"y": None}, "'y' must hold the targets of X; got None"),
        ([GaussianNB()], {"y": Y[:10]}, "must have one entry a sample"),
        ([GaussianNB()], {"groups": Y[:10]}, "must have one entry a sample"),
        ([GaussianNB()], {"X": X[None]}, "must have one entry a sample"),
        ([GaussianNB()], {"X": X[:, None]}, "'table' must have shape .n_samples, n_features."),
        ([GaussianNB()], {"kind": "graph"}, "the data are not of kind 'graph'"),
        ([GaussianNB()], {"task": "regression", "y": Y.astype(str)}, "target of numbers"),
        ([GaussianNB()], {"task": "multilabel"}, "needs a target of an indicator matrix"),
        ([GaussianNB()], {"cv": 1}, "'cv' must split 150 samples; got 1"),
        ([GaussianNB()], {"cv": "five"}, "'cv' must split 150 samples; got 'five'"),
        ([GaussianNB()], {"cv": 2, "n_seeds": 0}, "'n_seeds' must be an int >= 1; got 0"),
        ([GaussianNB()], {"cv": FOLDS, "protocol": "transductive"}, "'cv' must be an int or None"),
        ([GaussianNB()], {"scoring": ["accuracy", "accuracy"]}, "must name each metric once"),
        ([GaussianNB()], {"scoring": [3]}, "'scoring' must hold names or callables"),
        ([GaussianNB()], {"candidates": ["x"]}, "'candidates' must be None with X and y"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    tmp_path, estimators, options, message
):
    options = {"X": X, "y": Y, **options}
    with pytest.raises(UsageError, match=message):
        run(estimators, options.pop("X"), options.pop("y"), out=tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_unknown_names_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="acuracy"):
        run([GaussianNB()], scoring="acuracy", out=tmp_path / "out")
    with pytest.raises(UnknownNameError, match="FastPR"):
        run(["FastPR"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", [{"cv": 3}, {"baselines": []}, {"task": "regression"}])
def test_what_goes_with_data_is_refused_without(option):
    with pytest.raises(UsageError, match=f"without X, '{next(iter(option))}' must not be given"):
        compare("loki-diabetes", **option)


def test_leaving_one_out_scores_single_rows():
    few = np.r_[0:6, 50:56]
    result = run([GaussianNB()], X[few], Y[few], cv=LeaveOneOut(), scoring="accuracy")
    assert len(result.cells) == 12
    assert set(result.cells["value"]) <= {0.0, 1.0}
