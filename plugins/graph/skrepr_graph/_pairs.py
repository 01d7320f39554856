"""Features of pairs of nodes, for link prediction."""

import numpy as np

_RULES = {
    "hadamard": lambda a, b: a * b,
    "l1": lambda a, b: np.abs(a - b),
    "l2": lambda a, b: (a - b) ** 2,
    "average": lambda a, b: (a + b) / 2,
}


def pair_features(Z, pairs, how="hadamard"):
    """Turn two node embeddings into the features of their pair.

    Parameters
    ----------
    Z : ndarray of shape (n_nodes, n_components)
        Embedding of the nodes.
    pairs : array-like of int of shape (n_pairs, 2)
        Row numbers of the two nodes of each pair.
    how : {"hadamard", "l1", "l2", "average"}, default="hadamard"
        Product, absolute difference, squared difference or mean, coordinate by coordinate;
        all are the same for (i, j) and (j, i).

    Returns
    -------
    features : ndarray of shape (n_pairs, n_components)
        In the dtype of ``Z``.

    Raises
    ------
    ValueError
        If ``how`` is unknown, or ``pairs`` has another shape or names a node that is not in
        ``Z``.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_graph import pair_features
    >>> Z = np.array([[1.0, 2.0], [3.0, -1.0]])
    >>> pair_features(Z, [(0, 1)])
    array([[ 3., -2.]])
    """
    if how not in _RULES:
        raise ValueError(f"how must be one of {sorted(_RULES)}; got {how!r}.")
    Z = np.asarray(Z)
    pairs = np.asarray(pairs)
    if Z.ndim != 2:
        raise ValueError(f"Z must have shape (n_nodes, n_components); got {Z.shape}.")
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise ValueError(
            f"pairs must be integers of shape (n_pairs, 2); got {pairs.dtype} of {pairs.shape}."
        )
    if pairs.size and not (pairs.min() >= 0 and pairs.max() < len(Z)):
        raise ValueError(
            f"pairs must name nodes 0 to {len(Z) - 1}; got {pairs.min()} to {pairs.max()}."
        )
    return _RULES[how](Z[pairs[:, 0]], Z[pairs[:, 1]])
