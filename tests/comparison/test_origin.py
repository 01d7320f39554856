import importlib

import pytest
import sklearn

from skrepr.comparison import _origin
from skrepr.comparison._origin import origin


@pytest.fixture(autouse=True)
def fresh():
    _origin._source_sha256.cache_clear()


def test_installed_package_is_told_by_its_version():
    assert origin("sklearn.naive_bayes:GaussianNB") == f"sklearn {sklearn.__version__}"
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


def test_package_under_development_is_told_by_version_and_source(monkeypatch):
    monkeypatch.setattr(_origin, "_is_editable", lambda distribution: True)
    name, version, digest = origin("pytest:raises").split()
    assert (name, version) == ("pytest", pytest.__version__)
    assert len(digest) == 64
