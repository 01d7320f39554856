import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.ensemble import BaggingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.semi_supervised import LabelPropagation
from sklearn.tree import DecisionTreeClassifier

from skrepr import Candidate
from skrepr.comparison import LabelledRows, Split
from skrepr.comparison._slicing import take
from skrepr.comparison._splits import Rows
from skrepr.comparison._view import Material, View, target_for_fit, with_room_for_marks

SPLIT = Split(np.array([0, 2, 4]), np.array([2]), np.array([1, 3]))
X = np.arange(25.0).reshape(5, 5)


class Spy(BaseEstimator):
    """Remember what ``fit`` was given."""

    def __init__(self, weight=1):
        self.weight = weight

    def fit(self, X, y=None, **extras):
        self.X_, self.y_, self.extras_ = X, y, extras
        return self

    def predict(self, X):
        return X


class PairwiseSpy(Spy):
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        return tags


def view_of(build=Spy, *, graph=False, data=None, regression=False, **fields):
    data = {"data": X, "target": np.arange(5), "weights": np.arange(5) / 10, **(data or {})}
    material = Material(
        data=data,
        rows=Rows(n=5),
        metrics=(),
        graph=graph,
        regression=regression,
        single_split=False,
    )
    return View(Candidate(label="c", target="m:C", **fields), material, build)


def fitted(view, split=SPLIT):
    return view.fit(view.make({}, seed=0), split)


def test_table_is_cut_by_rows():
    assert_array_equal(fitted(view_of()).X_, X[[0, 2, 4]])
    assert_array_equal(view_of().scored(SPLIT)[0], X[[1, 3]])


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array, sparse.coo_array])
def test_graph_is_cut_on_both_axes_even_without_the_pairwise_tag(form):
    view = view_of(graph=True, data={"data": form(X)})
    seen, scored = fitted(view).X_, view.scored(SPLIT)[0]
    assert_array_equal(
        np.asarray(getattr(seen, "toarray", lambda: seen)()), X[[0, 2, 4]][:, [0, 2, 4]]
    )
    assert_array_equal(
        np.asarray(getattr(scored, "toarray", lambda: scored)()), X[[1, 3]][:, [0, 2, 4]]
    )


def test_another_input_beside_a_graph_is_cut_by_rows():
    view = view_of(graph=True, data={"words": X[:, :2]}, input="words")
    assert fitted(view).X_.shape == (3, 2)


def test_pairwise_estimator_on_a_table_of_kernels_is_cut_on_both_axes():
    assert fitted(view_of(PairwiseSpy)).X_.shape == (3, 3)


def test_hidden_labels_are_marked():
    assert_array_equal(fitted(view_of()).y_, [-1, 2, -1])


def test_hidden_quantities_are_nan():
    y = fitted(view_of(regression=True)).y_
    assert_array_equal(y, [np.nan, 2, np.nan])


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
def test_hidden_label_sets_are_rows_of_marks(form):
    y = target_for_fit(form(np.eye(5, dtype=int)), SPLIT, regression=False)
    assert_array_equal(y, [[-1] * 5, [0, 0, 1, 0, 0], [-1] * 5])


@pytest.mark.parametrize("dtype", [np.uint8, bool])
def test_types_that_cannot_hold_the_mark_are_widened(dtype):
    y = target_for_fit(np.array([1, 0, 1, 0, 1], dtype=dtype), SPLIT, regression=False)
    assert_array_equal(y, [-1, 1, -1])


def test_without_a_visible_label_fit_gets_none():
    assert fitted(view_of(), Split(SPLIT.fit, np.array([], int), SPLIT.score)).y_ is None
    assert fitted(view_of(), Split(SPLIT.fit, SPLIT.score, np.array([], int))).y_ is None


def test_the_data_set_itself_is_never_marked():
    y = np.arange(5)
    target_for_fit(y, SPLIT, regression=False)
    assert_array_equal(y, np.arange(5))


