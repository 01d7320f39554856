"""Files that an earlier release has saved answer as they did, or are refused."""

import dataclasses
import sys
from importlib.util import find_spec

import golden_models
import numpy as np
import pytest
import sklearn
import tampering

import skrepr
from skrepr.exceptions import SavedModelError

HAS_TORCH = find_spec("torch") is not None and find_spec("skorch") is not None
NAMES = [
    pytest.param(name, marks=pytest.mark.skipif(not HAS_TORCH, reason="there is no torch"))
    if name == "images"
    else name
    for name in golden_models.MODELS
]


def series(version):
    return version.split(".")[:2]


def expected_of(name):
    with np.load(golden_models.GOLDEN / f"{name}.npz") as stored:
        arrays = dict(stored)
    method, answers = arrays.pop("method").item(), arrays.pop("answers")
    return method, answers, golden_models.from_arrays(arrays, sparse=name == "graph")


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_file_answers_as_it_did_or_is_refused_with_both_versions(name):
    path = golden_models.GOLDEN / f"{name}.skops"
    saved = tampering.take_apart(path.read_bytes()).header["versions"]
    present = {"skrepr": skrepr.__version__, "scikit-learn": sklearn.__version__}
    method, answers, X_new = expected_of(name)
    if all(series(saved[package]) == series(version) for package, version in present.items()):
        loaded = getattr(skrepr.load(path), method)(X_new)
        if answers.dtype.kind == "f":
            np.testing.assert_allclose(loaded, answers, rtol=1e-5, atol=1e-6)
        else:
            np.testing.assert_array_equal(loaded, answers)
        return
    with pytest.raises(SavedModelError) as refusal:
        skrepr.load(path)
    for package, version in present.items():
        if series(saved[package]) != series(version):
            assert f"{package} {saved[package]}, and {version} is installed" in str(refusal.value)


def test_there_is_a_golden_file_for_each_model():
    files = {path.stem for path in golden_models.GOLDEN.glob("*.skops")}
    assert files == golden_models.MODELS.keys()


@pytest.mark.parametrize("package", ["skrepr", "scikit-learn", "skrepr-metric"])
def test_another_series_is_refused_with_both_versions(package, tmp_path):
    parts = tampering.take_apart((golden_models.GOLDEN / "table.skops").read_bytes())
    installed = parts.header["versions"][package]
    parts.header["versions"][package] = "77.3.1"
    path = tmp_path / "other.skops"
    path.write_bytes(parts.pack())
    with pytest.raises(SavedModelError, match=f"{package} 77.3.1, and .* is installed") as refusal:
        skrepr.load(path)
    assert f"and {'.'.join(series(installed))}" in str(refusal.value)


@pytest.mark.parametrize("package", ["skrepr", "scikit-learn", "skrepr-metric"])
def test_a_file_that_hides_a_version_is_refused(package, tmp_path):
    parts = tampering.take_apart((golden_models.GOLDEN / "table.skops").read_bytes())
    del parts.header["versions"][package]
    path = tmp_path / "hidden.skops"
    path.write_bytes(parts.pack())
    with pytest.raises(SavedModelError, match=f"{package} of an unknown version"):
        skrepr.load(path)


def test_a_plugin_that_the_file_does_not_admit_to_is_still_compared(tmp_path):
    parts = tampering.take_apart((golden_models.GOLDEN / "table.skops").read_bytes())
    parts.header["estimators"] = {}
    parts.header["versions"]["skrepr-metric"] = "77.3.1"
    path = tmp_path / "denied.skops"
    path.write_bytes(parts.pack())
    with pytest.raises(SavedModelError, match=r"skrepr-metric 77\.3\.1"):
        skrepr.load(path)


def test_a_patch_release_loads_without_a_warning(tmp_path):
    parts = tampering.take_apart((golden_models.GOLDEN / "table.skops").read_bytes())
    earlier = f"{'.'.join(series(sklearn.__version__))}.77"
    parts.header["versions"]["scikit-learn"] = earlier
    for attributes in tampering.nodes(parts.schema):
        if attributes["__loader__"] == "DictNode" and "_sklearn_version" in attributes["content"]:
            attributes["content"]["_sklearn_version"] = tampering.text(earlier)
    path = tmp_path / "patch.skops"
    path.write_bytes(parts.pack())
    method, answers, X_new = expected_of("table")
    np.testing.assert_array_equal(getattr(skrepr.load(path), method)(X_new), answers)


def test_a_file_of_a_later_format_is_refused(tmp_path):
    parts = tampering.take_apart((golden_models.GOLDEN / "table.skops").read_bytes())
    parts.header["format"] = 2
    path = tmp_path / "later.skops"
    path.write_bytes(parts.pack())
    with pytest.raises(SavedModelError, match=f"format must be 1 for skrepr {skrepr.__version__}"):
        skrepr.load(path)


def test_a_missing_plugin_is_named_by_its_distribution(monkeypatch):
    from skrepr import catalogue

    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [p for p in sys.path if p != str(golden_models.SITE)])
        catalogue.reset()
        with pytest.raises(SavedModelError) as refusal:
            skrepr.load(golden_models.GOLDEN / "graphs.skops")
    catalogue.reset()
    message = str(refusal.value)
    assert "golden_plugin._graphs.NearestSize, golden_plugin._graphs.Scale (at scale_)" in message
    assert (
        "the file says that it needs golden-plugin 1.2: install it only if you trust it" in message
    )


def test_a_plugin_whose_requirements_are_missing_says_what_to_install(monkeypatch):
    for name in [n for n in sys.modules if n.startswith("golden_plugin._")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(SavedModelError, match=r'pip install "golden-plugin\[torch\]"'):
        skrepr.load(golden_models.GOLDEN / "images.skops")


def test_a_spec_that_trusts_a_caller_is_refused(monkeypatch):
    from skrepr.persistence import _trust

    entry = skrepr.catalogue.find_entry("NearestSize", "estimators")
    bad = dataclasses.replace(
        entry, spec=dataclasses.replace(entry.spec, trusted=("functools.partial",))
    )
    monkeypatch.setattr(_trust.catalogue, "find_entry", lambda name, section: bad)
    with pytest.raises(
        SavedModelError, match=r"golden-plugin 1\.2 asks to trust functools\.partial"
    ):
        skrepr.load(golden_models.GOLDEN / "graphs.skops")
