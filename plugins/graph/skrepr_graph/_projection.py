"""The random matrix of FastRP, with the weight of every node on its row.

Row j of R stands for "the walk has arrived at node j". The factor d_j^beta decides how much
that arrival counts: with beta < 0 meeting in a hub says less than meeting in a quiet corner.
"""

import warnings

import numpy as np
from scipy import sparse
from sklearn.exceptions import DataDimensionalityWarning
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection


def fastrp_projection(
    degrees,
    n_components=128,
    *,
    degree_power=-0.6,
    projection="sparse",
    density="auto",
    dtype=np.float64,
    random_state=None,
):
    """Draw U_0 = diag(degrees^beta) R, from which FastRP starts.

    Parameters
    ----------
    degrees : array-like of shape (n_nodes,)
        Sums of the outgoing edge weights, from the adjacency itself.
    n_components : int, default=128
        Number of columns.
    degree_power : float, default=-0.6
        beta; 0 leaves R as it is. For any other value a node of degree 0 has factor 0.
    projection : {"sparse", "gaussian"} or ndarray of shape (n_nodes, n_components), \
            default="sparse"
        How R is drawn: entries +-sqrt(s / n_components) with probability 1 / (2 s) each and 0
        otherwise, where s = 1 / density; or normal of variance 1 / n_components. R is the
        transposed ``components_`` of :class:`~sklearn.random_projection.SparseRandomProjection`
        or :class:`~sklearn.random_projection.GaussianRandomProjection`. An array is R itself.
    density : float in (0, 1] or "auto", default="auto"
        Share of non-zero entries of a sparse R; "auto" is 1 / sqrt(n_nodes).
    dtype : dtype, default=float64
        Of the result.
    random_state : int, RandomState instance or None, default=None
        Source of the draw.

    Returns
    -------
    projection : csr_array or ndarray of shape (n_nodes, n_components)
        U_0; sparse where R is.

    Raises
    ------
    ValueError
        If an array of another shape is given.

    References
    ----------
    .. [1] P. Li, T. J. Hastie, K. W. Church, "Very Sparse Random Projections", KDD 2006.

    Examples
    --------
    >>> from skrepr_graph import fastrp_projection
    >>> start = fastrp_projection([4.0, 1.0, 0.0], 2, density=1.0, degree_power=-1, random_state=0)
    >>> abs(start).round(3).tolist()
    [[0.177, 0.177], [0.707, 0.707], [0.0, 0.0]]
    """
    degrees = np.asarray(degrees, dtype=np.float64)
    n_nodes = degrees.shape[0]
    if isinstance(projection, str):
        matrix = _draw(n_nodes, n_components, projection, density, random_state)
    else:
        matrix = check_projection(projection, n_nodes, n_components)
    if degree_power != 0:
        factors = np.zeros(n_nodes)
        np.power(degrees, degree_power, out=factors, where=degrees > 0)
        if sparse.issparse(matrix):
            matrix.data *= np.repeat(factors, np.diff(matrix.indptr))
        else:
            matrix = matrix * factors[:, None]
    return matrix.astype(dtype, copy=False)


def check_projection(projection, n_nodes, n_components):
    """Return a given projection as a float array, or say which shape it must have."""
    if sparse.issparse(projection):
        projection = projection.toarray()
    matrix = np.array(projection, dtype=np.float64)
    if matrix.shape != (n_nodes, n_components) or not np.isfinite(matrix).all():
        raise ValueError(
            "projection must be 'sparse', 'gaussian' or a finite array of shape "
            f"(n_nodes, n_components) = ({n_nodes}, {n_components}); got shape {matrix.shape}."
        )
    return matrix


def _draw(n_nodes, n_components, kind, density, random_state):
    """Draw R with scikit-learn, which looks at the width of its input only."""
    if kind == "gaussian":
        sketch = GaussianRandomProjection(n_components, random_state=random_state)
    else:
        sketch = SparseRandomProjection(n_components, density=density, random_state=random_state)
    with warnings.catch_warnings():
        # More components than nodes are legal here: nothing is reduced, walks are compared.
        warnings.simplefilter("ignore", DataDimensionalityWarning)
        sketch.fit(sparse.csr_array((1, n_nodes)))
    matrix = sketch.components_.T
    return sparse.csr_array(matrix) if sparse.issparse(matrix) else np.ascontiguousarray(matrix)
