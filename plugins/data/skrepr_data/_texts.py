"""Sentence vectors of names in a hierarchy, with the hierarchy as label metric."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from skrepr.specs import DatasetSpec

from ._files import read

_LEAST_LEAVES = 4


def load_mammals(spec: DatasetSpec) -> dict[str, Any]:
    """Kinds of mammals; the label is the parent, the distance between labels a path length.

    Only leaves under a parent with at least four leaves take part. ``labels`` are 0..N-1 and
    ``label_names`` their names, ``distances`` (N, N) the numbers of edges between them in the
    hierarchy, ``graph`` the whole hierarchy and ``label_nodes`` the node of each label.
    """
    vectors, tree = read(spec, "wordnet_mammals_minilm", "wordnet_mammals")
    parent = tree["parent"]
    is_leaf = np.bincount(parent[parent >= 0], minlength=len(parent)) == 0
    n_leaves = np.bincount(parent[is_leaf], minlength=len(parent))
    rows = np.flatnonzero(is_leaf & (n_leaves[parent] >= _LEAST_LEAVES))
    nodes, target = np.unique(parent[rows], return_inverse=True)
    graph = _tree(parent)
    distances = csgraph.shortest_path(graph, directed=False, unweighted=True, indices=nodes)
    return {
        "data": _unit_rows(vectors["embedding"][rows]),
        "target": target,
        "names": tree["name"][rows],
        "labels": np.arange(len(nodes)),
        "label_names": tree["name"][nodes],
        "label_nodes": nodes,
        "distances": distances[:, nodes],
        "graph": graph,
    }


def load_wordnet_mammals(spec: DatasetSpec) -> dict[str, Any]:
    """All synsets below "mammal": their vectors, glosses and the hierarchy."""
    vectors, tree = read(spec, "wordnet_mammals_minilm", "wordnet_mammals")
    return {"data": _unit_rows(vectors["embedding"]), "graph": _tree(tree["parent"]), **tree}


def load_cifar100_prompts(spec: DatasetSpec) -> dict[str, Any]:
    """Class names of CIFAR-100 in four sentences each; ``groups`` are the sentences."""
    prompts, tree = read(spec, "cifar100_prompts_minilm", "cifar100_classes")
    return {
        "data": _unit_rows(prompts["embedding"]),
        "target": prompts["class_index"].astype(np.int64),
        "groups": prompts["template"].astype(np.int64),
        "superclass": prompts["superclass"].astype(np.int64),
        "target_names": prompts["class_names"],
        "templates": prompts["templates"],
        "parent": tree["parent"],
        "node_names": tree["name"],
    }


def load_mammal_linking(spec: DatasetSpec) -> dict[str, Any]:
    """Queries to be linked to one of 1,164 items; ``scores`` come from a costlier model."""
    (arrays,) = read(spec, "mammal_linking_scores")
    return {
        "data": _unit_rows(arrays["query_embedding"]),
        "target": arrays["gold"].astype(np.int64),
        "items": _unit_rows(arrays["item_embedding"]),
        "scores": arrays["scores"].astype(np.float64),
    }


def _tree(parent: Any) -> sparse.csr_array:
    child = np.flatnonzero(parent >= 0)
    up = sparse.coo_array(
        (np.ones(len(child)), (child, parent[child])), shape=(len(parent), len(parent))
    )
    return (up + up.T).tocsr()


def _unit_rows(vectors: Any) -> Any:
    # stored as float16, which leaves the norms off by a thousandth
    exact = vectors.astype(np.float64)
    return exact / np.linalg.norm(exact, axis=1, keepdims=True)