@pytest.mark.parametrize("y", [["b", "a", "c", "a", "b"], [-1, 1, 2, 1, -1]])
def test_classes_that_could_be_the_mark_or_hold_none_are_encoded(y):
    y = np.array(y)
    encoded = with_room_for_marks(y, [SPLIT], regression=False)
    assert encoded.min() == 0
    assert_array_equal(encoded[:, None] == encoded, y[:, None] == y)


def test_classes_that_are_no_mark_stay_as_they_are():
    names, shown = np.array(["b", "a", "c", "a", "b"]), Split(SPLIT.fit, SPLIT.fit, SPLIT.score)
    assert with_room_for_marks(names, [shown], regression=False) is names
    numbers = np.array([0, 7, 7, 0, 0])
    assert with_room_for_marks(numbers, [SPLIT], regression=False) is numbers


def test_extras_are_sliced_and_keys_of_the_data_become_parameters():
    view = view_of(fit_params=(("sample_weight", "weights"),), uses=(("weight", "weights"),))
    spy = fitted(view)
    assert_array_equal(spy.extras_["sample_weight"], [0, 0.2, 0.4])
    assert_array_equal(spy.weight, np.arange(5) / 10)


def test_every_random_state_gets_the_seed():
    def build():
        return make_pipeline(StandardScaler(), BaggingClassifier(DecisionTreeClassifier()))

    made = view_of(build).make({"baggingclassifier__n_estimators": 3}, seed=7)
    params = made.get_params()
    assert params["baggingclassifier__random_state"] == 7
    assert params["baggingclassifier__estimator__random_state"] == 7
    assert params["baggingclassifier__n_estimators"] == 3


@pytest.mark.parametrize("rows", [[1, 0], []])
def test_take_slices_lists_and_frames(rows):
    pd = pytest.importorskip("pandas")
    rows = np.array(rows, dtype=int)
    assert take(["a", "b"], rows) == [["a", "b"][row] for row in rows]
    assert_array_equal(take(pd.DataFrame(X), rows), X[rows])


@pytest.mark.parametrize(
    "build",
    [
        DecisionTreeClassifier,
        lambda: make_pipeline(StandardScaler(), DecisionTreeClassifier()),
        lambda: OneVsRestClassifier(DecisionTreeClassifier()),
    ],
)
def test_a_classifier_that_learns_the_mark_is_refused(build):
    hidden = Split(np.arange(5), np.array([0, 2, 4]), np.array([1, 3]))
    with pytest.raises(ValueError, match=r"wrap it in skrepr\.comparison\.LabelledRows"):
        fitted(view_of(build), hidden)
    shown = Split(hidden.label, hidden.label, hidden.score)
    assert len(fitted(view_of(build), shown).classes_) == 3


def test_methods_that_know_the_mark_are_not_refused():
    hidden = Split(np.arange(5), np.array([0, 2, 4]), np.array([1, 3]))
    assert_array_equal(fitted(view_of(LabelPropagation), hidden).classes_, [0, 2, 4])


class SpyProbe(LogisticRegression):
    def fit(self, X, y):
        self.seen_ = np.asarray(y)
        return super().fit(X, y)


@given(
    data=st.data(),
    n=st.integers(6, 30),
    names=st.sampled_from([np.array([0, 1, 2]), np.array(["x", "y", "z"]), np.array([-1, 0, 1])]),
)
@settings(max_examples=60, deadline=None)
def test_hidden_labels_never_reach_the_probe(data, n, names):
    y = names[np.arange(n) % 3]
    labelled = [0, 1, 2, *data.draw(st.lists(st.integers(3, n - 1), unique=True))]
    split = Split(np.arange(n), np.sort(labelled), np.setdiff1d(np.arange(n), labelled))
    coded = with_room_for_marks(y, [split], regression=False)
    model = LabelledRows(FunctionTransformer(), SpyProbe())
    rows = np.arange(n, dtype=float)[:, None]
    model.fit(rows, target_for_fit(coded, split, regression=False))
    assert_array_equal(model.probe_.seen_, coded[split.label])
    assert model.n_labelled_ == len(labelled)
    assert -1 not in model.classes_
