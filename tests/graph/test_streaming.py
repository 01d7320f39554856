"""A graph on disk, read in row blocks, gives the same embedding as in memory."""

import numpy as np
import pytest

from skrepr_graph import CSRBlocks, FastRP, fastrp_powers, fastrp_stream, transition_matrix


@pytest.fixture
def folder(make_graph, tmp_path):
    graph = make_graph(300, density=0.003)
    for name in ("data", "indices", "indptr"):
        np.save(tmp_path / f"{name}.npy", getattr(graph, name))
    return graph, tmp_path


@pytest.mark.parametrize("similarity", ["transition", "adjacency"])
@pytest.mark.parametrize("n_jobs", [None, 2])
def test_streaming_two_blocks_from_disk_gives_the_same_bits(folder, similarity, n_jobs):
    graph, path = folder
    blocks = CSRBlocks.open(path, n_rows=170, similarity=similarity)
    assert isinstance(blocks.data, np.memmap)
    assert len(blocks) == 2
    embedding = fastrp_stream(blocks, path, n_components=16, n_jobs=n_jobs, random_state=0)
    assert isinstance(embedding, np.memmap)
    expected = FastRP(16, similarity=similarity, random_state=0).fit_transform(graph)
    np.testing.assert_array_equal(embedding, expected)
    np.testing.assert_array_equal(np.load(path / "embedding.npy"), expected)


def test_streaming_without_normalisation_and_standardisation(folder):
    graph, path = folder
    params = {"n_components": 8, "weights": (1, 0, 2), "normalize": False, "random_state": 1}
    embedding = fastrp_stream(CSRBlocks.open(path), path, standardize_columns=False, **params)
    np.testing.assert_array_equal(
        embedding, FastRP(standardize=False, **params).fit_transform(graph)
    )


def test_float32_weights_give_float32_files(folder):
    graph, path = folder
    np.save(path / "data.npy", graph.data.astype(np.float32))
    embedding = fastrp_stream(CSRBlocks.open(path), path, n_components=8, random_state=0)
    assert embedding.dtype == np.float32
    graph.data = graph.data.astype(np.float32)  # graph.astype would sort the indices
    expected = FastRP(8, random_state=0).fit_transform(graph)
    np.testing.assert_array_equal(embedding, expected)


def test_wide_indices_of_a_large_graph_are_read(folder):
    graph, path = folder
    for name in ("indices", "indptr"):
        np.save(path / f"{name}.npy", getattr(graph, name).astype(np.int64))
    blocks = CSRBlocks.open(path, n_rows=100)
    expected = list(fastrp_powers(transition_matrix(graph), np.eye(300), 2))
    np.testing.assert_array_equal(list(fastrp_powers(blocks, np.eye(300), 2)), expected)
    np.testing.assert_allclose(blocks.degrees(), graph.sum(axis=1))


def test_a_block_is_read_only_when_it_is_multiplied(folder):
    _, path = folder
    np.save(path / "indices.npy", np.load(path / "indices.npy") + 300)
    blocks = CSRBlocks.open(path, n_rows=100)
    assert [block.shape for block in blocks] == [(100, 300)] * 3
    with pytest.raises(ValueError, match="indices"):
        blocks[1] @ np.eye(300)


def test_blocks_refuse_what_is_no_matrix(folder):
    graph, path = folder
    with pytest.raises(ValueError, match=r"must hold indptr\[-1\]"):
        CSRBlocks(graph.data[:-1], graph.indices, graph.indptr)
    with pytest.raises(ValueError, match="n_rows must be at least 1; got 0"):
        CSRBlocks(graph.data, graph.indices, graph.indptr, n_rows=0)
    with pytest.raises(ValueError, match="similarity must be"):
        CSRBlocks(graph.data, graph.indices, graph.indptr, similarity="cosine")
    bad = CSRBlocks(-graph.data, graph.indices, graph.indptr)
    with pytest.raises(ValueError, match="data must be >= 0"):
        fastrp_stream(bad, path)
