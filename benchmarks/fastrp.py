"""FastRP beside what a user would install instead, on one thread and in one run.

CPU seconds and quality on BlogCatalog, a large synthetic graph with its peak memory, rows
streaming from disk, threads, and the factor that cached powers save in a grid search.
``fastrp`` (PyPI) and scikit-network take part if they are installed.

usage: OMP_NUM_THREADS=1 python benchmarks/fastrp.py [--quick] [--evidence]
"""

import argparse
import importlib
import sys
import tempfile
import time
import warnings

import numpy as np
from _timing import cpu_seconds, peak_megabytes, print_ratios
from joblib import Memory
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import scale

import skrepr
from skrepr_graph import AdjacencySVD, CSRBlocks, FastRP, fastrp_stream
from skrepr_graph._scorers import f1_macro_top_k, f1_micro_top_k

WEIGHTS = (0.0, 0.0, 1.0, 6.0)


def optional(module):
    """Import a peer, or say that it is missing. This script may have the name of one."""
    here = sys.path.pop(0)
    try:
        return importlib.import_module(module)
    except ImportError:
        print(f"{module} is not installed and does not take part")
        return None
    finally:
        sys.path.insert(0, here)


def communities(n_nodes, n_edges, n_communities=200, seed=0):
    """Return a graph in which four edges of five stay within a community."""
    rng = np.random.default_rng(seed)
    size = n_nodes // n_communities
    i = rng.integers(n_nodes, size=n_edges)
    near = (i // size) * size + rng.integers(size, size=n_edges)
    j = np.where(
        rng.uniform(size=n_edges) < 0.8, near % n_nodes, rng.integers(n_nodes, size=n_edges)
    )
    A = sparse.coo_array((np.ones(n_edges, np.float32), (i, j)), shape=(n_nodes,) * 2).tocsr()
    return sparse.csr_array(A + A.T)


def quality(Z, Y, seeds, strengths=(0.1, 1, 10)):
    """Return the F1 of one-vs-rest logistic regression on 10 % of the labels, at its best C.

    Peers scale their columns differently, so no single C is fair to all.
    """
    scores = {C: [] for C in strengths}
    for seed in seeds:
        order = np.random.RandomState(seed).permutation(len(Y))
        train, test = np.split(order, [len(Y) // 10])
        for C, values in scores.items():
            probe = OneVsRestClassifier(LogisticRegression(solver="liblinear", C=C))
            probe.fit(Z[train], Y[train])
            values.append([f(probe, Z[test], Y[test]) for f in (f1_micro_top_k, f1_macro_top_k)])
    means = {C: np.mean(values, axis=0) for C, values in scores.items()}
    C = max(means, key=lambda C: means[C][0])
    return f"micro F1 {means[C][0]:.3f}, macro F1 {means[C][1]:.3f} (C={C})"


def blogcatalog(seeds, runs):
    data = skrepr.load_dataset("blogcatalog")
    A, Y = data.data, data.target
    A32 = A.astype(np.float32)
    calls = {
        "FastRP float32": lambda: FastRP(random_state=42).fit_transform(A32),
        "FastRP float64": lambda: FastRP(random_state=42).fit_transform(A),
        "AdjacencySVD raw": lambda: AdjacencySVD(128, random_state=0).fit_transform(A),
        "AdjacencySVD normalised": lambda: AdjacencySVD(
            128, normalized=True, random_state=0
        ).fit_transform(A),
    }
    if rust := optional("fastrp"):
        peer = rust.FastRP(dim=128, weights=list(WEIGHTS), seed=42)
        calls["fastrp (PyPI), same weights"] = lambda: np.asarray(peer.fit_transform(A))
    if optional("sknetwork"):
        from sknetwork.embedding import GSVD, RandomProjection

        matrix = sparse.csr_matrix(A)
        walk = {"n_iter": 3, "alpha": 1, "random_walk": True, "random_state": 0}
        calls["scikit-network RandomProjection"] = lambda: RandomProjection(
            128, **walk
        ).fit_transform(matrix)
        calls["scikit-network GSVD"] = lambda: GSVD(128).fit_transform(matrix)
    seconds = {name: cpu_seconds(call, runs) for name, call in calls.items()}
    notes = {}
    for name, call in calls.items():
        Z = call()
        # The peer leaves its columns as they are; scaled ones serve the probe better.
        notes[name] = quality(
            scale(Z.astype(np.float64)) if name.startswith("fastrp") else Z, Y, seeds
        )
    print_ratios("BlogCatalog, 128 components: CPU seconds", seconds, notes=notes)


def grid(n_degree_powers, n_weights):
    A = skrepr.load_dataset("blogcatalog").data
    degree_powers = np.linspace(-1, 0, n_degree_powers)
    weights = [(0, 0, 1, w) for w in np.geomspace(1, 64, n_weights)]

    def search(memory):
        for degree_power in degree_powers:
            for w in weights:
                FastRP(weights=w, degree_power=degree_power, memory=memory, random_state=0).fit(A)

    with tempfile.TemporaryDirectory() as folder:
        cached = cpu_seconds(lambda: search(Memory(folder, verbose=0)), 1)
    seconds = {"powers cached": cached, "powers computed": cpu_seconds(lambda: search(None), 1)}
    print_ratios(f"Grid of {n_degree_powers} degree powers x {n_weights} weights", seconds)


def large(n_nodes):
    A = communities(n_nodes, 10 * n_nodes)
    print(f"\nSynthetic graph: {n_nodes:,} nodes, {A.nnz:,} stored entries, float32")
    fastrp = FastRP(random_state=0)
    seconds = {"FastRP": cpu_seconds(lambda: fastrp.fit(A))}
    if rust := optional("fastrp"):
        peer = rust.FastRP(dim=128, weights=list(WEIGHTS), seed=42)
        seconds["fastrp (PyPI)"] = cpu_seconds(lambda: peer.fit_transform(A))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("data", "indices", "indptr"):
            np.save(f"{folder}/{name}.npy", getattr(A, name))

        def stream():
            blocks = CSRBlocks.open(folder, n_rows=16384)
            return fastrp_stream(blocks, folder, random_state=0)

        seconds["fastrp_stream from disk"] = cpu_seconds(stream)
        same = bool(np.array_equal(stream(), fastrp.embedding_))
        streamed = peak_megabytes(stream)
    print_ratios("CPU seconds", seconds)
    array = n_nodes * 128 * 4 / 1e6
    print(f"  the stream gives the same bits: {same}")
    print(f"  one array of n_nodes x n_components: {array:.0f} MB")
    print(f"  peak of FastRP.fit: {peak_megabytes(lambda: FastRP(random_state=0).fit(A)):.0f} MB")
    print(f"  peak of fastrp_stream, mapped files not counted: {streamed:.0f} MB")
    wall = {}
    for n_jobs in (1, 2):
        start = time.perf_counter()
        FastRP(random_state=0, n_jobs=n_jobs).fit(A)
        wall[f"n_jobs={n_jobs}"] = time.perf_counter() - start
    print_ratios("Wall seconds by threads", wall)


def evidence():
    """Print the published setting and the ablations, three draws of 10 % of the labels."""
    data = skrepr.load_dataset("blogcatalog")
    settings = {
        "512, notebook setting": {
            "n_components": 512,
            "weights": (0, 0, 1, 6.67),
            "degree_power": -0.64,
        },
        "128, defaults": {},
        "128, degree power 0": {"degree_power": 0.0},
        "128, density 1/3": {"density": 1 / 3},
        "128, Gaussian": {"projection": "gaussian"},
        "128, power 4 only": {"weights": (0, 0, 0, 1)},
        "128, power 1 only": {"weights": (1,)},
        "128, adjacency": {"similarity": "adjacency"},
        "64, defaults": {"n_components": 64},
    }
    print("\nBlogCatalog, 10 % of the labels, 3 draws, C=0.1")
    for name, params in settings.items():
        Z = FastRP(**{"random_state": 42, **params}).fit_transform(data.data)
        print(f"  {name:26}{quality(Z, data.target, range(3), (0.1,))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, well under a minute")
    parser.add_argument("--evidence", action="store_true", help="the published setting as well")
    options = parser.parse_args()
    # Rare labels that no drawn row has, and nodes without an edge, are part of the data.
    warnings.filterwarnings("ignore", message="Label not|.* nodes have no edge")
    blogcatalog(range(1) if options.quick else range(3), 1 if options.quick else 3)
    grid(*((2, 5) if options.quick else (5, 20)))
    large(20_000 if options.quick else 200_000)
    if options.evidence:
        evidence()


if __name__ == "__main__":
    main()
