"""Nearest neighbours along a trajectory that are not neighbours in time as well."""

import numpy as np
from scipy.spatial import cKDTree


def nearest_outside(points, window):
    """Find for each point the nearest one that is further away in time than a window.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dimensions)
        A trajectory, in order of time.
    window : int
        Theiler window: points at most so many steps apart are no neighbours.

    Returns
    -------
    indices : ndarray of int of shape (n_points,)
        The neighbours; -1 where there is none.
    distances : ndarray of shape (n_points,)
        Euclidean distances; infinite where there is none.
    """
    n_points = len(points)
    indices, distances = np.full(n_points, -1), np.full(n_points, np.inf)
    pending = np.arange(n_points)
    tree, k = cKDTree(points), min(n_points, 8)
    # The neighbours asked for grow until one of them is outside the window; more than
    # 2 * window + 1 points never are inside.
    while len(pending) and n_points > 1:
        d, j = tree.query(points[pending], k=k)
        outside = np.abs(j - pending[:, None]) > window
        found = outside.any(axis=1)
        rows, columns = np.flatnonzero(found), outside[found].argmax(axis=1)
        indices[pending[found]] = j[rows, columns]
        distances[pending[found]] = d[rows, columns]
        pending = pending[~found]
        if k == n_points:
            break
        k = min(n_points, 4 * k)
    return indices, distances
