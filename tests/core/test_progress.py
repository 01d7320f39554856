"""Progress is shown where it can be read, nested, and told to scikit-learn's callbacks."""

import sys

import pytest
from sklearn.base import BaseEstimator
from sklearn.model_selection import GridSearchCV

from skrepr import progress as module
from skrepr.progress import CallbackSupportMixin, fit_progress, progress


class Iterative(CallbackSupportMixin, BaseEstimator):
    def __init__(self, max_epochs=4, verbose=0):
        self.max_epochs = max_epochs
        self.verbose = verbose

    def fit(self, X, y=None):
        self.n_iter_ = 0
        with fit_progress(self, self.max_epochs) as step:
            for _ in range(self.max_epochs):
                self.n_iter_ += 1
                if step(loss=1 / self.n_iter_):
                    break
        return self

    def score(self, X, y=None):
        return float(self.n_iter_)


class Recorder:
    max_propagation_depth = None

    def __init__(self, stop_after=None):
        self.events, self.stop_after = [], stop_after

    def setup(self, estimator, context):
        self.events.append("setup")

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        self.events.append((context.estimator_name, context.task_name))
        return self.stop_after == estimator.n_iter_ if hasattr(estimator, "n_iter_") else False

    def teardown(self, estimator, context):
        self.events.append("teardown")


def test_a_log_file_gets_a_line_each_tenth(capsys):
    with progress(1000, "fit", unit="row") as step:
        for _ in range(1000):
            step()
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"fit: {n} of 1000 rows" for n in range(100, 1001, 100)]


def test_an_inner_loop_names_the_outer_one(capsys):
    with progress(1, "search") as outer, progress(1, "fit") as inner:
        inner(loss=0.123456)
        outer()
    assert capsys.readouterr().err.splitlines() == [
        "search > fit: 1 of 1 step, loss 0.1235",
        "search: 1 of 1 step",
    ]


def test_after_an_error_the_next_loop_is_not_nested(capsys):
    with pytest.raises(KeyboardInterrupt), progress(2, "stopped"):
        raise KeyboardInterrupt
    with progress(1, "next") as step:
        step()
    assert capsys.readouterr().err == "next: 1 of 1 step\n"


@pytest.mark.parametrize("total", [None, 0])
def test_without_a_total_only_time_makes_a_line(total, capsys, monkeypatch):
    clock = iter([0.0, 1.0, 31.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    with progress(total, "stream") as step:
        step()
        step()
    assert "stream: 2" in capsys.readouterr().err


def test_steps_done_before_are_counted(capsys):
    with progress(10, "cells", unit="cell", done=9) as step:
        step()
    assert capsys.readouterr().err == "cells: 10 of 10 cells\n"


def test_silent_without_verbose(capsys):
    with progress(1, "fit", verbose=0) as step:
        step(loss=1.0)
    Iterative().fit([[0.0]])
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    Iterative(verbose=1).fit([[0.0]])
    written = capsys.readouterr().err
    assert "Iterative: 100%" in written
    assert "4/4" in written
    assert "loss 0.25" in written


def test_callbacks_hear_each_step():
    recorder = Recorder()
    Iterative(3).set_callbacks(recorder).fit([[0.0]])
    steps = [("Iterative", "epoch")] * 3
    assert recorder.events == ["setup", *steps, ("Iterative", "fit"), "teardown"]


def test_a_callback_stops_the_loop_and_what_was_learned_stays():
    fitted = Iterative(10).set_callbacks(Recorder(stop_after=2)).fit([[0.0]])
    assert fitted.n_iter_ == 2


def test_a_search_tells_the_steps_of_the_estimator_inside_it():
    recorder = Recorder()
    search = GridSearchCV(Iterative(), {"max_epochs": [1, 2]}, cv=2).set_callbacks(recorder)
    search.fit([[0.0]] * 4)
    assert recorder.events.count(("Iterative", "epoch")) == 2 * (1 + 2) + 2


def test_a_fitted_estimator_keeps_nothing_of_the_progress():
    fitted = Iterative().fit([[0.0]])
    assert set(vars(fitted)) == {"max_epochs", "verbose", "n_iter_"}
