"""Distances between labels, given in one of four ways, and the routes to Frechet variances.

A *metric* is a dict of what was given: ``distances``, ``graph`` with ``nodes``, or
``embeddings``; an empty one is the discrete metric. A *route* is a dict of what turns class
probabilities into Frechet variances: squared distances from the observed labels where those
are few, otherwise moments on the tree, or inner products of embeddings. Both hold plain arrays.
"""

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial.distance import cdist
from sklearn.utils import check_array

from skrepr.validation import check_graph

from ._tree import build_tree, is_tree, tree_variance, undirected

#: Entries of a (n_observed, n_labels) matrix of a tree up to which the matrix is formed.
_SMALL = 2**20
#: Observed labels that one level of a tree is worth: a sweep costs a few calls a level, and on
#: a long path the matrix product is faster.
_LEVEL = 1.0
#: Bytes of one batch of variances.
_BATCH_BYTES = 64 * 2**20
#: Sources of shortest paths at a time.
_SOURCES = 256


def check_labels(labels, name="labels"):
    """Return labels sorted, and the order that sorts them.

    Raises
    ------
    ValueError
        If they are not one-dimensional and distinct.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"{name} must have shape (n_labels,); got {labels.shape}.")
    order = np.argsort(labels, kind="stable")
    twice = labels[order][1:] == labels[order][:-1]
    if twice.any():
        label = labels[order][1:][twice][0]
        raise ValueError(f"{name} must be distinct; {label!s} occurs more than once.")
    return labels[order], order


def positions(y, classes, name="y"):
    """Return the places of labels among the sorted classes.

    Raises
    ------
    ValueError
        If a label is not among them.
    """
    index = np.searchsorted(classes, y)
    index = np.where(index == len(classes), 0, index)
    strange = classes[index] != y
    if strange.any():
        raise ValueError(f"{name} must hold labels from labels; got {y[strange][0]!s}.")
    return index


def check_distances(distances, n_labels):
    """Return a distance matrix as float64, or say why it is none."""
    D = check_array(distances, dtype=np.float64, input_name="distances")
    if D.shape != (n_labels, n_labels):
        raise ValueError(
            f"distances must have shape (n_labels, n_labels) = ({n_labels}, {n_labels}); "
            f"got {D.shape}."
        )
    if D.min() < 0:
        raise ValueError(f"distances must be >= 0; the smallest is {D.min()}.")
    if D.diagonal().any():
        raise ValueError(
            f"distances must have a diagonal of zeros; the largest is {D.diagonal().max()}."
        )
    uneven = np.abs(D - D.T) > 1e-8 * np.maximum(D, D.T)
    if uneven.any():
        i, j = np.argwhere(uneven)[0]
        raise ValueError(
            f"distances must be symmetric; got {D[i, j]} from {i} to {j} and {D[j, i]} back."
        )
    return D


def check_label_graph(graph, label_nodes=None):
    """Return the undirected graph and the node of each label.

    Raises
    ------
    ValueError
        If the graph is no adjacency, ``label_nodes`` are not distinct nodes, or two labels
        are not connected.
    """
    edges = undirected(check_graph(graph, min_nodes=1, dtype=(np.float64,), name="graph"))
    n_nodes = edges.shape[0]
    nodes = np.arange(n_nodes) if label_nodes is None else np.asarray(label_nodes)
    if nodes.ndim != 1 or nodes.dtype.kind not in "iu" or nodes.size == 0:
        raise ValueError(
            f"label_nodes must be integers of shape (n_labels,); got {nodes.dtype} of "
            f"{nodes.shape}."
        )
    if nodes.min() < 0 or nodes.max() >= n_nodes:
        raise ValueError(
            f"label_nodes must be nodes 0 to {n_nodes - 1} of graph; got {nodes.min()} to "
            f"{nodes.max()}."
        )
    if len(np.unique(nodes)) != len(nodes):
        raise ValueError("label_nodes must be distinct; two labels share a node.")
    _, part = connected_components(edges, directed=False)
    apart = part[nodes] != part[nodes[0]]
    if apart.any():
        raise ValueError(
            f"graph must connect all labels; nodes {nodes[0]} and {nodes[apart][0]} are not "
            "connected."
        )
    return edges, nodes.astype(np.intp)


def check_metric(n_labels, *, distances=None, graph=None, label_nodes=None, embeddings=None):
    """Return the metric over ``n_labels`` labels from what was given, at most one of three."""
    given = {"distances": distances, "graph": graph, "embeddings": embeddings}
    names = [name for name, value in given.items() if value is not None]
    if len(names) > 1:
        raise ValueError(f"At most one of distances, graph, embeddings may be given; got {names}.")
    if label_nodes is not None and graph is None:
        raise ValueError("label_nodes needs graph; got label_nodes without graph.")
    if distances is not None:
        return {"distances": check_distances(distances, n_labels)}
    if graph is not None:
        edges, nodes = check_label_graph(graph, label_nodes)
        if len(nodes) != n_labels:
            what = "graph must have one node" if label_nodes is None else "label_nodes one entry"
            raise ValueError(
                f"{what} for each of the {n_labels} labels; got {len(nodes)}. Give labels= if "
                "not all labels occur in y, and label_nodes= if not all nodes are labels."
            )
        return {"graph": edges, "nodes": nodes}
    if embeddings is not None:
        E = check_array(embeddings, dtype=np.float64, input_name="embeddings")
        if len(E) != n_labels:
            raise ValueError(f"embeddings must have {n_labels} rows, one a label; got {len(E)}.")
        return {"embeddings": E}
    return {}


def n_labels_given(distances, graph, label_nodes, embeddings):
    """Return the number of labels that the given metric is about, None without a metric."""
    for value in (distances, label_nodes, graph, embeddings):
        if value is not None:
            return value.shape[0] if hasattr(value, "shape") else len(value)
    return None


def permuted(metric, order):
    """Return the metric of the labels in another order."""
    if "distances" in metric:
        return {"distances": metric["distances"][np.ix_(order, order)]}
    if "graph" in metric:
        return {"graph": metric["graph"], "nodes": metric["nodes"][order]}
    return {name: array[order] for name, array in metric.items()}


def distance_rows(metric, index, n_labels):
    """Return the distances from some labels to all, (len(index), n_labels)."""
    index = np.asarray(index)
    if "distances" in metric:
        return metric["distances"][index]
    if "embeddings" in metric:
        return cdist(metric["embeddings"][index], metric["embeddings"])
    if "graph" in metric:
        rows = np.empty((len(index), n_labels))
        for start in range(0, len(index), _SOURCES):
            some = metric["nodes"][index[start : start + _SOURCES]]
            paths = dijkstra(metric["graph"], directed=True, indices=some)
            rows[start : start + _SOURCES] = paths[:, metric["nodes"]]
        return rows
    return (index[:, None] != np.arange(n_labels)).astype(np.float64)


def find_route(metric, observed, n_labels):
    """Choose how to get from probabilities of the observed labels to variances."""
    if not metric:
        return {"discrete": np.intp(n_labels), "observed": observed}
    if "embeddings" in metric:
        # Centred first: the shortcut subtracts numbers of the size of squared norms.
        centred = metric["embeddings"] - metric["embeddings"].mean(axis=0)
        return {"embeddings": centred, "observed": observed}
    if "graph" in metric and len(observed) * n_labels > _SMALL and is_tree(metric["graph"]):
        tree = build_tree(metric["graph"])
        if _LEVEL * (len(tree["levels"]) - 1) <= len(observed):
            return {"tree": tree, "nodes": metric["nodes"], "observed": observed}
    return {"sq_distances": distance_rows(metric, observed, n_labels) ** 2}


def route_variance(route, weights):
    """Return sum_i weights[:, i] * d(label, observed label i)^2, (n_samples, n_labels)."""
    if "sq_distances" in route:
        return weights @ route["sq_distances"]
    if "tree" in route:
        nodes = route["nodes"]
        return tree_variance(weights, route["tree"], nodes[route["observed"]], nodes)
    total = weights.sum(axis=1, keepdims=True)
    if "discrete" in route:
        variance = np.repeat(total, route["discrete"], axis=1)
        variance[:, route["observed"]] -= weights
        return variance
    points = route["embeddings"]
    sources = points[route["observed"]]
    norms = np.einsum("ij,ij->i", points, points)
    variance = (-2 * (weights @ sources)) @ points.T
    variance += total * norms
    variance += (weights @ norms[route["observed"]])[:, None]
    return np.maximum(variance, 0, out=variance)


def batches(n_samples, n_labels, n_rows=None):
    """Return slices of rows, as many at a time as their variances fit into a batch."""
    n_rows = n_rows or max(1, _BATCH_BYTES // (8 * n_labels))
    return [slice(start, start + n_rows) for start in range(0, n_samples, n_rows)]
