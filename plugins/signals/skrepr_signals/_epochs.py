"""What every estimator on epochs does with their shape.

The number of channels belongs to a fitted model; the length of an epoch does not.
"""

import numpy as np
from sklearn.utils import assert_all_finite, column_or_1d
from sklearn.utils.multiclass import check_classification_targets


def set_shape(estimator, X):
    """Remember the shape of the epochs of ``fit``."""
    estimator.n_features_in_ = X.shape[1]
    estimator.input_shape_ = X.shape[1:]


def check_channels(estimator, X):
    """Refuse epochs with another number of channels than those of ``fit``."""
    if X.shape[1] != estimator.n_features_in_:
        raise ValueError(
            f"X has {X.shape[1]} channels, but {type(estimator).__name__} was fitted on "
            f"{estimator.n_features_in_} channels."
        )


def check_labels(y, n_epochs):
    """Return y as one label an epoch, of at least two classes."""
    if y is None:
        raise ValueError("y is None; it must hold one label an epoch.")
    y = column_or_1d(y, warn=True)
    assert_all_finite(y, input_name="y")
    check_classification_targets(y)
    if len(y) != n_epochs:
        raise ValueError(f"y must hold one label an epoch; got {len(y)} for {n_epochs} epochs.")
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError(f"y must hold at least two classes; got only {classes[0]!r}.")
    return y
