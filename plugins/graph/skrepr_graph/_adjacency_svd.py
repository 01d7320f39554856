"""Spectral embedding of one graph that also embeds new nodes: the baseline of the house.

A truncated singular value decomposition of the adjacency, raw or divided by the degrees, gives
each node a vector. It is written as a linear map of the node's edges, so that a new node gets
one in the same way. It carries the ``pairwise`` tag, without which cross-validation would show
a baseline the edges to the test nodes.
"""

from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd, svd_flip
from sklearn.utils.validation import check_is_fitted, validate_data

from skrepr.base import DocsLink, Interval, fit_context
from skrepr.validation import check_graph

from ._rows import divide_rows, warn_if_lonely

#: Of the randomised decomposition: further passes, or more columns, change no score of the
#: benchmarks.
_PASSES, _OVERSAMPLES = 7, 10


class AdjacencySVD(DocsLink, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Embed the nodes of one graph by a truncated SVD of its adjacency.

    Parameters
    ----------
    n_components : int, default=None
        Columns of the embedding, at most n_nodes. None is min(128, n_nodes).
    normalized : bool, default=False
        False: A = U S V^T, nodes at U S^(1/2). True: the same of D^(-1/2) A C^(-1/2), where D
        and C hold the sums of rows and columns, nodes at D^(-1/2) U S, scaled to unit length;
        the default of scikit-network's ``GSVD``.
    random_state : int, RandomState instance or None, default=None
        Start of the randomised decomposition. Small graphs are decomposed exactly.

    Attributes
    ----------
    components_ : ndarray of shape (n_components, n_nodes)
        What an edge to each fitted node adds to each coordinate.
    singular_values_ : ndarray of shape (n_components,)
        In falling order.
    n_features_in_ : int
        Number of nodes seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_nodes,)
        Column names, if ``X`` was a data frame with string names.

    See Also
    --------
    FastRP : Several times faster at the same width.

    Notes
    -----
    The decomposition is randomised, with seven passes of subspace iteration: on BlogCatalog the
    singular values are within 3 % of those of ARPACK, and scores are the same. Memory beside
    the graph is about 4 n_nodes n_components numbers. Where about half of all components are
    asked for, the decomposition is exact and needs dense matrices of n_nodes^2.

    References
    ----------
    .. [1] D. L. Sussman, M. Tang, D. E. Fishkind, C. E. Priebe, "A Consistent Adjacency
       Spectral Embedding for Stochastic Blockmodel Graphs", JASA 107, 2012, arXiv:1108.2228.
    .. [2] T. Bonald, N. de Lara, Q. Lutz, B. Charpentier, "Scikit-network: Graph Analysis in
       Python", JMLR 21, 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_graph import AdjacencySVD
    >>> A = np.zeros((6, 6))
    >>> A[:4, :4] = A[4:, 4:] = 1  # two cliques, with loops
    >>> svd = AdjacencySVD(n_components=2, random_state=0).fit(A)
    >>> svd.singular_values_.round(6)
    array([4., 2.])
    >>> abs(svd.transform(A[[0, 5]])).round(2)
    array([[1., 0.],
           [0., 1.]])
    """

    _parameter_constraints: ClassVar[dict] = {
        "n_components": [Interval(Integral, 1, None, closed="left"), None],
        "normalized": ["boolean"],
        "random_state": ["random_state"],
    }

    def __init__(self, n_components=None, *, normalized=False, random_state=None):
        self.n_components = n_components
        self.normalized = normalized
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Decompose the adjacency.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_nodes, n_nodes)
            Non-negative edge weights; row i holds the edges that leave node i.
        y : Ignored
            Present for API consistency.

        Returns
        -------
        self : AdjacencySVD
            The fitted estimator.

        Raises
        ------
        ValueError
            If ``n_components`` exceeds the number of nodes, or ``X`` is not square, has fewer
            than two nodes, or has weights that are negative, NaN or infinite.
        """
        graph = check_graph(X, estimator=self)
        n_nodes = graph.shape[0]
        n_components = min(128, n_nodes) if self.n_components is None else self.n_components
        if n_components > n_nodes:
            raise ValueError(
                f"n_components={n_components} must be at most the number of nodes; "
                f"got n_nodes={n_nodes}."
            )
        columns = np.ones(n_nodes)
        matrix = graph
        if self.normalized:
            rows, columns = _inverse_root(graph.sum(axis=1)), _inverse_root(graph.sum(axis=0))
            matrix = graph.copy()
            matrix.data *= np.repeat(rows, np.diff(graph.indptr)) * columns[graph.indices]
        values, vectors = _right_singular(matrix, n_components, self.random_state)
        loadings = vectors * columns if self.normalized else _divided_by_root(vectors, values)

        validate_data(self, X, skip_check_array=True)
        self.singular_values_ = values
        self.components_ = loadings.astype(graph.dtype, copy=False)
        return self

    def transform(self, X):
        """Embed nodes through their edges to the nodes of ``fit``.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_new, n_nodes)
            Weights of the edges from each node to the fitted nodes.

        Returns
        -------
        embedding : ndarray of shape (n_new, n_components)
            A node without any such edge is at the origin; a warning says how many there are.

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
        if self.normalized:
            return normalize(divide_rows(graph) @ self.components_.T, copy=False)
        return graph @ self.components_.T

    @property
    def _n_features_out(self):
        return self.components_.shape[0]

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _inverse_root(sums):
    """Return sums^(-1/2), and 0 where a sum is 0."""
    roots = np.zeros(sums.shape)
    np.power(sums, -0.5, out=roots, where=sums > 0)
    return roots


def _divided_by_root(vectors, values):
    """Divide each singular vector by the root of its value; those of value 0 carry nothing."""
    kept = values > values[0] * vectors.shape[1] * np.finfo(values.dtype).eps
    return vectors * _inverse_root(np.where(kept, values, 0))[:, None]


def _right_singular(matrix, n_components, random_state):
    """Return the largest singular values, in falling order, and their right vectors.

    Not by ARPACK: it restarts from a state of its own where singular values coincide, as they
    do on a graph of several components, and two fits with one seed then differ.
    """
    if 2 * (n_components + _OVERSAMPLES) >= matrix.shape[0]:
        _, values, vectors = np.linalg.svd(matrix.toarray())
        _, vectors = svd_flip(None, vectors[:n_components], u_based_decision=False)
        return values[:n_components], vectors
    _, values, vectors = randomized_svd(
        matrix,
        n_components,
        n_oversamples=_OVERSAMPLES,
        n_iter=_PASSES,
        flip_sign=False,
        random_state=random_state,
    )
    _, vectors = svd_flip(None, vectors, u_based_decision=False)
    return values, vectors
