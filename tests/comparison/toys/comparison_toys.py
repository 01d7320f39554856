"""Candidates and protocols that behave badly, importable in the process of a cell."""

import os
import signal
import sys
import time

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import make_scorer


class Fails(ClassifierMixin, BaseEstimator):
    """Do in ``fit`` what ``how`` says."""

    def __init__(self, how="raise", seconds=60.0):
        self.how = how
        self.seconds = seconds

    def fit(self, X, y):
        print("a word before the end", file=sys.stderr, flush=True)
        if self.how == "raise":
            raise ValueError("the fit\nfails\x1b[31m <b>here</b>")
        if self.how == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if self.how == "leave":
            os._exit(3)
        if self.how == "exit":
            sys.exit(4)
        if self.how == "hang":
            time.sleep(self.seconds)
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


class Interrupts(Fails):
    def fit(self, X, y):
        raise KeyboardInterrupt


class FailsInSecondGrid(Fails):
    """Fit only with ``how="work"``."""


class SlowGuess(ClassifierMixin, BaseEstimator):
    """Guess at random after some time."""

    def __init__(self, seconds=0.0, random_state=None):
        self.seconds = seconds
        self.random_state = random_state

    def fit(self, X, y):
        time.sleep(self.seconds)
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.random.default_rng(self.random_state).choice(self.classes_, size=len(X))


class NoPredict(Fails):
    """Have a score without ``predict``."""

    def predict(self, X):
        raise RuntimeError("there is no predict")

    def decision_function(self, X):
        return X[:, 0]


def first_column(estimator, X, y):
    return float(estimator.decision_function(X).mean())


def worst(y, predicted):
    return float(np.mean(y != predicted))


error_rate = make_scorer(worst, greater_is_better=False)


def halves(data, *, n_splits, n_repeats, random_state, part="first"):
    rows = np.arange(len(data["target"]))
    first, second = rows[::2], rows[1::2]
    return [(first, second) if part == "first" else (second, first)]


def overlapping(data, *, n_splits, n_repeats, random_state):
    rows = np.arange(len(data["target"]))
    return [(rows, rows)]


def mean_first_column(estimator, X, y):
    return float(np.asarray(X)[:, 0].mean())


class Parent(Fails):
    """Start a process that would outlive it, and hang."""

    def __init__(self, marker="", how="hang", seconds=60.0):
        super().__init__(how, seconds)
        self.marker = marker

    def fit(self, X, y):
        import subprocess

        child = subprocess.Popen(["sleep", "300"])
        with open(self.marker, "w") as file:
            file.write(str(child.pid))
        return super().fit(X, y)


def mean_distance(estimator, X, y):
    return float(estimator.kneighbors(X)[0].mean())


def infinite(estimator, X, y):
    return float("inf")
