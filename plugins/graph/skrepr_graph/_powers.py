"""The mathematics of FastRP: random projections of the powers of a transition matrix.

The k-step similarity M^k of all pairs of nodes is a dense n x n matrix, but its product with
a thin random matrix R needs only k sparse products: U_0 = D^beta R, U_k = M U_{k-1}. The
functions here know neither estimators nor files; all sparse products of the method happen in
:func:`fastrp_powers`.
"""

import numpy as np
from scipy import sparse

from ._rows import RowSlices, row_product

#: Rows that are handled at a time: temporaries stay small beside an (n, d) power.
_CHUNK = 4096


def fastrp_powers(similarity, projection, n_powers, *, n_jobs=None, out=None):
    """Iterate over the projected powers U_k = M^k U_0 of a similarity matrix M.

    Parameters
    ----------
    similarity : sparse matrix of shape (n_nodes, n_nodes), or sequence of row blocks
        M. A sequence holds consecutive blocks of its rows; each block needs ``shape`` and
        ``@`` only, so it may be read from disk when it is asked for, see
        :class:`skrepr_graph.CSRBlocks`.
    projection : {ndarray, sparse matrix} of shape (n_nodes, n_components)
        U_0, for instance from :func:`skrepr_graph.fastrp_projection`. A sparse U_0 makes the
        first product a sparse one.
    n_powers : int
        How many powers to compute.
    n_jobs : int, default=None
        Threads that share the rows of a product. The result is the same, bit for bit, for
        every number.
    out : pair of ndarray of shape (n_nodes, n_components), default=None
        Two arrays, for instance memory maps, to write into in turn. A power is then
        overwritten two steps after it was yielded. None allocates an array for each power.

    Yields
    ------
    power : ndarray of shape (n_nodes, n_components)
        U_1, U_2, ..., U_n_powers, computed when asked for: a caller that keeps none holds two
        arrays at a time.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_graph import fastrp_powers, transition_matrix
    >>> path = transition_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> for power in fastrp_powers(path, np.eye(3), 2):
    ...     print(power.tolist())
    [[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]
    [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0], [0.5, 0.0, 0.5]]
    """
    blocks = RowSlices(similarity, n_jobs) if sparse.issparse(similarity) else similarity
    n_rows = sum(block.shape[0] for block in blocks)
    if n_rows != projection.shape[0]:
        raise ValueError(
            f"similarity must have one row for each row of projection; got {n_rows} rows "
            f"and a projection of shape {projection.shape}."
        )
    if out is not None and (len(out) != 2 or any(o.shape != projection.shape for o in out)):
        raise ValueError(f"out must be a pair of arrays of shape {projection.shape}.")
    return _iterate_powers(blocks, projection, n_powers, n_jobs, out)


def _iterate_powers(blocks, power, n_powers, n_jobs, out):
    """Yield the powers; apart from the checks so that those run before the first is asked."""
    for k in range(n_powers):
        power = row_product(blocks, power, n_jobs, out=None if out is None else out[k % 2])
        yield power


def combine_powers(powers, weights, *, normalize=True, combine="sum", out=None):
    """Join projected powers into one embedding: sum_k w_k U_k, rows normalised first.

    Parameters
    ----------
    powers : iterable of ndarray of shape (n_nodes, n_components)
        U_1, U_2, ...; read once, so an iterator that keeps one at a time will do.
    weights : sequence of float
        One factor for each power. A power of weight zero is passed over; powers beyond the
        last weight are not asked for. With ``combine="concatenate"`` only their number counts.
    normalize : bool, default=True
        Divide every row of every power by its Euclidean norm; zero rows stay zero.
    combine : {"sum", "concatenate"}, default="sum"
        Add the weighted powers, or set them side by side without weights.
    out : ndarray, default=None
        Where to write the result, for instance a memory map.

    Returns
    -------
    embedding : ndarray of shape (n_nodes, n_components) or (n_nodes, q * n_components)
        In the dtype of the powers. q is the number of weights.

    Raises
    ------
    ValueError
        If there are fewer powers than weights.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_graph import combine_powers
    >>> powers = [np.array([[3.0, 4.0]]), np.array([[0.0, 2.0]])]
    >>> combine_powers(powers, (1.0, 0.5))
    array([[0.6, 1.3]])
    >>> combine_powers(powers, (1.0, 0.5), combine="concatenate")
    array([[0.6, 0.8, 0. , 1. ]])
    """
    if combine not in ("sum", "concatenate"):
        raise ValueError(f"combine must be 'sum' or 'concatenate'; got {combine!r}.")
    factors = [1.0] * len(weights) if combine == "concatenate" else list(weights)
    iterator = iter(powers)
    for k, factor in enumerate(factors):
        power = next(iterator, None)
        if power is None:
            raise ValueError(f"powers must hold one array a weight; got {k} for {len(factors)}.")
        width = power.shape[1]
        if out is None:
            total = width * (len(factors) if combine == "concatenate" else 1)
            out = np.empty((power.shape[0], total), dtype=power.dtype)
        if k == 0:
            out[...] = 0
        if factor == 0:
            continue
        target = out[:, k * width : (k + 1) * width] if combine == "concatenate" else out
        for start in range(0, power.shape[0], _CHUNK):
            rows = slice(start, start + _CHUNK)
            target[rows] += _scaled_rows(power[rows], factor, normalize)
    return out


def _scaled_rows(rows, factor, normalize):
    """Return ``factor`` times the rows, of unit length if asked; the dtype is kept."""
    if not normalize:
        return rows * rows.dtype.type(factor)
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    norms[norms == 0] = 1
    return rows * (factor / norms).astype(rows.dtype)[:, None]


def column_statistics(embedding):
    """Return means and standard deviations of columns, in float64; 1 for a constant column."""
    n_rows, width = embedding.shape
    chunks = [slice(start, start + _CHUNK) for start in range(0, n_rows, _CHUNK)]
    mean, variance = np.zeros(width), np.zeros(width)
    for rows in chunks:
        mean += embedding[rows].sum(axis=0, dtype=np.float64) / n_rows
    for rows in chunks:
        variance += ((embedding[rows] - mean) ** 2).sum(axis=0) / n_rows
    scale = np.sqrt(variance)
    noise = 10 * np.finfo(embedding.dtype).eps
    scale[scale <= noise * np.maximum(np.abs(mean), 1)] = 1
    return mean, scale


def standardize(embedding, mean, scale):
    """Centre and scale the columns of ``embedding`` in place."""
    embedding -= mean.astype(embedding.dtype)
    embedding /= scale.astype(embedding.dtype)
