"""Data sets load as their spec says, from files that are what was published."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

import skrepr
import skrepr_data
from skrepr.datasets import read_npz
from skrepr.exceptions import DataFileError, PluginError
from skrepr.testing import make_input
from skrepr_data import _files

OWN = skrepr.list_datasets(distribution="skrepr-data")


@pytest.mark.parametrize("name", OWN)
def test_data_set_is_what_its_spec_says(name):
    spec = skrepr.get_spec(name, "datasets")
    bunch = skrepr.load_dataset(name)
    assert {"data", "target", "groups", "splits", "DESCR", "licence", "citation"} <= bunch.keys()
    assert (bunch.groups is not None) is spec.groups
    assert (bunch.target is None) is (spec.task == "unlabelled")
    if bunch.target is not None:
        assert len(bunch.target) == spec.n_samples
    if spec.task == "classification":
        assert bunch.target.dtype == np.int64
        assert len(np.unique(bunch.target)) >= 2
    assert spec.licence_class in {"A", "A*", "B"}
    assert (bunch.splits is not None) or spec.split != "published"


@pytest.mark.parametrize("name", skrepr.list_datasets(kind="graph"))
def test_graphs_are_symmetric_without_loops(name):
    adjacency = skrepr.load_dataset(name).data
    assert isinstance(adjacency, sparse.csr_array)
    assert abs(adjacency - adjacency.T).nnz == 0
    assert adjacency.diagonal().sum() == 0
    assert set(adjacency.data) == {1.0}


def test_published_splits_do_not_overlap():
    for name in OWN:
        for train, test in skrepr.load_dataset(name).splits or ():
            assert len(np.intersect1d(train, test)) == 0


def test_mammals_hold_a_tree_metric_over_their_labels():
    bunch = skrepr.load_dataset("mammals")
    assert bunch.distances.shape == (71, 71)
    assert np.array_equal(bunch.distances, bunch.distances.T)
    assert (bunch.distances + np.eye(71) > 0).all()
    assert np.bincount(bunch.target).min() >= 4
    np.testing.assert_allclose(np.linalg.norm(bunch.data, axis=1), 1, rtol=1e-12)


def test_bins_of_diabetes_are_equally_full():
    counts = np.bincount(skrepr.load_dataset("diabetes_bins").target)
    assert len(counts) == 20
    assert counts.min() >= 20


def test_return_x_y():
    X, y = skrepr.load_dataset("texas", return_X_y=True)
    assert X.shape == (183, 183)
    assert y.shape == (183,)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    shutil.copytree(_files.FOLDER, tmp_path / "files")
    monkeypatch.setattr(_files, "FOLDER", tmp_path / "files")
    return tmp_path / "files"


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:100] + b"\0" + b[101:]])
def test_a_damaged_file_is_named_with_both_checksums(copied, damage):
    path = copied / "cora.npz"
    path.write_bytes(damage(path.read_bytes()))
    expected = skrepr.get_spec("cora", "datasets").sha256
    with pytest.raises(DataFileError, match=rf"cora.npz is truncated or changed.*{expected}"):
        skrepr.load_dataset("cora")


def test_a_missing_file_is_named(copied):
    (copied / "cora.npz").unlink()
    with pytest.raises(DataFileError, match=r"cora\.npz is not here"):
        skrepr.load_dataset("cora")


def test_data_of_the_repository_only_say_so_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(_files, "REPOSITORY_ONLY", tmp_path)
    with pytest.raises(DataFileError, match=r"read from a checkout of the repository only"):
        skrepr.load_dataset("mamem_ssvep_u001")


def test_pickled_arrays_are_refused(tmp_path):
    import hashlib

    path = tmp_path / "evil.npz"
    np.savez(path, X=np.array([{"a": 1}], dtype=object))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(DataFileError, match=r"evil.npz is no archive of plain arrays"):
        read_npz(path, sha256=digest)


def test_a_loader_that_disagrees_with_its_spec_is_refused(monkeypatch):
    from skrepr_data import _graphs

    monkeypatch.setattr(_graphs, "load_citation", lambda spec: {"data": np.zeros((3, 3))})
    with pytest.raises(PluginError, match="data of cora has 3 rows, its spec says 2708"):
        skrepr.load_dataset("cora")
    monkeypatch.setattr(_graphs, "load_citation", lambda spec: [1, 2])
    with pytest.raises(PluginError, match="must return a mapping with 'data'; got list"):
        skrepr.load_dataset("cora")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"data": 3}, "data of texas has None rows"),
        ({"data": np.zeros((183, 183)), "target": np.zeros(5)}, "target of texas has 5 rows"),
        ({"data": np.zeros((183, 183)), "groups": [1, 2]}, "groups of texas has 2 rows"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(content, message, monkeypatch):
    from skrepr_data import _graphs

    monkeypatch.setattr(_graphs, "load_heterophilous", lambda spec: content)
    with pytest.raises(PluginError, match=message):
        skrepr.load_dataset("texas")


def test_a_loader_that_fails_is_named_with_its_distribution(monkeypatch):
    from skrepr_data import _graphs

    monkeypatch.setattr(_graphs, "load_citation", lambda spec: 1 / 0)
    with pytest.raises(PluginError, match=r"skrepr-data .*load_citation fails on 'cora' \(ZeroDiv"):
        skrepr.load_dataset("cora")


def test_return_x_y_must_be_a_bool():
    with pytest.raises(TypeError, match="'return_X_y' must be a bool; got 'no'"):
        skrepr.load_dataset("cora", return_X_y="no")


def test_every_shipped_file_has_a_data_set_and_every_licence_a_notice():
    used = set()
    for name in OWN:
        used.update(filter(None, skrepr.get_spec(name, "datasets").sha256.split(",")))
    import hashlib

    shipped = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (_files.FOLDER, _files.REPOSITORY_ONLY)
        for path in folder.glob("*.npz")
    }
    assert shipped == used
    notices = Path(skrepr_data.__file__).parent / "files" / "LICENSES"
    assert len(list(notices.glob("*.txt"))) == 8


def test_specs_are_plain_data():
    spec = skrepr.get_spec("cora", "datasets")
    assert replace(spec) == spec
    assert hash(spec) == hash(replace(spec))


@pytest.mark.parametrize("name", ["cora", "mammals", "mnist_3000", "mutag", "eyes_open_shut"])
def test_data_have_the_form_of_their_kind(name):
    spec = skrepr.get_spec(name, "datasets")
    tiny, real = make_input(spec.kind, 0).X, skrepr.load_dataset(name).data
    assert len(getattr(tiny, "shape", (0,))) == len(getattr(real, "shape", (0,)))
