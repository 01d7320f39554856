"""FastRP: node embeddings by iterated very sparse random projection.

Two nodes are alike when short random walks from them arrive at the same nodes. FastRP adds up
random projections of the first few powers of the transition matrix, with a weight for each
power and one for the degree of the node where a walk arrives. Nothing is trained, and a new
node is embedded through its edges to the old ones.
"""

import warnings
from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, check_memory, validate_data

from skrepr.base import DocsLink, HasMethods, Interval, StrOptions, fit_context
from skrepr.validation import check_graph

from ._powers import column_statistics, combine_powers, fastrp_powers, standardize
from ._projection import check_projection, fastrp_projection
from ._rows import RowSlices, divide_rows, node_degrees, row_product, warn_if_lonely

#: A power whose rows have a larger mean cosine tells nodes apart by rounding noise only.
_SMOOTH = 0.99
#: Rows on which that is judged; smaller graphs are not judged, every walk covers them.
_SMOOTH_ROWS = 256


class FastRP(DocsLink, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Embed the nodes of one graph by iterated very sparse random projection.

    Takes seconds where embeddings learned from random walks take minutes to hours, and embeds
    nodes that were not in ``fit``.

    Parameters
    ----------
    n_components : int, default=128
        Columns of a power. It may exceed the number of nodes. 512 gives the best scores of
        the published experiments, 128 most of them.
    weights : sequence of float, default=(0.0, 0.0, 1.0, 6.0)
        Factors of the powers 1, 2, ... in the sum. Dense graphs like late powers, thin ones
        many equal powers.
    degree_power : float, default=-0.6
        Exponent of the degree of the node where a walk arrives. 0 counts all arrivals alike,
        -1 is the weighting behind DeepWalk.
    similarity : {"transition", "adjacency"}, default="transition"
        The matrix that is multiplied: D^-1 A or A.
    projection : {"sparse", "gaussian"} or ndarray of shape (n_nodes, n_components), \
            default="sparse"
        The random matrix. Give an array to keep embeddings comparable while a graph grows:
        keep the rows of the old nodes.
    density : float in (0, 1] or "auto", default="auto"
        Share of non-zero entries of a sparse projection; "auto" is 1 / sqrt(n_nodes).
    normalize : bool, default=True
        Divide each row of each power by its norm before powers are joined.
    standardize : bool, default=True
        Centre and scale the columns at the end. Rows have then no unit norm; switch it off
        for search by cosine.
    combine : {"sum", "concatenate"}, default="sum"
        "concatenate" sets the powers side by side: ``weights`` then only says how many, and
        ``transform`` has ``len(weights) * n_components`` columns.
    memory : str or object with the joblib.Memory interface, default=None
        Keeps the powers, so that fits that differ in ``weights``, ``normalize``,
        ``standardize`` or ``combine`` alone do not multiply again. Used where the draw is
        fixed: ``random_state`` is an int, or ``projection`` an array.
    n_jobs : int, default=None
        Threads of the sparse products. The result does not depend on it.
    random_state : int, RandomState instance or None, default=None
        Draw of the projection.

    Attributes
    ----------
    embedding_ : ndarray of shape (n_nodes, n_features_out)
        Embedding of the nodes of ``fit``.
    base_ : list of {ndarray, csr_array} of shape (n_nodes, n_components)
        The powers 0, ..., q - 1 that ``transform`` averages over neighbours; the first is
        sparse if the projection is.
    mean_, scale_ : ndarray of shape (n_features_out,)
        Column statistics of ``standardize``; only set with it.
    n_features_in_ : int
        Number of nodes seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_nodes,)
        Column names, if ``X`` was a data frame with string names.

    See Also
    --------
    AdjacencySVD : Slower, and better at equal width on dense graphs.

    Notes
    -----
    Time is O(q nnz(A) n_components) with q the position of the last weight that is not zero;
    later powers are not computed. A fitted object holds q n_nodes n_components numbers and
    the projection; ``fit`` peaks at one array of n_nodes n_components and one copy of the
    edge weights more. float32 input halves that and is about twice as fast. For graphs beyond
    memory see :func:`fastrp_stream`.

    Edges between new nodes are not used by ``transform``. ``fit(A).transform(A)`` equals
    ``fit_transform(A)``. Cross-validation slices both axes of ``X`` for ``fit`` and keeps the
    columns of the fitted nodes for ``transform``; when you split by hand do likewise:
    ``A[train][:, train]`` and ``A[test][:, train]``.

    The authors' code divides by zero for a node without outgoing edges, has no ``transform``
    and does not standardise concatenated powers; here such a node counts with factor 0, and
    ``standardize`` says what happens to the columns in either case. Whether rows have become
    equal to each other is judged, with a warning, from 256 nodes on.

    References
    ----------
    .. [1] H. Chen, S. F. Sultan, Y. Tian, M. Chen, S. Skiena, "Fast and Accurate Network
       Embeddings via Very Sparse Random Projection", CIKM 2019, arXiv:1908.11512.

    Examples
    --------
    Two triangles joined by one edge:

    >>> import numpy as np
    >>> from skrepr_graph import FastRP
    >>> A = np.zeros((6, 6))
    >>> for i, j in [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)]:
    ...     A[i, j] = A[j, i] = 1
    >>> fastrp = FastRP(n_components=64, random_state=0).fit(A)
    >>> np.corrcoef(fastrp.embedding_).round(2)[0]
    array([ 1.  ,  0.84,  0.45, -0.58, -0.88, -0.84])
    >>> new_node = np.array([[1, 1, 0, 0, 0, 0]])
    >>> bool(fastrp.transform(new_node)[0] @ fastrp.embedding_[0] > 0)
    True
    """

    _parameter_constraints: ClassVar[dict] = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "weights": ["array-like"],
        "degree_power": [Interval(Real, None, None, closed="neither")],
        "similarity": [StrOptions({"transition", "adjacency"})],
        "projection": [StrOptions({"sparse", "gaussian"}), "array-like"],
        "density": [StrOptions({"auto"}), Interval(Real, 0, 1, closed="right")],
        "normalize": ["boolean"],
        "standardize": ["boolean"],
        "combine": [StrOptions({"sum", "concatenate"})],
        "memory": [str, HasMethods(["cache"]), None],
        "n_jobs": [None, Integral],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        n_components=128,
        *,
        weights=(0.0, 0.0, 1.0, 6.0),
        degree_power=-0.6,
        similarity="transition",
        projection="sparse",
        density="auto",
        normalize=True,
        standardize=True,
        combine="sum",
        memory=None,
        n_jobs=None,
        random_state=None,
    ):
        self.n_components = n_components
        self.weights = weights
        self.degree_power = degree_power
        self.similarity = similarity
        self.projection = projection
        self.density = density
        self.normalize = normalize
        self.standardize = standardize
        self.combine = combine
        self.memory = memory
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X, y=None):
        """Embed the nodes of a graph and keep what new nodes need.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_nodes, n_nodes)
            Non-negative edge weights; row i holds the edges that leave node i.
        y : Ignored
            Present for API consistency.

        Returns
        -------
        self : FastRP
            The fitted estimator.

        Raises
        ------
        ValueError
            If a parameter is impossible, ``X`` is not square, has fewer than two nodes, or
            has weights that are negative, NaN or infinite.
        """
        self.fit_transform(X)
        return self

    @fit_context(prefer_skip_nested_validation=True)
    def fit_transform(self, X, y=None):
        """Fit and return the embedding of the nodes.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_nodes, n_nodes)
            Non-negative edge weights; row i holds the edges that leave node i.
        y : Ignored
            Present for API consistency.

        Returns
        -------
        embedding : ndarray of shape (n_nodes, n_features_out)
            ``embedding_``.

        Raises
        ------
        ValueError
            As in :meth:`fit`.
        """
        weights = used_weights(self.weights, self.combine)
        graph = check_graph(X, estimator=self)
        projection = self.projection
        if not isinstance(projection, str):
            projection = check_projection(projection, graph.shape[0], self.n_components)
        powers = self._powers(graph, projection, len(weights))
        embedding = self._combine(watched(powers[1:], weights), weights)

        validate_data(self, X, skip_check_array=True)
        if self.standardize:
            self.mean_, self.scale_ = column_statistics(embedding)
            standardize(embedding, self.mean_, self.scale_)
        self.base_ = powers[:-1]
        self.embedding_ = embedding
        self._n_features_out = embedding.shape[1]
        return embedding

    def transform(self, X):
        """Embed nodes through their edges to the nodes of ``fit``.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_new, n_nodes)
            Weights of the edges from each node to the fitted nodes.

        Returns
        -------
        embedding : ndarray of shape (n_new, n_features_out)
            Rows for nodes without any such edge stand for "nothing known"; a warning says how
            many there are.

        Raises
        ------
        ValueError
            If ``X`` has another number of columns than nodes were fitted, or weights that are
            negative, NaN or infinite.
        """
        check_is_fitted(self)
        graph = check_graph(X, square=False, estimator=self)
        validate_data(self, X, reset=False, skip_check_array=True)
        warn_if_lonely(graph)
        rows = RowSlices(self._similarity(graph), self.n_jobs)
        powers = [row_product(rows, base, self.n_jobs) for base in self.base_]
        embedding = self._combine(powers, used_weights(self.weights, self.combine))
        if self.standardize:
            standardize(embedding, self.mean_, self.scale_)
        return embedding

    def _similarity(self, graph):
        return divide_rows(graph) if self.similarity == "transition" else graph

    def _combine(self, powers, weights):
        return combine_powers(powers, weights, normalize=self.normalize, combine=self.combine)

    def _powers(self, graph, projection, n_powers):
        """Return U_0, ..., U_q, from the cache if there is one and the draw is fixed."""
        compute = _list_powers
        fixed = isinstance(self.random_state, Integral) or not isinstance(projection, str)
        if self.memory is not None and fixed:
            compute = check_memory(self.memory).cache(_list_powers, ignore=["n_jobs"])
        return compute(
            graph.data,
            graph.indices,
            graph.indptr,
            graph.shape,
            similarity=self.similarity,
            degree_power=float(self.degree_power),
            projection=projection,
            density=self.density,
            n_components=int(self.n_components),
            n_powers=n_powers,
            random_state=self.random_state,
            n_jobs=self.n_jobs,
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _list_powers(
    data,
    indices,
    indptr,
    shape,
    *,
    similarity,
    degree_power,
    projection,
    density,
    n_components,
    n_powers,
    random_state,
    n_jobs,
):
    """Return [U_0, ..., U_q] of a graph given by its CSR arrays.

    The arrays and not the matrix, because a sparse matrix notes in itself what was asked of
    it, and then hashes differently though its content is the same.
    """
    graph = sparse.csr_array((data, indices, indptr), shape=shape)
    start = fastrp_projection(
        node_degrees(graph),
        n_components,
        degree_power=degree_power,
        projection=projection,
        density=density,
        dtype=graph.dtype,
        random_state=check_random_state(random_state),
    )
    matrix = divide_rows(graph) if similarity == "transition" else graph
    return [start, *fastrp_powers(matrix, start, n_powers, n_jobs=n_jobs)]


def used_weights(weights, combine):
    """Return the weights as floats without trailing zeros, whose powers nobody needs."""
    factors = np.asarray(weights)
    if factors.ndim != 1 or factors.dtype.kind not in "iuf" or not np.isfinite(factors).all():
        raise ValueError(f"weights must be a sequence of finite numbers; got {weights!r}.")
    if not factors.any():
        raise ValueError(f"weights must hold at least one number other than 0; got {weights!r}.")
    kept = len(factors) if combine == "concatenate" else np.flatnonzero(factors)[-1] + 1
    return tuple(float(factor) for factor in factors[:kept])


def watched(powers, weights):
    """Yield powers one by one, and warn if the rows of one that counts are nearly equal."""
    for k, (power, weight) in enumerate(zip(powers, weights, strict=True), start=1):
        if weight != 0 and power.shape[0] >= _SMOOTH_ROWS and _mean_cosine(power) > _SMOOTH:
            warnings.warn(
                f"The rows of power {k} are nearly equal (mean cosine above {_SMOOTH}): walks of "
                "this length have forgotten where they began. Give it weight 0.",
                stacklevel=7,
            )
        yield power


def _mean_cosine(power):
    """Return the mean cosine of two of 256 rows; 0 if there are no two of them."""
    rows = power[np.linspace(0, power.shape[0] - 1, _SMOOTH_ROWS).astype(int)]
    rows = normalize(rows[rows.any(axis=1)].astype(np.float64))
    m = len(rows)
    # The squared norm of the sum holds every cosine twice, and each row with itself.
    return (np.sum(rows.sum(axis=0) ** 2) - m) / (m * (m - 1)) if m > 1 else 0.0
