import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

from skrepr.comparison import LabelledRows

X, Y = load_iris(return_X_y=True)
HIDDEN = np.where(np.arange(len(Y)) % 5 == 0, Y, -1)


@parametrize_with_checks(
    [
        LabelledRows(StandardScaler(), LogisticRegression()),
        LabelledRows(StandardScaler(), Ridge()),
    ],
    expected_failed_checks=lambda estimator: (
        {"check_classifiers_classes": "its labels are -1 and 1, and -1 marks a hidden label"}
        if get_tags(estimator).estimator_type == "classifier"
        else {}
    ),
)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


def test_transformer_sees_all_rows_and_probe_the_labelled_ones():
    model = LabelledRows(PCA(2), LogisticRegression()).fit(X, HIDDEN)
    visible = HIDDEN >= 0
    Z = PCA(2).fit_transform(X)
    reference = LogisticRegression().fit(Z[visible], Y[visible])
    assert_allclose(model.transformer_.mean_, X.mean(axis=0))
    assert_allclose(model.predict_proba(X), reference.predict_proba(Z))
    assert model.n_labelled_ == visible.sum()


def test_with_all_labels_it_equals_a_pipeline():
    model = LabelledRows(PCA(2), LogisticRegression()).fit(X, Y)
    pipeline = make_pipeline(PCA(2), LogisticRegression()).fit(X, Y)
    assert_array_equal(model.predict(X), pipeline.predict(X))
    assert model.score(X, Y) == pipeline.score(X, Y)


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
def test_a_row_of_label_sets_is_hidden_if_all_of_it_is_marked(form):
    indicator = np.eye(3, dtype=int)[Y]
    hidden = np.where((HIDDEN >= 0)[:, None], indicator, -1)
    model = LabelledRows(PCA(2), OneVsRestClassifier(LogisticRegression())).fit(X, form(hidden))
    assert model.n_labelled_ == 30
    assert model.predict_proba(X).shape == (150, 3)


def test_a_regressor_hides_nan_and_keeps_minus_one():
    y = np.full(150, np.nan)
    y[:4] = [-1, 2, -1, 3]
    model = LabelledRows(PCA(2), Ridge()).fit(X, y)
    assert model.n_labelled_ == 4


def test_only_the_probes_methods_are_offered():
    assert hasattr(LabelledRows(PCA(), LinearSVC()), "decision_function")
    assert not hasattr(LabelledRows(PCA(), LinearSVC()), "predict_proba")


def test_without_a_label_it_refuses():
    with pytest.raises(ValueError, match="at least one row; got only hidden ones"):
        LabelledRows(PCA(), LogisticRegression()).fit(X, np.full(150, -1))
