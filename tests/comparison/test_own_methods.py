"""Methods of the catalogue on one's own data, in Python and from a file."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import skrepr
from skrepr.catalogue import find_entry
from skrepr.comparison import LabelledRows, _own_methods, compare, read_data
from skrepr.comparison._own import Own, plan_own
from skrepr.comparison._own_methods import Setting, baselines, common_kind, method
from skrepr.comparison._view import View
from skrepr.exceptions import UsageError

pd = pytest.importorskip("pandas")
SCEPTICS = ["SVD raw", "SVD normalised", "power 1 only"]


def two_blocks(n_nodes=280):
    """Return a graph of two groups of nodes that keep to themselves, and the groups."""
    rng = np.random.default_rng(0)
    y = np.arange(n_nodes) % 2
    likely = np.where(y[:, None] == y, 0.2, 0.02)
    upper = np.triu(rng.random((n_nodes, n_nodes)) < likely, 1)
    return sparse.csr_array((upper | upper.T).astype(float)), y


@pytest.fixture(scope="module")
def graph():
    return two_blocks()


@pytest.fixture
def graph_file(graph, tmp_path):
    A, y = graph
    path = tmp_path / "my graph.npz"
    np.savez(path, data=A.data, indices=A.indices, indptr=A.indptr, shape=A.shape, target=y)
    return path


def labels(entrants):
    return [entrant.label for entrant in entrants]


def test_a_transformer_is_followed_by_the_probe_of_the_task():
    entrant = method("FastRP", Setting("graph", "classification", "inductive"))
    assert [name for name, _ in entrant.estimator.steps] == ["embedding", "scale", "model"]
    grid = dict(entrant.grid)
    assert (
        grid["embedding__degree_power"]
        == dict(skrepr.get_spec("FastRP").param_grid)["degree_power"]
    )
    # everything in the grid can be set, also where labels are hidden
    for task in ("classification", "regression", "multilabel"):
        for protocol in ("inductive", "transductive"):
            made = method("FastRP", Setting("graph", task, protocol))
            made.estimator.set_params(**{name: values[0] for name, values in made.grid})
            assert isinstance(made.estimator, LabelledRows) == (protocol == "transductive")


def test_a_classifier_stands_alone_with_its_own_grid():
    entrant = method("LokiClassifier", Setting("table", "classification", "inductive"))
    assert type(entrant.estimator).__name__ == "LokiClassifier"
    assert entrant.grid == skrepr.get_spec("LokiClassifier").param_grid


def test_one_that_needs_arguments_is_refused_by_name(monkeypatch):
    def make(name):
        raise TypeError("missing 1 required positional argument: 'estimator'")

    monkeypatch.setattr(_own_methods, "make_estimator", make)
    with pytest.raises(UsageError, match=r"FastRP cannot be made without arguments .*'estimator'"):
        method("FastRP", Setting("graph", "classification", "inductive"))


def test_kind_is_what_the_methods_have_in_common():
    assert common_kind(["FastRP"]) == "graph"
    assert common_kind(["LokiClassifier"]) == "table"
    with pytest.raises(UsageError, match=r"FastRP takes graph; LokiClassifier takes table or spd"):
        common_kind(["FastRP", "LokiClassifier"])


def test_baselines_are_those_of_a_sceptic():
    inductive = Setting("graph", "classification", "inductive")
    first = ["prior", "logistic regression on X"]
    assert labels(baselines(["FastRP"], inductive, centred=False)) == [*first, *SCEPTICS]
    # its benchmark with hidden labels has several labels a node, which is another task
    hidden = Setting("graph", "classification", "transductive")
    assert labels(baselines(["FastRP"], hidden, centred=False)) == first
    several = Setting("graph", "multilabel", "transductive")
    found = labels(baselines(["FastRP"], several, centred=False))
    assert found == [*first, *SCEPTICS, "adjacency powers"]
    clouds = Setting("points", "regression", "inductive")
    assert labels(baselines([], clouds, centred=True)) == ["mean"]


def test_the_data_of_a_benchmark_are_what_its_author_means(monkeypatch):
    preferred = []

    def find(name, section, prefer=None):
        if section == "datasets":
            preferred.append(prefer)
        return find_entry(name, section, prefer=prefer)

    monkeypatch.setattr(_own_methods, "find_entry", find)
    baselines(["FastRP"], Setting("graph", "classification", "inductive"), centred=False)
    assert set(preferred) == {"skrepr-graph"}


@pytest.mark.parametrize("shape", [(30, 2, 5), (30, 1, 4, 4)])
def test_raw_samples_of_any_shape_are_rows_for_the_linear_model(shape):
    kind = "epochs" if len(shape) == 3 else "images"
    X, y = np.random.default_rng(0).uniform(size=shape), np.arange(30) % 2
    (_, raw) = baselines([], Setting(kind, "classification", "inductive"), centred=True)
    flat = X.reshape(30, -1)
    expected = raw.estimator.named_steps["model"].fit((flat - flat.mean(0)) / flat.std(0), y)
    fitted = raw.estimator.fit(X, y)
    np.testing.assert_allclose(fitted.named_steps["model"].coef_, expected.coef_, rtol=1e-6)


def test_no_baseline_sees_the_edges_to_test_nodes(graph):
    A, y = graph
    planned = plan_own(["FastRP"], A, y, Own(cv=4), "demo")
    assert planned.material.graph
    cell = next(c for c in planned.cells if c.candidate.label == "logistic regression on X")
    view = View(cell.candidate, planned.material, cell.build)
    fitted = view.fit(view.make({}, 0), cell.split)
    assert fitted.named_steps["model"].n_features_in_ == len(cell.split.fit) == 210
    assert view.scored(cell.split)[0].shape == (70, 210)


def test_names_and_pipelines_may_be_mixed(graph):
    A, y = graph
    result = compare(
        ["FastRP", ("rows", LogisticRegression())],
        A,
        y,
        kind="graph",
        cv=4,
        profile="demo",
        in_process=True,
        verbose=0,
    )
    assert result.failed == 0
    assert list(result.cells["candidate"].unique()) == [
        "FastRP",
        "rows",
        "prior",
        "logistic regression on X",
        *SCEPTICS,
    ]
    means = result.cells.query("metric == 'accuracy'").groupby("candidate")["value"].mean()
    assert means["FastRP"] > means["prior"] + 0.3


def test_a_file_on_the_command_line_gives_what_python_gives(graph, graph_file, tmp_path):
    pytest.importorskip("typer", reason="needs the extra skrepr[cli]")
    arguments = ["--data", graph_file.name, "--estimators", "FastRP", "--task", "classification"]
    more = ["--protocol", "transductive", "--profile", "demo", "--n-jobs", "2", "--out", "out"]
    done = subprocess.run(
        [sys.executable, "-m", "skrepr", "compare", *arguments, *more],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("my graph-classification: my graph, transductive, 5 splits")
    result = compare(
        ["FastRP"],
        *graph,
        protocol="transductive",
        profile="demo",
        name="my graph",
        in_process=True,
        verbose=0,
    )
    stored = pd.read_csv(tmp_path / "out" / "cells.csv")
    np.testing.assert_array_equal(stored["value"], result.cells["value"])
    assert list(stored["key"]) == list(result.cells["key"])


def test_a_sparse_matrix_and_groups_come_back_from_a_file(graph, graph_file, tmp_path):
    read = read_data(graph_file)
    assert (read["data"] != graph[0]).nnz == 0
    np.testing.assert_array_equal(read["target"], graph[1])
    assert read["groups"] is None
    np.savez(tmp_path / "g.npz", data=np.eye(3), target=np.arange(3), groups=np.ones(3))
    np.testing.assert_array_equal(read_data(tmp_path / "g.npz")["groups"], np.ones(3))


def test_a_broken_sparse_matrix_is_refused(tmp_path):
    path = tmp_path / "broken.npz"
    indices = np.array([0, 7])
    np.savez(path, data=np.ones(2), indices=indices, indptr=[0, 1, 2], shape=[2, 2], target=[0, 1])
    with pytest.raises(UsageError, match=r"'.*broken.npz' holds no matrix in compressed rows"):
        read_data(path)
