"""Squared distances on a tree, summed over weighted sources without a distance matrix.

Let every node keep three moments of the weight below it: mass, sum of w d and sum of w d^2.
Moving a moment over an edge of length l is a polynomial in l, so one sweep from the leaves to
the root and one back give sum_i w_i d(v, i)^2 for all nodes v in O(n_nodes). Nodes are
numbered breadth first: a level is a slice, and the children of a node are neighbours in it.
"""

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

#: Rows of weights that are swept at a time; three arrays of (n_nodes, rows) stay in cache.
_BATCH = 32


def is_tree(graph):
    """Tell whether a symmetric adjacency without a diagonal is one tree."""
    if graph.nnz != 2 * (graph.shape[0] - 1):
        return False
    return connected_components(graph, directed=False, return_labels=False) == 1


def build_tree(graph, root=None):
    """Number the nodes of a tree breadth first.

    Parameters
    ----------
    graph : csr_array of shape (n_nodes, n_nodes)
        Symmetric edge lengths of a tree.
    root : int, default=None
        Node to start from. None takes the middle of a longest path in edges, which gives the
        fewest levels.

    Returns
    -------
    tree : dict of ndarray
        ``order`` and its inverse ``rank`` (n_nodes,); in the new numbering ``parent`` (-1 for
        the root) and ``length`` of the edge to it, (n_nodes,); ``levels``, the bounds of the
        levels; ``families``, the first child of each node that has any, and
        ``family_bounds`` of them by level.
    """
    if root is None:
        root = _middle(graph)
    order, before = breadth_first_order(graph, root, directed=True)
    n_nodes = len(order)
    rank = np.empty(n_nodes, dtype=np.intp)
    rank[order] = np.arange(n_nodes)
    parent = np.full(n_nodes, -1, dtype=np.intp)
    parent[1:] = rank[before[order[1:]]]
    length = np.zeros(n_nodes)
    length[1:] = _entries(graph, order[1:], before[order[1:]])
    levels = [0, 1]
    while levels[-1] < n_nodes:
        levels.append(int(np.searchsorted(parent, levels[-1])))
    levels = np.asarray(levels)
    families = np.flatnonzero(np.diff(parent) != 0) + 1
    return {
        "order": order.astype(np.intp),
        "rank": rank,
        "parent": parent,
        "length": length,
        "levels": levels,
        "families": families,
        "family_bounds": np.searchsorted(families, levels),
    }


def _middle(graph):
    """Return the middle node of a longest path, found by two searches."""
    far = breadth_first_order(graph, 0, directed=True, return_predecessors=False)[-1]
    order, before = breadth_first_order(graph, far, directed=True)
    path = [order[-1]]
    while path[-1] != far:
        path.append(before[path[-1]])
    return path[len(path) // 2]


def _entries(graph, rows, columns):
    """Return stored entries of a CSR array, whose indices need not be sorted."""
    coo = graph.tocoo()
    key = coo.row.astype(np.int64) * graph.shape[1] + coo.col
    order = np.argsort(key)
    wanted = np.asarray(rows, dtype=np.int64) * graph.shape[1] + columns
    return coo.data[order[np.searchsorted(key[order], wanted)]]


def tree_variance(weights, tree, sources, candidates):
    """Return sum_i weights[:, i] * d(candidate, source i)^2.

    Parameters
    ----------
    weights : ndarray of shape (n_rows, n_sources)
        Non-negative weights.
    tree : dict
        From :func:`build_tree`.
    sources : ndarray of int of shape (n_sources,)
        Distinct nodes that carry the weights.
    candidates : ndarray of int of shape (n_candidates,)
        Nodes that are asked for.

    Returns
    -------
    variance : ndarray of shape (n_rows, n_candidates)
    """
    at, asked = tree["rank"][sources], tree["rank"][candidates]
    out = np.empty((len(weights), len(asked)))
    for start in range(0, len(weights), _BATCH):
        rows = slice(start, start + _BATCH)
        out[rows] = _second_moments(weights[rows].T, tree, at)[asked].T
    return out


def _second_moments(weights, tree, sources):
    """Return sum w d^2 at every node, in breadth-first numbering, (n_nodes, n_rows)."""
    parent, length, levels = tree["parent"], tree["length"][:, None], tree["levels"]
    families, bounds = tree["families"], tree["family_bounds"]
    shape = (len(parent), weights.shape[1])
    mass, first, second = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    mass[sources] = weights

    for level in range(len(levels) - 2, 0, -1):
        nodes = slice(levels[level], levels[level + 1])
        m, a, b = _moved(mass[nodes], first[nodes], second[nodes], length[nodes])
        heads = families[bounds[level] : bounds[level + 1]]
        above, starts = parent[heads], heads - levels[level]
        mass[above] += np.add.reduceat(m, starts, axis=0)
        first[above] += np.add.reduceat(a, starts, axis=0)
        second[above] += np.add.reduceat(b, starts, axis=0)

    total = mass[0]
    for level in range(1, len(levels) - 1):
        nodes = slice(levels[level], levels[level + 1])
        above = parent[nodes]
        m, a, b = _moved(mass[nodes], first[nodes], second[nodes], length[nodes])
        # What the parent sees, less what it sees through this child, is outside of the child.
        _, a, b = _moved(total - m, first[above] - a, second[above] - b, length[nodes])
        first[nodes] += a
        second[nodes] += b
    return second


def _moved(mass, first, second, length):
    """Return the moments of the same weight seen from the other end of an edge."""
    return mass, first + length * mass, second + length * (2 * first + length * mass)


def spanned_nodes(graph, nodes):
    """Return which nodes lie on a path between two of the given ones, (n_nodes,) bool."""
    tree = build_tree(graph, root=nodes[0])
    levels, parent = tree["levels"], tree["parent"]
    below = np.zeros(len(parent), dtype=np.intp)
    below[tree["rank"][nodes]] = 1
    for level in range(len(levels) - 2, 0, -1):
        child = slice(levels[level], levels[level + 1])
        np.add.at(below, parent[child], below[child])
    spanned = np.empty(len(parent), dtype=bool)
    spanned[tree["order"]] = below > 0
    return spanned


def undirected(graph):
    """Return the symmetric adjacency without loops of a graph whose edges stand once or twice.

    Raises
    ------
    ValueError
        If the two directions of an edge have different lengths.
    """
    coo = graph.tocoo()
    kept = (coo.row != coo.col) & (coo.data != 0)
    edges = sparse.csr_array((coo.data[kept], (coo.row[kept], coo.col[kept])), shape=graph.shape)
    other = edges.T.tocsr()
    both = edges.astype(bool).multiply(other.astype(bool))
    conflict = (edges.multiply(both) != other.multiply(both)).tocoo()
    if conflict.nnz:
        i, j = conflict.row[0], conflict.col[0]
        raise ValueError(
            f"graph must be undirected; got length {edges[i, j]} from node {i} to {j} "
            f"and {edges[j, i]} back."
        )
    return sparse.csr_array(edges.maximum(other))
