"""A small data set that the comparison finds by name, and an importable module of toys."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import make_classification

from skrepr import BenchmarkSpec, Candidate, DatasetSpec
from skrepr._importing import Entry
from skrepr.comparison import _plan

TREE = Candidate(
    label="tree",
    target="sklearn.tree:DecisionTreeClassifier",
    params=(("max_features", 1),),
    grid=(("max_depth", (1, 2, 4)),),
)
BAYES = Candidate(label="bayes", target="sklearn.naive_bayes:GaussianNB", stochastic=False)
PRIOR = Candidate(label="prior", target="sklearn.dummy:DummyClassifier", stochastic=False)


def toy(how, **params):
    """Return a candidate that does ``how`` in ``fit``."""
    pairs = (("how", how), *params.items())
    return Candidate(label=how, target="comparison_toys:Fails", params=pairs)


def toy_data(n_samples=60):
    X, y = make_classification(
        n_samples, n_features=6, n_informative=4, n_classes=3, random_state=0
    )
    return {"data": X, "target": y, "groups": None, "splits": None, "weights": np.ones(n_samples)}


def dataset_spec(**changes):
    fields = {
        "name": "toy",
        "loader": "comparison_toys:load",
        "kind": "table",
        "task": "classification",
        "n_samples": 60,
        "n_bytes": 1,
        "licence": "CC0",
        "licence_class": "A",
        "citation": "none",
    }
    return DatasetSpec(**{**fields, **changes})


@pytest.fixture(autouse=True)
def importable_toys(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "toys"))


@pytest.fixture(autouse=True)
def temporary_files(monkeypatch, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("tmp"))
    monkeypatch.setattr(tempfile, "tempdir", folder)
    monkeypatch.setenv("TMPDIR", folder)  # for the processes that a test starts


@pytest.fixture
def register(monkeypatch):
    """Return a function that lets the comparison find a data set under the name 'toy'."""

    def put(data, **changes):
        spec = dataset_spec(**changes)
        monkeypatch.setattr(_plan, "load_dataset", lambda name: dict(data))
        entry = Entry(spec, "toys", "0")
        monkeypatch.setattr(_plan, "find_entry", lambda name, section, prefer=None: entry)

    return put


@pytest.fixture
def benchmark_of(register):
    """Return a function that makes a small benchmark on the toy data."""
    register(toy_data())

    def make(methods=(TREE,), baselines=(BAYES, PRIOR), **changes):
        fields = {
            "name": "toy-benchmark",
            "dataset": "toy",
            "protocol": "inductive",
            "metrics": ("accuracy", "neg_log_loss"),
            "n_splits": 3,
            "n_repeats": 1,
            "n_inner": 2,
            "n_seeds": 2,
            "n_trials": 3,
        }
        return BenchmarkSpec(
            **{**fields, **changes}, methods=tuple(methods), baselines=tuple(baselines)
        )

    return make
