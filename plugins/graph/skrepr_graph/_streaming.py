"""FastRP on a graph that does not fit in memory: rows stream from disk in blocks.

Each power is one pass over the edges in order, with reads all over the previous power. Both
live in files, so memory holds one block of edges and the pages in use. Order the nodes by
community first (:func:`scipy.sparse.csgraph.reverse_cuthill_mckee` will do): neighbours then
lie near each other and the reads stay local.
"""

from pathlib import Path

import numpy as np

from skrepr.validation import check_graph

from ._fastrp import used_weights, watched
from ._powers import column_statistics, combine_powers, fastrp_powers, standardize
from ._projection import fastrp_projection
from ._rows import csr_rows, divide_rows, node_degrees


class CSRBlocks:
    """Row blocks of a CSR matrix whose three arrays may be memory maps.

    Parameters
    ----------
    data : array of float of shape (n_entries,)
        Edge weights.
    indices : array of int of shape (n_entries,)
        Columns of the entries.
    indptr : array of int of shape (n_nodes + 1,)
        Row i holds the entries ``indptr[i]:indptr[i + 1]``.
    n_rows : int, default=65536
        Rows in a block, the last may be shorter.
    similarity : {"transition", "adjacency"}, default="transition"
        Divide every row by its sum when it is read, or not.

    See Also
    --------
    fastrp_stream : The whole embedding from such blocks.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_graph import CSRBlocks
    >>> blocks = CSRBlocks(np.ones(4), np.array([1, 0, 2, 1]), np.array([0, 1, 3, 4]), n_rows=2)
    >>> [(block @ np.eye(3)).tolist() for block in blocks]
    [[[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]], [[0.0, 1.0, 0.0]]]
    """

    def __init__(self, data, indices, indptr, *, n_rows=65536, similarity="transition"):
        if similarity not in ("transition", "adjacency"):
            raise ValueError(f"similarity must be 'transition' or 'adjacency'; got {similarity!r}.")
        if n_rows < 1:
            raise ValueError(f"n_rows must be at least 1; got {n_rows!r}.")
        if not (len(data) == len(indices) == indptr[-1]):
            raise ValueError(
                f"data and indices must hold indptr[-1] = {indptr[-1]} entries; "
                f"got {len(data)} and {len(indices)}."
            )
        self.data, self.indices, self.indptr = data, indices, indptr
        self.n_rows = n_rows
        self.similarity = similarity

    @classmethod
    def open(cls, folder, **options):
        """Map the files ``data.npy``, ``indices.npy`` and ``indptr.npy`` of a folder."""
        arrays = [
            np.load(Path(folder, f"{name}.npy"), mmap_mode="r", allow_pickle=False)
            for name in ("data", "indices", "indptr")
        ]
        return cls(*arrays, **options)

    @property
    def shape(self):
        """(n_nodes, n_nodes)."""
        return (len(self.indptr) - 1,) * 2

    def __len__(self):
        return -(-self.shape[0] // self.n_rows)

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(index)
        start = index * self.n_rows
        return _Block(self, start, min(start + self.n_rows, self.shape[0]))

    def degrees(self):
        """Return the sums of the outgoing edge weights, one pass over the edges."""
        return np.concatenate([node_degrees(block.read()) for block in self])


class _Block:
    """Rows that are read only when they are multiplied."""

    def __init__(self, source, start, stop):
        self.source, self.start, self.stop = source, start, stop
        self.shape = (stop - start, source.shape[1])

    def read(self):
        """Return the raw edges of these rows, checked."""
        source = self.source
        rows = csr_rows(
            source.data, source.indices, source.indptr, source.shape[1], self.start, self.stop
        )
        # A column out of range in a file would be read outside of the operand.
        rows.check_format(full_check=True)
        return check_graph(rows, square=False, name="data")

    def __matmul__(self, other):
        rows = self.read()
        return (divide_rows(rows) if self.source.similarity == "transition" else rows) @ other


def fastrp_stream(
    blocks,
    folder,
    *,
    n_components=128,
    weights=(0.0, 0.0, 1.0, 6.0),
    degree_power=-0.6,
    projection="sparse",
    density="auto",
    normalize=True,
    standardize_columns=True,
    n_jobs=None,
    random_state=None,
):
    """Embed a graph whose edges, powers and embedding live in files.

    The result equals ``FastRP(...).fit_transform(A)`` with the same parameters, bit for bit.

    Parameters
    ----------
    blocks : CSRBlocks
        The edges; ``blocks.similarity`` says what is multiplied, and the dtype of its weights
        is that of the result.
    folder : path
        An existing folder; ``embedding.npy``, ``power0.npy`` and ``power1.npy`` of
        n_nodes * n_components numbers each are written there.
    n_components, weights, degree_power, projection, density, normalize, n_jobs, random_state
        As in :class:`FastRP`.
    standardize_columns : bool, default=True
        ``standardize`` of :class:`FastRP`.

    Returns
    -------
    embedding : memmap of shape (n_nodes, n_components)
        The file ``embedding.npy``.

    Raises
    ------
    ValueError
        If weights are negative, NaN or infinite, or a parameter is.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> from scipy.sparse import random_array
    >>> from skrepr_graph import CSRBlocks, FastRP, fastrp_stream
    >>> A = random_array((50, 50), density=0.2, format="csr", rng=np.random.default_rng(0))
    >>> blocks = CSRBlocks(A.data, A.indices, A.indptr, n_rows=20)
    >>> with TemporaryDirectory() as folder:
    ...     embedding = fastrp_stream(blocks, folder, n_components=8, random_state=0).copy()
    >>> bool((embedding == FastRP(8, random_state=0).fit_transform(A)).all())
    True
    """
    factors = used_weights(weights, "sum")
    dtype = blocks.data.dtype
    shape = (blocks.shape[0], n_components)
    start = fastrp_projection(
        blocks.degrees(),
        n_components,
        degree_power=degree_power,
        projection=projection,
        density=density,
        dtype=dtype,
        random_state=random_state,
    )
    power0, power1, embedding = (
        np.lib.format.open_memmap(Path(folder, f"{name}.npy"), mode="w+", dtype=dtype, shape=shape)
        for name in ("power0", "power1", "embedding")
    )
    powers = fastrp_powers(blocks, start, len(factors), n_jobs=n_jobs, out=(power0, power1))
    combine_powers(watched(powers, factors), factors, normalize=normalize, out=embedding)
    if standardize_columns:
        standardize(embedding, *column_statistics(embedding))
    return embedding
