"""A model is saved whole or not at all, and what is saved can be loaded."""

import functools
import importlib
import os
import re
import subprocess
import sys
import threading
from collections import OrderedDict
from importlib.util import find_spec

import golden_models
import numpy as np
import pytest
import skops.io
import tampering
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC

import skrepr
from skrepr.exceptions import SavedModelError
from skrepr.persistence import _files

X = np.random.default_rng(0).normal(size=(30, 3))
Y = np.where(X[:, 0] > 0, "up", "down")
FITTED = Ridge().fit(X, X[:, 0])


def saved(estimator, folder):
    return skrepr.load(skrepr.save(estimator, folder / "model.skops"))


def listing(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    "estimator",
    [
        LogisticRegression(),
        SVC(),
        SGDClassifier(),
        make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()),
        make_pipeline(PCA(2, random_state=np.random.RandomState(3)), SVC()),
        make_pipeline(FunctionTransformer(np.tanh), LogisticRegression()),
        make_pipeline(
            ColumnTransformer([("a", StandardScaler(), [0, 1]), ("b", OneHotEncoder(), [2])]),
            LogisticRegression(),
        ),
    ],
    ids=lambda estimator: "-".join(re.findall(r"\w+(?=\()", repr(estimator))),
)
def test_scikit_learn_models_and_pipelines_answer_as_before(estimator, tmp_path):
    table = X.round() if "OneHot" in repr(estimator) else X
    estimator.fit(table, Y)
    np.testing.assert_array_equal(
        saved(estimator, tmp_path).predict(table), estimator.predict(table)
    )


def test_a_stateless_step_needs_no_fit(tmp_path):
    assert saved(FunctionTransformer(np.exp), tmp_path).transform([[0.0]])[0, 0] == 1.0


def test_state_of_many_kinds_comes_back(tmp_path):
    model = Ridge().fit(X, X[:, 0])
    model.kept_ = {
        "list": [1, 2.5, None, True, "é"],
        "tuple": (1, (2,)),
        "set": {1, 2},
        "ordered": OrderedDict(b=1, a=2),
        3: "a number as key",
        "objects": np.array([1, "a", None], dtype=object),
        "strings": np.array(["ab", "c"]),
        "dates": np.array(["2020-01-01"], dtype="M8[D]"),
        "masked": np.ma.MaskedArray([1.0, 2.0], mask=[False, True]),
        "dtype": np.dtype("float32"),
        "type": np.float32,
        "slice": slice(1, None),
        "scalar": np.float32(1.5),
        "empty": np.empty((0, 3)),
        "__loader__": "a key that skops uses itself",
    }
    kept = saved(model, tmp_path).kept_
    assert repr(kept) == repr(model.kept_)


def test_shared_arrays_stay_shared(tmp_path):
    model = Ridge().fit(X, X[:, 0])
    model.kept_ = [model.coef_, model.coef_]
    loaded = saved(model, tmp_path)
    assert loaded.kept_[0] is loaded.kept_[1] is loaded.coef_


