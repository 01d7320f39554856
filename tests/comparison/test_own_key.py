"""The key of an estimator changes with what it computes, and with nothing else."""

import os
import subprocess
import sys

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from skrepr.comparison._own_key import describe, modules_of, origins
from skrepr.comparison._store import make_key


def key(value):
    return make_key({"value": describe(value), "origins": origins(value)})


def scaled(factor):
    return lambda X: X * factor


def typed(body, bases="Ridge"):
    namespace = {"Ridge": Ridge, "__name__": "__main__"}
    exec(f"class Typed({bases}):\n    def predict(self, X):\n        {body}", namespace)
    return namespace["Typed"]()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Ridge(alpha=1.0), Ridge(alpha=2.0)),
        (Ridge(alpha=1), Ridge(alpha=1.0)),
        (make_pipeline(Ridge()), make_pipeline(Ridge(alpha=2.0))),
        (make_pipeline(StandardScaler(), Ridge()), make_pipeline(Ridge())),
        (Ridge(alpha=np.array([1.0, 2.0])), Ridge(alpha=np.array([1.0, 3.0]))),
        (FunctionTransformer(np.log), FunctionTransformer(np.exp)),
        (FunctionTransformer(lambda X: X + 1), FunctionTransformer(lambda X: X + 2)),
        (FunctionTransformer(scaled(1)), FunctionTransformer(scaled(2))),
        (FunctionTransformer(kw_args={"a": 1}), FunctionTransformer(kw_args={"a": 2})),
        (typed("return 1"), typed("return 2")),
        (typed("return max(X)"), typed("return min(X)")),
    ],
)
def test_what_computes_something_else_has_another_key(first, second):
    assert key(first) != key(second)


def test_what_was_learned_is_no_part_of_it():
    assert key(Ridge().fit([[0.0], [1.0]], [0, 1])) == key(Ridge())
    assert key(typed("return 1")) == key(typed("return 1"))


def test_key_is_the_same_in_every_process():
    code = (
        "from sklearn.feature_extraction.text import CountVectorizer\n"
        "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import FunctionTransformer\n"
        "from skrepr.comparison._own_key import describe, origins\n"
        "from skrepr.comparison._store import make_key\n"
        "words = CountVectorizer(stop_words=frozenset(['a', 'the', 'of']))\n"
        "model = make_pipeline(words, FunctionTransformer(kw_args={'b': {3, 1, 2}}))\n"
        "print(make_key({'value': describe(model), 'origins': origins(model)}))\n"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    words = CountVectorizer(stop_words=frozenset(["a", "the", "of"]))
    model = make_pipeline(words, FunctionTransformer(kw_args={"b": {3, 1, 2}}))
    assert printed == [f"{key(model)}\n"] * 2


def test_modules_are_those_of_all_parts():
    model = make_pipeline(FunctionTransformer(np.log), typed("return 1"))
    assert {"__main__", "sklearn.preprocessing._function_transformer"} < set(modules_of(model))
    assert [text.split()[0] for text in origins(make_pipeline(Ridge()))] == ["scikit-learn"]
