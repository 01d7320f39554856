"""Which labels a Frechet mean can ever reach, and which label to observe next.

The *locus* of the observed labels holds every label that is a Frechet mean for some
probabilities. On a tree it is what the paths between observed nodes cover; for any other
metric a label is in it if and only if a linear programme has a non-negative optimum.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse.csgraph import dijkstra

from ._label_metric import (
    check_distances,
    check_label_graph,
    distance_rows,
)
from ._tree import is_tree, spanned_nodes

#: Optimum of a linear programme, for squared distances scaled to at most 1, that counts as 0.
_TOLERANCE = 1e-7


def label_locus(observed, *, graph=None, distances=None, label_nodes=None, tie="any"):
    """Return which labels are the Frechet mean of the observed ones for some probabilities.

    Parameters
    ----------
    observed : array-like of int of shape (n_observed,)
        Numbers of the labels that the classifier knows.
    graph : {array-like, sparse matrix} of shape (n_nodes, n_nodes), default=None
        Edge lengths; distances are shortest paths. Each edge may stand in one direction or in
        both.
    distances : array-like of shape (n_labels, n_labels), default=None
        Distances between labels, not squared. Exactly one of the two is given.
    label_nodes : array-like of int of shape (n_labels,), default=None
        Node of each label in ``graph``. None: every node is a label.
    tie : {"any", "unique"}, default="any"
        Count labels that are a mean together with others, or only those that can be the only
        one.

    Returns
    -------
    locus : ndarray of bool of shape (n_labels,)

    Raises
    ------
    ValueError
        If not exactly one metric is given, it is none, or ``observed`` are not distinct labels.

    Notes
    -----
    On a tree whose nodes are all labels: one sweep, O(n_nodes). Otherwise n_labels linear
    programmes with n_labels constraints and n_observed variables: seconds for some hundred
    labels.

    References
    ----------
    .. [1] N. Roberts, X. Li, D. Adila, S. Cromp, T.-H. Huang, J. Zhao, F. Sala,
       "Geometry-Aware Adaptation for Pretrained Models", NeurIPS 2023, arXiv:2307.12226.

    Examples
    --------
    Two ends of a path reach all between them; on three labels at equal distance nothing is
    reached but the observed:

    >>> import numpy as np
    >>> from skrepr_metric import label_locus
    >>> label_locus([0, 3], graph=np.diag(np.ones(4), 1))
    array([ True,  True,  True,  True, False])
    >>> label_locus([0, 1], distances=1 - np.eye(3))
    array([ True,  True, False])
    """
    if tie not in ("any", "unique"):
        raise ValueError(f"tie must be 'any' or 'unique'; got {tie!r}.")
    if (graph is None) == (distances is None):
        raise ValueError("Exactly one of graph and distances must be given.")
    if distances is not None:
        if label_nodes is not None:
            raise ValueError("label_nodes needs graph; got label_nodes without graph.")
        n_labels = len(distances)
        metric = {"distances": check_distances(distances, n_labels)}
    else:
        edges, nodes = check_label_graph(graph, label_nodes)
        n_labels = len(nodes)
        metric = {"graph": edges, "nodes": nodes}
    return metric_locus(metric, check_index(observed, n_labels, "observed"), n_labels, tie)


def metric_locus(metric, observed, n_labels, tie="any"):
    """Return the locus for a validated metric."""
    if not metric:
        return np.isin(np.arange(n_labels), observed)
    if (
        "graph" in metric
        and len(metric["nodes"]) == metric["graph"].shape[0]
        and is_tree(metric["graph"])
    ):
        nodes = metric["nodes"]
        return spanned_nodes(metric["graph"], nodes[observed])[nodes]
    return _programmed_locus(distance_rows(metric, observed, n_labels) ** 2, tie)


def _programmed_locus(sq_distances, tie):
    """Decide by one linear programme a label.

    Over probabilities w, maximise the lead of label y, min_z w . (a_z - a_y) over all others z,
    where a_y holds the squared distances of y to the observed labels.
    """
    n_observed, n_labels = sq_distances.shape
    if n_labels == 1:
        return np.ones(1, dtype=bool)
    points = sq_distances.T / (sq_distances.max() or 1)
    cost = np.append(np.zeros(n_observed), -1.0)
    simplex = np.append(np.ones(n_observed), 0.0)[None]
    bounds = [(0, None)] * n_observed + [(None, None)]
    locus = np.zeros(n_labels, dtype=bool)
    for y in range(n_labels):
        lead = np.delete(points, y, axis=0) - points[y]
        rows = np.column_stack([-lead, np.ones(n_labels - 1)])
        found = linprog(
            cost, A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=simplex, b_eq=[1.0], bounds=bounds
        )
        locus[y] = -found.fun > (_TOLERANCE if tie == "unique" else -_TOLERANCE)
    return locus


def next_class(observed, *, graph, candidates=None, n_select=1):
    """Choose the nodes that should be observed next, so that most labels come within reach.

    On a tree: the candidate farthest from the locus, which is optimal there. On any other
    graph, as a heuristic: the candidate that adds most labels to the union of the loci of all
    pairs of observed labels.

    Parameters
    ----------
    observed : array-like of int of shape (n_observed,)
        Nodes of the labels that the classifier knows, at least one.
    graph : {array-like, sparse matrix} of shape (n_nodes, n_nodes)
        Edge lengths; distances are shortest paths. Each edge may stand in one direction or in
        both.
    candidates : array-like of int, default=None
        Nodes to choose from. None: all that are not observed.
    n_select : int, default=1
        How many to choose, each after the ones before it have been added.

    Returns
    -------
    chosen : ndarray of int of shape (n_select,)
        Nodes; the lowest among equals.

    Raises
    ------
    ValueError
        If there are fewer than ``n_select`` candidates, or nodes are out of range.

    Notes
    -----
    A tree costs O(n_nodes log n_nodes) a choice. The heuristic costs one sort of all labels
    for each pair of a candidate and an observed label, and the memory of the distances from
    these to all nodes.

    References
    ----------
    .. [1] N. Roberts et al., "Geometry-Aware Adaptation for Pretrained Models", NeurIPS 2023,
       arXiv:2307.12226.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_metric import next_class
    >>> path = np.diag(np.ones(5), 1)  # six nodes in a row
    >>> next_class([1], graph=path, n_select=2)
    array([5, 0])
    """
    edges, nodes = check_label_graph(graph)
    observed = check_index(observed, len(nodes), "observed")
    if candidates is None:
        candidates = np.setdiff1d(nodes, observed)
    candidates = check_index(candidates, len(nodes), "candidates", empty=True)
    return choose_next({"graph": edges, "nodes": nodes}, observed, candidates, n_select, len(nodes))


def choose_next(metric, observed, candidates, n_select, n_labels):
    """Choose the next labels for a validated metric."""
    if not 1 <= n_select <= len(candidates):
        raise ValueError(
            f"n_select must be between 1 and the number of candidates, {len(candidates)}; "
            f"got {n_select!r}."
        )
    candidates = np.sort(candidates)
    if "graph" in metric and is_tree(metric["graph"]):
        nodes = metric["nodes"]
        picks = _farthest(metric["graph"], nodes[observed], nodes[candidates], n_select)
        return candidates[picks]
    return _widest(metric, observed, candidates, n_select, n_labels)


def _farthest(graph, observed, candidates, n_select):
    """Pick places of candidates, each time the one farthest from the locus on a tree."""
    locus = spanned_nodes(graph, observed)
    left = np.ones(len(candidates), dtype=bool)
    picks = np.empty(n_select, dtype=np.intp)
    for k in range(n_select):
        distance, before, _ = dijkstra(
            graph, indices=np.flatnonzero(locus), min_only=True, return_predecessors=True
        )
        picks[k] = np.argmax(np.where(left, distance[candidates], -1))
        left[picks[k]] = False
        node = candidates[picks[k]]
        while not locus[node]:
            locus[node] = True
            node = before[node]
    return picks


def _widest(metric, observed, candidates, n_select, n_labels):
    """Pick candidates, each time the one whose pairs with known labels reach most new labels."""
    known = distance_rows(metric, observed, n_labels) ** 2
    reached = np.zeros(n_labels, dtype=bool)
    for i in range(len(known)):
        for j in range(i + 1):
            reached |= pair_locus(known[i], known[j])
    offered = distance_rows(metric, candidates, n_labels) ** 2
    reach = np.array([_reach(row, known) for row in offered])
    left = np.ones(len(candidates), dtype=bool)
    chosen = []
    for _ in range(n_select):
        gain = (reach & ~reached).sum(axis=1)
        pick = int(np.argmax(np.where(left, gain, -1)))
        left[pick] = False
        chosen.append(candidates[pick])
        reached |= reach[pick]
        for other in np.flatnonzero(left):
            reach[other] |= pair_locus(offered[other], offered[pick])
    return np.array(chosen)


def _reach(row, known):
    """Return the union of the loci of one label with each known one."""
    reach = np.zeros(len(row), dtype=bool)
    for other in known:
        reach |= pair_locus(row, other)
    return reach


def pair_locus(first, second):
    """Return which labels minimise w first + (1 - w) second for some w in [0, 1].

    They are the points (first, second) on the lower left of their convex hull, ties included.

    Parameters
    ----------
    first, second : ndarray of shape (n_labels,)
        Squared distances from two labels to all labels.

    Returns
    -------
    locus : ndarray of bool of shape (n_labels,)
    """
    points, label_of = np.unique(np.column_stack([first, second]), axis=0, return_inverse=True)
    label_of = label_of.reshape(-1)  # numpy 2.0 returns a column
    low = np.minimum.accumulate(points[:, 1])
    hull = []
    for point in np.flatnonzero(points[:, 1] == low):
        while len(hull) > 1 and _turn(*points[[hull[-2], hull[-1], point]]) < 0:
            hull.pop()
        hull.append(point)
    locus = (points == points.min(axis=0)).any(axis=1)
    locus[hull] = True
    return locus[label_of]


def _turn(a, b, c):
    """Return the cross product of the steps from a to b and to c; negative turns right."""
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def check_index(index, n_labels, name, empty=False):
    """Return distinct label numbers, or say what is wrong with them."""
    index = np.asarray(index)
    if index.ndim != 1 or (index.size and index.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a sequence of integers; got {index.dtype}.")
    if index.size == 0 and not empty:
        raise ValueError(f"{name} must name at least one label; got none.")
    if index.size and (index.min() < 0 or index.max() >= n_labels):
        raise ValueError(
            f"{name} must lie between 0 and {n_labels - 1}; got {index.min()} to {index.max()}."
        )
    if len(np.unique(index)) != len(index):
        raise ValueError(f"{name} must be distinct; got {index.tolist()}.")
    return index.astype(np.intp)
