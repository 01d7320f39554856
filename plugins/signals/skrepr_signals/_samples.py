"""What estimators on stacks of epochs and on stacks of matrices do alike."""

import numpy as np
from sklearn.utils import assert_all_finite, column_or_1d
from sklearn.utils.multiclass import check_classification_targets


def set_shape(estimator, X):
    """Remember the shape of the samples of ``fit``."""
    estimator.n_features_in_ = X.shape[1]
    estimator.input_shape_ = X.shape[1:]


def as_labels(y, sample):
    """Return y as one column of class labels; ``sample`` is what each belongs to, with article."""
    if y is None:
        raise ValueError(f"y is None; it must hold one label {sample}.")
    y = column_or_1d(y, warn=True)
    assert_all_finite(y, input_name="y")
    check_classification_targets(y)
    return y


def check_two_classes(y):
    """Refuse labels that are all the same."""
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError(f"y must hold at least two classes; got only {classes.tolist()[0]!r}.")
