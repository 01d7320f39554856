"""Folds of an inner search that keep groups together."""

from numbers import Integral

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, check_cv


def make_folds(cv, X, y, groups):
    """Return (train, test) rows of each fold.

    Parameters
    ----------
    cv : int, cross-validation splitter or iterable
        An int shrinks to the size of the smallest class, or to the number of groups.
    X : ndarray
        Epochs.
    y : ndarray of shape (n_epochs,)
        Labels.
    groups : array-like of shape (n_epochs,) or None
        Rows of one group are never on both sides. An int ``cv`` then means
        ``StratifiedGroupKFold``: scikit-learn's would pass over them in silence.

    Returns
    -------
    list of (ndarray, ndarray)
    """
    if groups is not None:
        groups = np.asarray(groups)
        if groups.shape != (len(y),):
            raise ValueError(
                f"groups must hold one group an epoch, of shape ({len(y)},); got {groups.shape}."
            )
    if cv is None:
        cv = 5
    if isinstance(cv, Integral):
        cv = _splitter(int(cv), y, groups)
    return list(check_cv(cv, y, classifier=True).split(X, y, groups))


def _splitter(n_splits, y, groups):
    if groups is None:
        smallest = np.unique(y, return_counts=True)[1].min()
        return StratifiedKFold(max(2, min(n_splits, int(smallest))))
    n_groups = len(np.unique(groups))
    if n_groups < 2:
        raise ValueError("groups must hold at least two groups for a search; got one.")
    return StratifiedGroupKFold(min(n_splits, n_groups))
