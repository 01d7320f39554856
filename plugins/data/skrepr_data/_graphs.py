"""Graphs: one large graph as a symmetric CSR adjacency, or many small ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from skrepr.graphset import GraphSet
from skrepr.specs import DatasetSpec

from ._files import Arrays, read


def load_citation(spec: DatasetSpec) -> dict[str, Any]:
    """Cora: nodes are papers; ``splits`` is the published one of 140 labelled nodes."""
    (arrays,) = read(spec, spec.name)
    splits = [(arrays["train_index"], arrays["test_index"])]
    return {**_attributed(arrays), "splits": splits}


def load_heterophilous(spec: DatasetSpec) -> dict[str, Any]:
    """Web pages; ``splits`` are the ten published masks."""
    (arrays,) = read(spec, spec.name)
    masks = (_unpack(arrays[f"{part}_masks"], arrays["n_nodes"]) for part in ("train", "test"))
    splits = [(np.flatnonzero(a), np.flatnonzero(b)) for a, b in zip(*masks, strict=True)]
    return {**_attributed(arrays), "splits": splits}


def load_multilabel(spec: DatasetSpec) -> dict[str, Any]:
    """BlogCatalog: ``target`` is a label indicator matrix of shape (n_nodes, n_labels)."""
    (arrays,) = read(spec, spec.name)
    indices, indptr = arrays["label_indices"], arrays["label_indptr"]
    shape = (int(arrays["n_nodes"]), int(arrays["n_labels"]))
    ones = np.ones(len(indices), dtype=np.int8)
    target = sparse.csr_array((ones, indices.astype(np.int32), indptr), shape=shape).toarray()
    return {"data": _adjacency(arrays["edges"], shape[0]), "target": target}


def load_graph_set(spec: DatasetSpec) -> dict[str, Any]:
    """Many graphs with integer node labels as a :class:`skrepr.GraphSet`."""
    (arrays,) = read(spec, spec.name)
    node_ptr, edge_ptr = arrays["node_ptr"], arrays["edge_ptr"]
    adjacencies = [
        _adjacency(arrays["edges"][start:stop], n_nodes)
        for start, stop, n_nodes in zip(edge_ptr[:-1], edge_ptr[1:], np.diff(node_ptr), strict=True)
    ]
    node_labels = np.split(arrays["node_labels"].astype(np.int64), node_ptr[1:-1])
    return {"data": GraphSet(adjacencies, node_labels), "target": _integers(arrays["y"])}


def _attributed(arrays: Arrays) -> dict[str, Any]:
    indices, indptr = arrays["x_indices"].astype(np.int32), arrays["x_indptr"]
    ones = np.ones(len(indices))
    return {
        "data": _adjacency(arrays["edges"], int(arrays["n_nodes"])),
        "target": _integers(arrays["y"]),
        "attributes": sparse.csr_array((ones, indices, indptr), shape=tuple(arrays["x_shape"])),
    }


def _adjacency(edges: Any, n_nodes: int) -> sparse.csr_array:
    i, j = edges.astype(np.int32).T
    ones = np.ones(2 * len(i))
    both = (np.concatenate([i, j]), np.concatenate([j, i]))
    return sparse.coo_array((ones, both), shape=(n_nodes, n_nodes)).tocsr()


def _unpack(masks: Any, n_nodes: Any) -> Any:
    return np.unpackbits(masks, axis=1)[:, : int(n_nodes)].astype(bool)


def _integers(y: Any) -> Any:
    return y.astype(np.int64)
