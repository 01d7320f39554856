"""Loki's routes to Frechet variances beside the straightforward ones, in one run.

A large tree with few or all labels observed, all distances of a tree (networkx takes part if
it is installed), embedded labels, and what Loki adds to the time of its classifier.

usage: OMP_NUM_THREADS=1 python benchmarks/loki.py [--quick]
"""

import argparse
import importlib.util

import numpy as np
from _timing import cpu_seconds, peak_megabytes, print_ratios
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression

import skrepr
from skrepr_metric import LokiClassifier, frechet_mean
from skrepr_metric._label_metric import distance_rows, find_route, route_variance
from skrepr_metric._tree import build_tree, tree_variance, undirected


def random_tree(n_nodes, seed=0):
    rng = np.random.default_rng(seed)
    child = np.arange(1, n_nodes)
    parent = (rng.uniform(size=n_nodes - 1) * child).astype(int)
    edges = sparse.csr_array((np.ones(n_nodes - 1), (parent, child)), shape=(n_nodes, n_nodes))
    return undirected(edges)


def tree_few_observed(n_labels, n_observed, n_rows):
    graph = random_tree(n_labels)
    observed = np.random.default_rng(1).permutation(n_labels)[:n_observed]
    weights = np.random.default_rng(2).dirichlet(np.ones(n_observed), size=n_rows)
    everything = np.arange(n_labels)

    def straightforward():
        return weights @ dijkstra(graph, indices=observed) ** 2

    def moments():
        return tree_variance(weights, build_tree(graph), observed, everything)

    seconds = {
        "tree moments, tree built each time": cpu_seconds(moments),
        "Dijkstra from the observed + product": cpu_seconds(straightforward, 1),
    }
    print_ratios(f"Tree: {n_labels:,} labels, {n_observed} observed, {n_rows} rows", seconds)
    error = np.max(np.abs(moments() / straightforward() - 1))
    print(f"  largest relative difference: {error:.1e}")
    print(f"  peak: {peak_megabytes(moments):.0f} MB, {peak_megabytes(straightforward):.0f} MB")


def tree_all_observed(n_labels, n_rows):
    graph = random_tree(n_labels)
    everything = np.arange(n_labels)
    weights = np.random.default_rng(2).dirichlet(np.ones(n_labels), size=n_rows)
    tree = build_tree(graph)

    def moments():
        return tree_variance(weights, tree, everything, everything)

    print_ratios(
        f"Tree: {n_labels:,} labels, all observed, {n_rows} rows",
        {"tree moments": cpu_seconds(moments)},
    )
    matrix = n_labels**2 * 8 / 1e6
    print(f"  peak {peak_megabytes(moments):.0f} MB; the matrix of all pairs: {matrix:,.0f} MB")


def all_pairs(n_labels):
    graph = random_tree(n_labels)
    metric = {"graph": graph, "nodes": np.arange(n_labels)}
    seconds = {
        "Dijkstra": cpu_seconds(lambda: distance_rows(metric, np.arange(n_labels), n_labels))
    }
    if importlib.util.find_spec("networkx"):
        import networkx as nx

        peer = nx.from_scipy_sparse_array(graph)

        def by_networkx():
            D = np.zeros((n_labels, n_labels))
            for i, lengths in nx.all_pairs_shortest_path_length(peer):
                for j, length in lengths.items():
                    D[i, j] = length
            return D**2

        seconds["networkx all pairs + loop"] = cpu_seconds(by_networkx, 1)
    print_ratios(f"All distances of a tree of {n_labels:,} labels", seconds)


def embedded(n_labels, n_dimensions, n_observed, n_rows):
    rng = np.random.default_rng(0)
    points = rng.normal(size=(n_labels, n_dimensions))
    observed = rng.permutation(n_labels)[:n_observed]
    weights = rng.dirichlet(np.ones(n_observed), size=n_rows)
    sq_distances = cdist(points[observed], points) ** 2
    route = find_route({"embeddings": points}, observed, n_labels)
    seconds = {
        "inner products": cpu_seconds(lambda: route_variance(route, weights).argmin(axis=1)),
        "product with squared distances": cpu_seconds(lambda: frechet_mean(weights, sq_distances)),
    }
    what = f"{n_labels:,} labels in {n_dimensions} dimensions, {n_observed} observed, {n_rows} rows"
    print_ratios(f"Embeddings: {what}", seconds)


def overhead():
    mammals = skrepr.load_dataset("mammals")
    X = np.tile(mammals.data, (20, 1))
    metric = {"labels": mammals.labels, "distances": mammals.distances}
    classifier = LogisticRegression(C=10, max_iter=2000).fit(mammals.data, mammals.target)
    loki = LokiClassifier(FrozenEstimator(classifier), temperature=0.25, **metric)
    loki.fit(mammals.data, mammals.target)
    seconds = {
        "predict of the classifier": cpu_seconds(lambda: classifier.predict(X)),
        "predict of LokiClassifier around it": cpu_seconds(lambda: loki.predict(X)),
    }
    print_ratios(f"Mammals, {len(X):,} rows, 71 labels", seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, a few seconds")
    quick = parser.parse_args().quick
    n_labels = 2_000 if quick else 20_000
    tree_few_observed(n_labels, 100 if quick else 500, 200)
    tree_all_observed(n_labels, 64)
    all_pairs(300 if quick else 1_500)
    embedded(n_labels, 64, 100 if quick else 500, 200)
    overhead()


if __name__ == "__main__":
    main()
