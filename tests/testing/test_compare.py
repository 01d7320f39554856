"""Equality by content: no false alarm, and nothing overlooked."""

import copy
import functools

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from skrepr.testing._compare import same

X, y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])


class Node:
    def __init__(self, value):
        self.value = value
        self.me = self


@pytest.mark.parametrize(
    "value",
    [
        1,
        np.nan,
        "text",
        None,
        {"a": [1, np.array([1.0, np.nan])]},
        csr_array(np.eye(3)),
        np.array([{"a": 1}, None], dtype=object),
        np.random.RandomState(3),
        np.random.default_rng(3),
        LogisticRegression().fit(X, y),
        DecisionTreeClassifier(random_state=0).fit(X, y),
        Node(3),
        functools.partial(np.sum, axis=[0]),
        Node(3).__init__,
        np.sum,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_deep_copy_is_the_same(value):
    assert same(value, copy.deepcopy(value))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, 1.0),
        (np.float32(1), np.float64(1)),
        (np.zeros(2), np.zeros((2, 1))),
        ([1], (1,)),
        ({"a": 1}, {"b": 1}),
        (csr_array(np.eye(2)), csr_array(2 * np.eye(2))),
        (csr_array(np.eye(2)), csr_array(np.eye(2)).tocsc()),
        (np.random.RandomState(3), np.random.RandomState(4)),
        (Node(3), Node(4)),
        (np.sum, np.mean),
        (lambda: 1, lambda: 1),
        (functools.partial(np.sum, axis=0), functools.partial(np.sum, axis=1)),
        (LogisticRegression().fit(X, y), LogisticRegression().fit(X, 1 - y)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_content_is_not_the_same(a, b):
    assert not same(a, b)


def test_frames_are_compared_by_content():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1.0]})
    assert same(frame, frame.copy())
    assert not same(frame, frame.rename(columns={"a": "b"}))


def test_a_flag_that_was_read_is_no_change():
    read, unread = csr_array(np.eye(3)), csr_array(np.eye(3))
    assert read.has_sorted_indices
    assert vars(read).keys() != vars(unread).keys()
    assert same(read, unread)


def test_sorted_indices_are_a_change():
    def untidy():
        return csr_array((np.array([1.0, 2.0]), np.array([1, 0]), np.array([0, 2])))

    tidy = untidy()
    tidy.sort_indices()
    assert not same(tidy, untidy())
    assert same(tidy, untidy(), tolerance=1e-12)


def test_a_tolerance_is_for_floats_only():
    assert same(np.array([1.0]), np.array([1.0 + 1e-9]), tolerance=1e-7)
    assert not same(np.array([1.0]), np.array([1.0 + 1e-9]))
    assert not same(np.array([1]), np.array([2]), tolerance=10.0)
