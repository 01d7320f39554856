import importlib

import pytest
import sklearn

from skrepr.comparison import _origin
from skrepr.comparison._origin import origin


@pytest.fixture(autouse=True)
def fresh():
    _origin._source_sha256.cache_clear()


def test_installed_package_is_told_by_its_version():
    assert origin("sklearn.naive_bayes:GaussianNB") == f"scikit-learn {sklearn.__version__}"
    assert origin("sklearn") == origin("sklearn.svm:SVC")


@pytest.mark.parametrize("layout", ["module", "package"])
def test_plain_code_is_told_by_its_source(tmp_path, monkeypatch, layout):
    name = f"plain_{layout}"
    if layout == "module":
        file = tmp_path / f"{name}.py"
    else:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        file = tmp_path / name / "_method.py"
    file.write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    before = origin(f"{name}:x")
    assert origin(f"{name}:x") == before
    file.write_text("x = 2\n")
    _origin._source_sha256.cache_clear()
    assert origin(f"{name}:x") != before


def test_import_name_is_looked_up_in_its_distribution():
    assert origin("PIL:Image").split()[0] == "pillow"
    assert origin("json:loads").startswith("python 3.")


@pytest.mark.parametrize("layout", ["namespace", "versioned"])
def test_code_without_a_distribution_is_told_by_its_source_not_by_its_version(
    tmp_path, monkeypatch, layout
):
    name = f"loose_{layout}"
    (tmp_path / name).mkdir()
    if layout == "versioned":
        (tmp_path / name / "__init__.py").write_text("__version__ = '1.0'\n")
    (tmp_path / name / "code.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    before = origin(f"{name}.code:x")
    (tmp_path / name / "code.py").write_text("x = 2\n")
    _origin._source_sha256.cache_clear()
    assert origin(f"{name}.code:x") != before


def test_package_under_development_is_told_by_version_and_source(monkeypatch):
    monkeypatch.setattr(_origin, "_is_editable", lambda distribution: True)
    name, version, digest = origin("pytest:raises").split()
    assert (name, version) == ("pytest", pytest.__version__)
    assert len(digest) == 64