def test_equal_models_make_equal_files(tmp_path):
    paths = [skrepr.save(Ridge().fit(X, X[:, 0]), tmp_path / f"{i}.skops") for i in range(2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_skops_itself_reads_the_file(tmp_path):
    path = skrepr.save(FITTED, tmp_path / "model.skops")
    assert skops.io.load(path).alpha == 1.0


def test_the_file_carries_versions(tmp_path):
    from skrepr_metric import LokiClassifier

    model = LokiClassifier(LogisticRegression()).fit(X, (X[:, 0] > 0).astype(int))
    path = skrepr.save(model, tmp_path / "model.skops")
    header = tampering.take_apart(path.read_bytes()).header
    assert {"skrepr", "scikit-learn", "skrepr-metric", "numpy", "skops"} <= header[
        "versions"
    ].keys()
    assert header["estimators"] == {"skrepr_metric._loki.LokiClassifier": "skrepr-metric"}


def of_plugin(name, *args):
    """Return an object of the plugin, which is on the path only while tests run."""
    return getattr(importlib.import_module("golden_plugin._graphs"), name)(*args)


def holding(value):
    model = make_pipeline(StandardScaler(), Ridge()).fit(X, X[:, 0])
    model.named_steps["ridge"].kept_ = [0, {"deep": value}]
    return model


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (functools.partial(print), "functools.partial"),
        (print, "builtins.print"),
        (b"raw", "builtins.bytes"),
        (os.system, "posix.system"),
        ("Undeclared", "golden_plugin._graphs.Undeclared"),
        ("Scale", "golden_plugin._graphs.Scale"),
        (np.random.default_rng(0), "numpy.random._generator.Generator"),
        (np.zeros(2, dtype=[("a", float)]), None),
        (1j, "builtins.complex"),
        (threading.Lock(), "_thread.lock"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_could_not_be_loaded_is_named_with_its_place_and_not_written(value, kind, tmp_path):
    value = of_plugin(value) if isinstance(value, str) else value
    with pytest.raises(SavedModelError) as refusal:
        skrepr.save(holding(value), tmp_path / "model.skops")
    message = str(refusal.value)
    assert message.startswith("nothing was saved: ")
    if kind is None:  # refused when the file is examined, which knows arrays by their number
        assert "not plain data" in message
    else:
        assert f"Pipeline.steps[1][1].kept_[1]['deep'] is a {kind}" in message
    assert list(tmp_path.iterdir()) == []


def test_all_unknown_types_are_named_at_once(tmp_path):
    model = holding(of_plugin("Undeclared"))
    model.also_ = np.random.default_rng(0)
    with pytest.raises(SavedModelError, match=r"Undeclared, Pipeline\.also_ is a numpy"):
        skrepr.save(model, tmp_path / "model.skops")


@pytest.mark.parametrize(
    "estimator", [RandomForestClassifier(2), GridSearchCV(SVC(), {"C": [1]}, cv=2)]
)
def test_compiled_and_callable_parts_of_scikit_learn_are_refused(estimator, tmp_path):
    with pytest.raises(SavedModelError, match=r"estimators_\[0\]\.tree_|scorer_"):
        skrepr.save(estimator.fit(X, Y), tmp_path / "model.skops")
    assert list(tmp_path.iterdir()) == []


def test_an_unfitted_estimator_is_refused(tmp_path):
    with pytest.raises(NotFittedError, match="Ridge is not fitted: fit it, then save it"):
        skrepr.save(Ridge(), tmp_path / "model.skops")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("thing", [Ridge, 3, None, {"a": 1}])
def test_what_is_no_estimator_is_refused(thing, tmp_path):
    with pytest.raises(TypeError, match=r"instance|estimator"):
        skrepr.save(thing, tmp_path / "model.skops")


def test_a_folder_as_path_is_refused(tmp_path):
    with pytest.raises(IsADirectoryError, match="'path' must name a file"):
        skrepr.save(FITTED, tmp_path)
    with pytest.raises(IsADirectoryError, match="a saved model is a file"):
        skrepr.load(tmp_path)


def test_a_missing_folder_is_refused_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr("skrepr.persistence.to_bytes", None)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        skrepr.save(FITTED, tmp_path / "no" / "model.skops")


def test_a_missing_file_is_the_usual_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.skops"):
        skrepr.load(tmp_path / "absent.skops")


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_failure_while_writing_leaves_the_folder_as_it_was(step, tmp_path, monkeypatch):
    skrepr.save(FITTED, tmp_path / "model.skops")
    before = listing(tmp_path)

    def fails(*args, **kwargs):
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        if step == "open":
            patch.setattr(_files, "open", fails, raising=False)
        else:
            patch.setattr(_files.os, step, fails)
        with pytest.raises(OSError, match="the disk is full"):
            skrepr.save(Ridge(alpha=7).fit(X, X[:, 0]), tmp_path / "model.skops")
    assert listing(tmp_path) == before


def test_a_refused_model_leaves_the_saved_one(tmp_path):
    skrepr.save(FITTED, tmp_path / "model.skops")
    before = listing(tmp_path)
    with pytest.raises(SavedModelError):
        skrepr.save(holding(b""), tmp_path / "model.skops")
    assert listing(tmp_path) == before


def test_eight_threads_may_save_to_one_path(tmp_path):
    models = [Ridge(alpha=i + 1.0).fit(X, X[:, 0]) for i in range(8)]
    threads = [
        threading.Thread(target=skrepr.save, args=(model, tmp_path / "model.skops"))
        for model in models
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert skrepr.load(tmp_path / "model.skops").alpha in {model.alpha for model in models}
    assert listing(tmp_path).keys() == {"model.skops", "model.skops.md"}


class Forgetful(BaseEstimator):
    """Cannot be built again from what it saves."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def __setstate__(self, state):
        raise KeyError("no such state")


def test_an_estimator_that_cannot_be_built_again_is_refused(tmp_path, monkeypatch):
    from skrepr.persistence import _format

    trust = _format.Trust(_format.Trust().names | {f"{__name__}.Forgetful"})
    with pytest.raises(SavedModelError, match=r"it cannot be built .*no such state"):
        _format.to_bytes(Forgetful().fit(X), lambda names: trust)


def test_import_skrepr_stays_light():
    code = "import sys, skrepr; print(sorted({'numpy', 'sklearn', 'skops'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_the_module_itself_needs_no_skops():
    code = "import sys, skrepr.persistence; print(sorted({'skops', 'torch'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_without_skops_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "skops", None)
    monkeypatch.setitem(sys.modules, "skops.io", None)
    with pytest.raises(
        ImportError, match=r'^saved models need skops\S*: pip install "skrepr\[persistence\]"$'
    ):
        skrepr.save(FITTED, tmp_path / "model.skops")


@pytest.mark.skipif(not find_spec("skorch"), reason="there is no torch")
@pytest.mark.parametrize("device", ["cuda", "cuda:1", "cpu"])
def test_a_torch_model_of_a_gpu_loads_without_one(device, tmp_path, monkeypatch):
    import torch

    model, method, X_new = golden_models.images()
    expected = getattr(model, method)(X_new)
    path = skrepr.save(model.set_params(device=device), tmp_path / "model.skops")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    loaded = skrepr.load(path)
    assert loaded.device == device
    assert next(loaded.net_.module_.parameters()).device.type == "cpu"
    np.testing.assert_array_equal(getattr(loaded, method)(X_new), expected)


@pytest.mark.skipif(not find_spec("skorch"), reason="there is no torch")
def test_torch_weights_are_stored_as_arrays(tmp_path):
    model, _, _ = golden_models.images()
    parts = tampering.take_apart(skrepr.save(model, tmp_path / "model.skops").read_bytes())
    weights = model.net_.module_.encode.weight.detach().numpy()
    assert any(content.endswith(weights.tobytes()) for content in parts.arrays.values())
    assert {name.rpartition(".")[2] for name in parts.arrays} == {"npy"}
    assert "torch" in parts.header["versions"]
