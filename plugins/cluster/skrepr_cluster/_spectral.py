"""Spectral clustering of a matrix of affinities, and where a new sample belongs.

One eigendecomposition serves any number of clusters. More samples than fit into a square
matrix are labelled through landmarks, and so are new ones: a sample goes to the cluster whose
landmarks its own row of the balanced matrix would weight most.
"""

import warnings

import numpy as np
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackNoConvergence, eigsh
from scipy.special import softmax
from sklearn.cluster import KMeans
from sklearn.preprocessing import normalize

from ._sinkhorn import balance

#: Up to here the whole matrix is decomposed.
_SMALL = 400
#: Restarts of ARPACK, after which all is decomposed.
_RESTARTS = 30
#: Above 1 less this an eigenvalue belongs to a component of its own, in double precision.
_GAP = 1e-10
#: Entries of a block of affinities to landmarks.
_BLOCK = 2**22


def absolute_cosines(C, D):
    """Return the absolute inner products of rows of unit length."""
    return np.abs(C @ D.T)


def landmark_affinity(C, eta, n_iter):
    """Return the balanced absolute cosines of landmarks and the potentials of the columns.

    Parameters
    ----------
    C : ndarray of shape (n_landmarks, d), float64
        Rows of unit length, or of length zero.
    eta : float
    n_iter : int

    Returns
    -------
    gamma : ndarray of shape (n_landmarks, n_landmarks)
    v : ndarray of shape (n_landmarks,)
        In units of ``eta``.
    """
    K = absolute_cosines(C, C)
    np.fill_diagonal(K, 1.0)
    return balance(K, eta, n_iter, np)


def laplacian_vectors(gamma, n_vectors, random_state):
    """Return the leading eigenvectors of the normalised Laplacian.

    Parameters
    ----------
    gamma : ndarray of shape (n, n)
        Affinities, not negative; made symmetric here.
    n_vectors : int
        How many, from the smallest eigenvalue on.
    random_state : RandomState
        Start of the iteration.

    Returns
    -------
    vectors : ndarray of shape (n, n_vectors)
        Of eigenvalues in rising order.
    n_parts : int
        Components between which there is no affinity, as far as double precision tells; counted up
        to ``n_vectors + 1``.
    """
    affinity = (gamma + gamma.T) / 2
    root = np.sqrt(affinity.sum(axis=1))
    affinity /= root
    affinity /= root[:, None]
    n = len(affinity)
    k = min(n_vectors + 1, n)
    values, vectors = _leading(affinity, k, random_state)
    order = np.argsort(-values, kind="stable")
    return vectors[:, order[:n_vectors]], int(np.sum(values > 1 - _GAP))


def _leading(affinity, k, random_state):
    """Return the k largest eigenvalues of a symmetric matrix and their vectors."""
    n = len(affinity)
    n_basis = max(4 * k, 40)
    if n > max(_SMALL, 2 * n_basis):
        start = random_state.uniform(-1, 1, n)
        try:
            return eigsh(affinity, k, which="LA", v0=start, ncv=n_basis, maxiter=_RESTARTS)
        except ArpackNoConvergence:
            pass  # eigenvalues that nearly coincide, as those of parts that hardly touch do
    return eigh(affinity, subset_by_index=(n - k, n - 1))


def spectral_labels(vectors, n_clusters, n_init, random_state):
    """Return k-means labels of the first eigenvectors, each row scaled to unit length.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_vectors)
        From :func:`laplacian_vectors`.
    n_clusters : int
        At most n_vectors.
    n_init : int
        Starts of k-means.
    random_state : int
        Draw of the starts.

    Returns
    -------
    labels : ndarray of int of shape (n,)
    """
    rows = normalize(vectors[:, :n_clusters])
    kmeans = KMeans(n_clusters, n_init=n_init, random_state=random_state)
    return kmeans.fit_predict(rows).astype(np.intp)


def warn_if_split(n_parts, n_clusters):
    """Warn about an affinity that falls into more parts than there are clusters."""
    if n_parts > n_clusters:
        warnings.warn(
            f"The affinity has more than n_clusters={n_clusters} separate parts; some clusters "
            "are unions of unrelated ones. Raise eta or n_clusters.",
            stacklevel=3,
        )


def nearest_landmarks(C, landmarks, v, labels, eta):
    """Return the label whose landmarks a sample's row of the balanced matrix weights most.

    Parameters
    ----------
    C : ndarray of shape (n_samples, d)
        Rows of unit length, or of length zero.
    landmarks : ndarray of shape (n_landmarks, d)
    v : ndarray of shape (n_landmarks,)
        Their potentials, in units of ``eta``.
    labels : ndarray of int of shape (n_landmarks,)
    eta : float

    Returns
    -------
    labels : ndarray of int of shape (n_samples,)
    """
    groups = (labels[:, None] == np.arange(labels.max() + 1)).astype(np.float64)
    n_rows = max(1, _BLOCK // len(landmarks))
    found = np.empty(len(C), dtype=np.intp)
    for start in range(0, len(C), n_rows):
        rows = slice(start, start + n_rows)
        logits = absolute_cosines(C[rows].astype(np.float64), landmarks) / eta + v
        found[rows] = (softmax(logits, axis=1) @ groups).argmax(axis=1)
    return found


def draw_landmarks(n_samples, max_landmarks, random_state):
    """Return the rows that take part in the spectral step, in order: all where they fit."""
    if n_samples <= max_landmarks:
        return np.arange(n_samples)
    return np.sort(random_state.permutation(n_samples)[:max_landmarks])


def spread_labels(C, landmarks, landmarks_labels, nearest):
    """Return labels of all rows of C: of landmarks their own, of others ``nearest(rows)``."""
    labels = np.empty(len(C), dtype=np.intp)
    labels[landmarks] = landmarks_labels
    if len(landmarks) < len(C):
        others = np.setdiff1d(np.arange(len(C)), landmarks, assume_unique=True)
        labels[others] = nearest(C[others])
    return labels


def check_n_clusters(n_clusters, n_samples, max_landmarks):
    """Return how many clusters are meant; refuse more than there are samples or landmarks.

    Parameters
    ----------
    n_clusters : int or None
        None is 8, and less where a cluster would have less than two samples.
    n_samples : int
    max_landmarks : int

    Returns
    -------
    n_clusters : int
    """
    if n_samples < 2:
        raise ValueError(f"n_samples={n_samples} should be at least 2.")
    if n_clusters is None:
        n_clusters = max(2, min(8, n_samples // 2, max_landmarks // 2))
    for name, count in (("n_samples", n_samples), ("max_landmarks", max_landmarks)):
        if count < n_clusters:
            raise ValueError(f"{name}={count} should be >= n_clusters={n_clusters}.")
    return int(n_clusters)
