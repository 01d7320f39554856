"""How estimators are given, what records look like, and how tests are made of them."""

import dataclasses
import os

import numpy as np
import pytest
from conformance_references import SPECS, NodeAxes, RandomAxes
from mutants_saving import ResultThroughAModuleGlobal
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skrepr.testing import (
    Example,
    Record,
    check_estimator,
    make_input,
    parametrize_with_checks,
)
from skrepr.testing._conditions import needs_package
from skrepr.testing._resolve import cases
from skrepr.testing._runner import Run
from skrepr.testing._threads import in_threads, source_files

SPEC = {spec.name: spec for spec in SPECS}
NODE_AXES = SPEC["NodeAxes"]


def statuses(records):
    return {r.check: r.status for r in records}


def nodes_example(kind, seed):
    return Example(params={"n_components": 4}, sample=make_input(kind, seed=99))


def test_a_record_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Record(check="fits", status="passed", estimator="A", kind="table").status = "failed"


def test_only_passed_and_failed_count_as_executed():
    executed = {
        status: Record(check="fits", status=status, estimator="A", kind="table").executed
        for status in ("passed", "failed", "not applicable", "excepted", "blocked")
    }
    assert [status for status, counts in executed.items() if counts] == ["passed", "failed"]


def test_a_class_and_an_instance_give_the_same_outcomes():
    by_class = check_estimator(NodeAxes, "graph")
    by_instance = check_estimator(NodeAxes(), "graph")
    assert statuses(by_class) == statuses(by_instance)
    assert {r.kind for r in by_class} == {"graph"}


def test_without_a_spec_nothing_is_asked_of_one():
    found = statuses(check_estimator(StandardScaler))
    needs_spec = ("spec_matches_class", "grid_valid", "metadata_routed")
    assert {found[check] for check in needs_spec} == {"not applicable"}


def test_a_spec_is_checked_on_each_of_its_kinds():
    both = dataclasses.replace(NODE_AXES, inputs=("graph", "table"))
    records = check_estimator(both)
    assert [r.kind for r in records] == ["graph"] * 38 + ["table"] * 38
    assert len(check_estimator(both, "graph")) == 38


def test_unknown_kinds_are_refused():
    with pytest.raises(ValueError, match="'input_kind' must be one of table"):
        check_estimator(StandardScaler(), "tables")
    with pytest.raises(ValueError, match=r"one that NodeAxes takes \(graph\)"):
        check_estimator(NODE_AXES, "images")


def test_an_exception_is_printed_and_not_run():
    spec = dataclasses.replace(NODE_AXES, exceptions=(("doctest", "shown in the user guide"),))
    (record,) = (r for r in check_estimator(spec) if r.check == "doctest")
    assert (record.status, record.message) == ("excepted", "shown in the user guide")


def test_what_cannot_be_fitted_blocks_everything_else():
    class Unfit(RandomAxes):
        def fit(self, X, y=None):
            raise RuntimeError("not today")

    found = statuses(check_estimator(Unfit()))
    assert found.pop("fits") == "failed"
    assert set(found.values()) == {"blocked"}


def test_a_message_says_where_an_unexpected_error_was_raised():
    class Unfit(RandomAxes):
        def fit(self, X, y=None):
            raise RuntimeError("not today")

    message = check_estimator(Unfit())[0].message
    assert message.startswith("Make this call work: RuntimeError in fit (line ")
    assert message.endswith("not today")


def test_an_estimator_that_ends_the_process_has_failed():
    class Exits(RandomAxes):
        def fit(self, X, y=None):
            raise SystemExit(0)

    found = check_estimator(Exits())
    assert found[0].status == "failed"
    assert "SystemExit in fit" in found[0].message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": "nothing_of_this_name:A"}, "nothing_of_this_name"),
        ({"target": "numpy:asarray"}, "Let the target name a class; numpy:asarray is"),
        ({"target": "operator:itemgetter"}, "Give itemgetter a signature"),
        ({"example": "nothing_of_this_name:a"}, "nothing_of_this_name"),
        (
            {"example": f"{__name__}:statuses"},
            "test_runner:statuses('graph', 0) work; it raised TypeError",
        ),
        ({"example": "builtins:slice"}, "return a skrepr.testing.Example; it returned slice"),
    ],
)
def test_a_broken_spec_fails_and_blocks_the_rest(changes, words):
    found = check_estimator(dataclasses.replace(NODE_AXES, **changes))
    assert found[0].check == "fits"
    assert words in found[0].message
    assert [r.status for r in found] == ["failed"] + ["blocked"] * (len(found) - 1)


@pytest.mark.parametrize("estimator", [3, None, ["FastRP"], "sklearn.decomposition:PCA"])
def test_what_is_no_estimator_is_refused(estimator):
    with pytest.raises(TypeError, match=r"'estimator' must be an EstimatorSpec, .*; got "):
        check_estimator(estimator)


@pytest.mark.parametrize("estimators", ["FastRP", NODE_AXES])
def test_tests_are_made_of_a_list(estimators):
    with pytest.raises(TypeError, match="'estimators' must be a list of estimators; got"):
        parametrize_with_checks(estimators)


def test_a_missing_package_is_named_with_the_way_to_get_it():
    words = 'not run: needs no_such_package: pip install "skrepr[testing]"'
    assert needs_package("no_such_package")(None) == words


