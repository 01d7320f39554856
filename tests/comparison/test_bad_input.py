"""The command line refuses what cannot be in one line, with code 2, and leaves nothing behind."""

import socket
import sys
import time

import numpy as np
import pytest

pytest.importorskip("pandas")
cli = pytest.importorskip("skrepr.cli")

DATA = ("--data", "my.npz")


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a good data file, bad ones, and nothing else."""
    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.arange(20) % 2
    np.savez(tmp_path / "my.npz", data=X, target=y)
    np.savez(tmp_path / "keys.npz", X=X, y=y)
    np.savez(tmp_path / "short.npz", data=X, target=y[:-1])
    np.savez(tmp_path / "pickled.npz", data=X, target=y.astype(object))
    np.savez(tmp_path / "half.npz", data=X, target=y, indices=y)
    np.savez(tmp_path / "real.npz", data=X, target=X[:, 0])
    np.save(tmp_path / "single.npy", X)
    (tmp_path / "text.npz").write_text("no archive")
    (tmp_path / "a-file").write_text("mine")
    return tmp_path


@pytest.fixture
def skrepr_compare(folder, monkeypatch, capsys):
    """Return a function that runs the command in the folder: code and lines of both outputs."""

    def run(*arguments):
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["skrepr", "compare", *arguments])
        code = cli.run()
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    return run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fastrp-coar"], "no installed plugin offers the benchmark 'fastrp-coar'"),
        (["--estimators", "FastRP"], "--estimators must come with --data"),
        ([*DATA], "--data must come with --estimators and no benchmark; got none"),
        (["fastrp-cora", *DATA, "--estimators", "FastRP"], "got the benchmark 'fastrp-cora'"),
        ([*DATA, "--estimators", "FastPR"], "did you mean 'FastRP'"),
        ([*DATA, "--estimators", "FastRP", "--kind", "table"], "FastRP takes graph; got data of"),
        ([*DATA, "--estimators", "FastRP"], "the data are not of kind 'graph': X must be a square"),
        ([*DATA, "--estimators", "FastRP,LokiClassifier"], "must take one kind of input"),
        (
            [*DATA, "--estimators", "LokiClassifier", "--task", "regression"],
            "the task 'regression' needs an estimator that is a regressor or a transformer or a "
            "selector; LokiClassifier is a classifier and a meta",
        ),
        (["--data", "short.npz", "--estimators", "LokiClassifier"], "must have one entry a sample"),
        (["--data", "real.npz", "--estimators", "LokiClassifier"], "'regression' needs an estim"),
        (
            ["--data", "real.npz", "--estimators", "LokiClassifier", "--task", "classification"],
            "the task 'classification' needs a target of one class for each sample; got continuous",
        ),
        (
            [*DATA, "--estimators", "LokiClassifier", "--protocol", "transductive"],
            "the task 'classification' under 'transductive' needs an estimator that is a "
            "transformer or a selector",
        ),
        ([*DATA, "--estimators", "FastRP", "--task", "sorting"], "'task' must be one of"),
        ([*DATA, "--estimators", "FastRP", "--kind", "grap"], "'kind' must be one of"),
        ([*DATA, "--estimators", "FastRP", "--candidate", "x"], "'candidates' must be None with X"),
        (
            ["--data", "keys.npz", "--estimators", "FastRP"],
            "must hold 'data' and 'target', optionally 'groups', and for a sparse matrix "
            "'indices', 'indptr' and 'shape'; 'keys.npz' holds 'X', 'y'",
        ),
        (["--data", "half.npz", "--estimators", "FastRP"], "holds 'data', 'target', 'indices'"),
        (["--data", "pickled.npz", "--estimators", "FastRP"], "must be an .npz of plain arrays"),
        (["--data", "text.npz", "--estimators", "FastRP"], "'text.npz' cannot be read"),
        (["--data", "single.npy", "--estimators", "FastRP"], "it holds a single array"),
        (["--data", "absent.npz", "--estimators", "FastRP"], "'absent.npz' cannot be read"),
        (["loki-diabetes", "--out", "a-file"], "'out' must be a folder; got the file 'a-file'"),
        (["loki-diabetes", "--out", "a-file/below"], "'out' must be a folder that can be written"),
        (["loki-diabetes", "--dask", "nowhere"], "'dask' must be the address of a running sched"),
        (["loki-diabetes", "--dask", "a:1", "--in-process"], "'dask' must be None when 'in_proc"),
        (["loki-diabetes", "--in-process", "--memory-limit", "9"], "must be None when 'in_proc"),
        (["loki-diabetes", "--memory-limit", "0"], "'memory_limit' must be a number of megabytes"),
    ],
)
def test_bad_input_is_one_line_and_code_2(folder, skrepr_compare, arguments, message):
    if "--dask" in arguments:
        pytest.importorskip("distributed", reason="needs the extra skrepr[dask]")
    before = sorted(folder.rglob("*"))
    code, out, (line,) = skrepr_compare(*arguments)
    assert code == 2
    assert message in line
    assert out == []
    assert sorted(folder.rglob("*")) == before
    assert (folder / "a-file").read_text() == "mine"


def test_an_address_where_no_scheduler_answers_is_refused_within_ten_seconds(
    folder, skrepr_compare
):
    pytest.importorskip("distributed", reason="needs the extra skrepr[dask]")
    before = sorted(folder.rglob("*"))
    started = time.monotonic()
    with socket.socket() as silent:  # takes the call and says nothing, the worst case
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        code, _, (line,) = skrepr_compare("loki-diabetes", "--dask", address)
    assert code == 2
    assert f"got {address!r} (no answer within 5 s)" in line
    assert time.monotonic() - started < 10
    assert sorted(folder.rglob("*")) == before
