"""What the estimators on SPD matrices check alike."""

from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_consistent_length

from skrepr.base import Interval
from skrepr.validation import check_input_shape, check_spd

from ._samples import as_labels, check_two_classes

#: Constraints of the parameters of the geometry.
GEOMETRY_CONSTRAINTS = {
    "metric_matrix": ["array-like", None],
    "theta": [Interval(Real, 0, None, closed="neither")],
    "mean_iter": [Interval(Integral, 1, None, closed="left")],
}


def check_metric_matrix(metric_matrix):
    """Return M as float64, or None for the identity; refuse one that is not SPD."""
    if metric_matrix is None:
        return None
    M = np.asarray(metric_matrix, dtype=np.float64)
    if M.ndim != 2:
        raise ValueError(f"metric_matrix must have shape (n_channels, n_channels); got {M.shape}.")
    try:
        return check_spd(M[None])[0]
    except ValueError as error:
        raise ValueError(
            f"metric_matrix: {str(error).replace('X[0]', 'it').replace('X', 'it')}"
        ) from None


def check_size(M, X):
    """Refuse a metric matrix of another size than the samples."""
    if M is not None and M.shape != X.shape[1:]:
        raise ValueError(
            f"metric_matrix must have the shape of a sample, {X.shape[1:]}; got {M.shape}."
        )


def check_labels(y, X):
    """Return y as one label a matrix, of at least two classes."""
    y = as_labels(y, "a matrix")
    check_consistent_length(X, y)
    if len(X) < 2:
        raise ValueError("n_samples=1: at least one matrix of each of two classes is needed.")
    check_two_classes(y)
    return y


def check_new(estimator, X, *, ridge=0.0):
    """Return matrices of the shape that the estimator was fitted on."""
    X = check_spd(X, ridge=ridge, estimator=estimator)
    check_input_shape(estimator, X)
    return X


def set_spd_tags(tags):
    """Say that X is a stack of matrices, and that its precision is kept."""
    tags.input_tags.two_d_array = False
    tags.input_tags.three_d_array = True
    tags.transformer_tags.preserves_dtype = ["float64", "float32"]
    return tags
