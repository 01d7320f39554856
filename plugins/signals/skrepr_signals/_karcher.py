"""Karcher means of many overlapping sets of matrices: the training parts of folds.

All sets are near one another. Logarithms of all matrices at a point amid them are taken once;
their average over a set is a first step towards its mean without a decomposition. Steps of a length
that fits the matrices go on from there, where pyriemann's shorten as they come.
"""

import numpy as np
from pyriemann.geometry.base import expm, logm
from pyriemann.geometry.mean import mean_riemann

#: When a step is short enough for a start, and for a mean (pyriemann's tolerance).
_NEAR, _TOLERANCE = 0.05, 1e-8
_MAX_STEPS = 50


class KarcherMeans:
    """Means of subsets of some matrices.

    Parameters
    ----------
    matrices : ndarray of shape (n_matrices, d, d)
        Positive definite.
    """

    def __init__(self, matrices):
        self.matrices = matrices
        mean = matrices.mean(axis=0)
        for _ in range(_MAX_STEPS):
            root, logs = _logs_at(mean, matrices)
            step = logs.mean(axis=0)
            if np.linalg.norm(step) < _NEAR:
                break
            mean = _moved(root, step)
        self._root, self._logs = root, logs

    def mean(self, rows):
        """Return the mean of these matrices, and their logarithms at it.

        Parameters
        ----------
        rows : ndarray of int
            Which.

        Returns
        -------
        mean : ndarray of shape (d, d)
            The Karcher mean; the mean logarithm at it is below 1e-8 in norm.
        logs : ndarray of shape (n_rows, d, d)
            log(M^-1/2 C M^-1/2) of each.
        """
        matrices = self.matrices[rows]
        mean, before, scale = _moved(self._root, self._logs[rows].mean(axis=0)), np.inf, 1.0
        for _ in range(_MAX_STEPS):
            root, logs = _logs_at(mean, matrices)
            step = logs.mean(axis=0)
            length = np.linalg.norm(step)
            if length <= _TOLERANCE:
                return mean, logs
            if length >= before:  # too far scattered, or at the limit of rounding
                break
            if scale == 1 and np.isfinite(before):
                # The Hessian lies between 1 and 1 + q: full steps overshoot, and their ratio
                # comes up to q from below.
                scale = 1 / (1 + length / before)
            mean, before = _moved(root, scale * step), length
        mean = mean_riemann(matrices, init=mean)
        return mean, _logs_at(mean, matrices)[1]

    def logs(self, rows, others):
        """Return the logarithms of all rows at the mean of some.

        Parameters
        ----------
        rows : ndarray of int
            Those that the mean is of.
        others : ndarray of int
            Those that it is not of.

        Returns
        -------
        ndarray of shape (n_matrices, d, d)
            Zero where a matrix is in neither.
        """
        logs = np.zeros_like(self.matrices)
        mean, logs[rows] = self.mean(rows)
        logs[others] = _logs_at(mean, self.matrices[others])[1]
        return logs


def _logs_at(point, matrices):
    """Return the square root of a point, and the logarithms of matrices at it."""
    values, vectors = np.linalg.eigh(point)
    root = (vectors * np.sqrt(values)) @ vectors.T
    inverse = (vectors / np.sqrt(values)) @ vectors.T
    return root, logm(inverse @ matrices @ inverse)


def _moved(root, step):
    return root @ expm(step) @ root
