"""Write wheels by hand and install many of them with one call of pip."""

import base64
import hashlib
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Throwaway:
    """A distribution that exists for one test."""

    name: str
    files: dict[str, str]
    entry_points: str | None = None  # None: one entry point, named and valued like the module
    requires: tuple[str, ...] = ()
    version: str = "1.0"
    module: str = field(default="", kw_only=True)

    @property
    def package(self) -> str:
        return self.module or self.name.replace("-", "_")

    def write_wheel(self, folder: Path) -> Path:
        info = f"{self.name.replace('-', '_')}-{self.version}.dist-info"
        points = self.entry_points
        if points is None:
            points = f"[skrepr]\n{self.package} = {self.package}\n"
        lines = ["Metadata-Version: 2.1", f"Name: {self.name}", f"Version: {self.version}"]
        lines += [f"Requires-Dist: {requirement}" for requirement in self.requires]
        content = {
            **{f"{self.package}/{path}": textwrap.dedent(t) for path, t in self.files.items()},
            f"{info}/METADATA": "\n".join(lines) + "\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
            "Tag: py3-none-any\n",
            f"{info}/entry_points.txt": points,
        }
        path = folder / f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            record = ""
            for name, text in content.items():
                wheel.writestr(name, text)
                digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
                record += f"{name},sha256={digest.decode().rstrip('=')},{len(text.encode())}\n"
            wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
        return path


def install(distributions: list[Throwaway], folder: Path) -> Path:
    """Install all distributions into one directory and return it."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    paths = [str(distribution.write_wheel(wheels)) for distribution in distributions]
    target = folder / "site"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    command += ["--no-compile", "--target", str(target), *paths]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


GOOD_INIT = """
    import lazy_loader as _lazy
    from skrepr.hookspecs import hookimpl
    from skrepr.specs import BenchmarkSpec, Candidate, DatasetSpec, EstimatorSpec

    __getattr__, __dir__, __all__ = _lazy.attach(
        __name__, submod_attrs={{"_row": ["{name}"]}}
    )


    @hookimpl
    def skrepr_estimators():
        return [
            EstimatorSpec(
                name="{name}",
                target="{module}:{name}",
                roles=("transformer",),
                inputs=("table",),
                summary="A good one",
                stochastic=False,
            )
        ]


    @hookimpl
    def skrepr_datasets():
        return [
            DatasetSpec(
                name="{name}-data",
                loader="{module}._row:load",
                kind="table",
                task="classification",
                n_samples=40,
                n_bytes=0,
                licence="CC0",
                licence_class="A",
                citation="made up",
            )
        ]


    @hookimpl
    def skrepr_benchmarks():
        return [
            BenchmarkSpec(
                name="{name}-benchmark",
                dataset="{name}-data",
                protocol="inductive",
                metrics=("accuracy",),
                methods=(
                    Candidate(label="shifted", target="{module}._row:shifted", stochastic=False),
                ),
                baselines=(
                    Candidate(label="plain", target="{module}._row:plain", stochastic=False),
                ),
                n_splits=2,
                n_repeats=1,
                n_inner=2,
                n_seeds=1,
                n_trials=1,
            )
        ]
"""
GOOD_ROW = """
    import numpy as np
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline


    class {name}(TransformerMixin, BaseEstimator):
        def fit(self, X, y=None):
            self.n_features_in_ = X.shape[1]
            return self

        def transform(self, X):
            return X - 1


    def shifted():
        return make_pipeline({name}(), LogisticRegression())


    def plain():
        return LogisticRegression()


    def load(spec):
        X = np.random.default_rng(0).normal(size=(40, 2))
        return {{"data": X, "target": (X[:, 0] > 0).astype(int)}}
"""


def good_plugin(name: str = "GoodOne", distribution: str = "good-one") -> Throwaway:
    """Return a plugin with an estimator, a data set and a benchmark that all work."""
    module = distribution.replace("-", "_")
    return Throwaway(
        distribution,
        {
            "__init__.py": GOOD_INIT.format(name=name, module=module),
            "_row.py": GOOD_ROW.format(name=name),
        },
    )