def test_n_jobs_that_differ_by_rounding_are_told_so():
    class Rounds(RandomAxes):
        def transform(self, X):
            return super().transform(X) * (1 + 1e-15 * (self.n_jobs or 0))

    (record,) = (r for r in check_estimator(Rounds()) if r.check == "n_jobs_equal")
    assert record.message.startswith("Add up the results of the tasks in a fixed order")


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), LogisticRegression()),
        GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}),
        SelectKBest(k=2),
    ],
    ids=lambda estimator: type(estimator).__name__,
)
def test_that_an_inner_estimator_needs_y_is_seen(estimator):
    found = statuses(check_estimator(estimator))
    assert found["fits"] == found["clone_equal"] == "passed"


def test_an_interrupt_passes_through():
    class Interrupted(RandomAxes):
        def fit(self, X, y=None):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_estimator(Interrupted())


def test_the_example_brings_parameters_and_sample():
    spec = dataclasses.replace(NODE_AXES, example=f"{__name__}:nodes_example")
    (case,) = cases(spec)
    subject = case.subject()
    assert subject.make().n_components == 4
    np.testing.assert_array_equal(
        subject.sample.X.toarray(), make_input("graph", seed=99).X.toarray()
    )


def test_quick_parameters_reach_the_default_constructor_only_if_they_say_how_much_is_done():
    quick = (("n_components", 3), ("n_iter", 1))
    (case,) = cases(dataclasses.replace(NODE_AXES, quick_params=quick))
    subject = case.subject()
    assert subject.params == {"n_components": 3, "n_iter": 1}
    assert subject.default_params == subject.suite_params == {"n_iter": 1}


def test_each_record_is_made_once():
    (case,) = cases(NODE_AXES)
    run = Run(case)
    assert run.record("sklearn_suite") is run.record("sklearn_suite")


def test_the_outcome_does_not_depend_on_the_callers_warning_filters(recwarn):
    class Warns(RandomAxes):
        def fit(self, X, y=None):
            import warnings

            warnings.warn("beware", UserWarning, stacklevel=2)
            return super().fit(X, y)

    assert statuses(check_estimator(Warns()))["fits"] == "passed"
    assert not recwarn.list


@parametrize_with_checks([NODE_AXES])
def test_checks_can_be_run_as_tests(check):
    check()


def test_test_ids_name_estimator_kind_and_check():
    mark = parametrize_with_checks([NODE_AXES, StandardScaler()])
    ids = mark.kwargs["ids"]
    assert len(ids) == 76
    assert ids[0] == "NodeAxes-graph-fits"
    assert ids[-1] == "StandardScaler-table-doctest"


def outcomes_as_tests(spec):
    (bound,) = (
        check
        for check in parametrize_with_checks([spec]).args[1]
        if check.id.endswith(f"-{spec.exceptions[0][0] if spec.exceptions else 'grid_valid'}")
    )
    return bound


def test_a_failed_check_fails_the_test_with_the_advice():
    spec = dataclasses.replace(NODE_AXES, param_grid=(("colour", ("red",)),))
    with pytest.raises(AssertionError, match="grid_valid: Name a parameter in param_grid"):
        outcomes_as_tests(spec)()


def test_a_check_that_is_not_applicable_skips_the_test():
    with pytest.raises(pytest.skip.Exception, match="not applicable: its spec has no search"):
        outcomes_as_tests(NODE_AXES)()


def test_an_excepted_check_is_an_expected_failure():
    spec = dataclasses.replace(NODE_AXES, exceptions=(("doctest", "see the guide"),))
    with pytest.raises(pytest.xfail.Exception, match="see the guide"):
        outcomes_as_tests(spec)()


class ExitsWhenItIsLoaded(RandomAxes):
    """Takes the process that loads it down."""

    def fit(self, X, y=None):
        self.pid_ = os.getpid()
        return super().fit(X, y)

    def __setstate__(self, state):
        if state["pid_"] != os.getpid():
            os._exit(3)
        super().__setstate__(state)


def test_a_crash_of_the_fresh_process_is_a_failure_and_the_next_one_starts():
    (record,) = (
        r for r in check_estimator(ExitsWhenItIsLoaded()) if r.check == "pickle_fresh_process"
    )
    assert record.status == "failed"
    assert "exit code 3" in record.message
    assert statuses(check_estimator(RandomAxes()))["pickle_fresh_process"] == "passed"


def test_a_race_is_seen_in_every_run():
    """Plain threads on tiny data would miss it nearly always."""
    for _ in range(5):
        found = statuses(check_estimator(ResultThroughAModuleGlobal(), "images"))
        assert found["threads_agree"] == "failed"


def test_threads_return_errors_in_place_of_results():
    results = in_threads(RandomAxes, lambda x: 1 / x, [1, 0, 2])
    assert [results[0], results[2]] == [1.0, 0.5]
    assert isinstance(results[1], ZeroDivisionError)


def test_of_a_large_package_only_the_file_of_the_class_is_traced():
    (file,) = source_files(StandardScaler)
    assert file.endswith("_data.py")


def test_of_a_package_the_folder_is_traced():
    from skrepr.graphset import GraphSet

    (folder,) = source_files(GraphSet)
    assert folder.endswith("skrepr")
