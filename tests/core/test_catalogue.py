"""Names lead to specs, classes and parameters; a wrong name leads to the nearest."""

import threading

import pytest
from sklearn.model_selection import ParameterGrid

import skrepr
from skrepr import catalogue
from skrepr.exceptions import PluginError, UnknownNameError


def test_listed_names_are_those_that_resolve():
    for name in skrepr.list_estimators():
        assert skrepr.get_spec(name).name == name
        assert skrepr.get_estimator(name).__name__ == name


def test_filters_narrow_the_list():
    everything = set(skrepr.list_estimators())
    graphs = set(skrepr.list_estimators(input_kind="graph"))
    assert "FastRP" in graphs
    assert "LokiClassifier" not in set(skrepr.list_estimators(role="transformer"))
    assert graphs < everything
    assert set(skrepr.list_estimators(distribution="Skrepr_Graph")) <= graphs


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: skrepr.list_estimators(input_kind="graf"), "'input_kind'.*'graf'.*'graph'"),
        (lambda: skrepr.list_estimators(role="clasifier"), "'role'.*mean 'classifier'"),
        (lambda: skrepr.list_datasets(kind="tables"), "'kind'.*mean 'table'"),
        (lambda: skrepr.list_datasets(task="sorting"), "'task'.*got 'sorting'"),
        (lambda: skrepr.get_spec("FastRP", "estimator"), "'section'.*got 'estimator'"),
    ],
)
def test_wrong_options_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: skrepr.get_estimator("fastrp"), "the estimator 'fastrp'; did you mean 'FastRP'"),
        (lambda: skrepr.get_estimator("cora"), "there is a data set of this name"),
        (lambda: skrepr.load_dataset("coar"), "the data set 'coar'; did you mean 'cora'"),
        (lambda: skrepr.get_benchmark("fastrp_cora"), "did you mean 'fastrp-cora'"),
        (lambda: skrepr.get_scorer("lable_distance"), "did you mean 'label_distance'"),
        (lambda: skrepr.list_estimators(distribution="skrepr-grap"), "mean 'skrepr-graph'"),
        (lambda: skrepr.get_estimator("other/FastRP"), "'other/FastRP'"),
    ],
)
def test_unknown_names_suggest_the_nearest(call, message):
    with pytest.raises(UnknownNameError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: skrepr.list_estimators(distribution=3), TypeError, "'distribution' must be a str"),
        (lambda: skrepr.list_benchmarks(dataset="coar"), UnknownNameError, "did you mean 'cora'"),
        (lambda: skrepr.list_benchmarks(dataset=3), TypeError, "must be a str; got 3"),
        (lambda: skrepr.get_spec("FastRP", ["x"]), ValueError, "'section' must be one of"),
        (lambda: skrepr.param_grid("FastRP", step=3), TypeError, "'step' must be a str or None"),
        (lambda: skrepr.get_estimator("skrepr-grap/FastRP"), UnknownNameError, "skrepr-graph/Fast"),
        (lambda: skrepr.get_estimator("/FastRP"), UnknownNameError, "mean 'FastRP'"),
        (lambda: skrepr.make_estimator("FastRP", name=3), TypeError, "no parameter 'name'"),
    ],
)
def test_arguments_of_the_wrong_kind_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_benchmarks_of_a_data_set_by_either_spelling():
    found = skrepr.list_benchmarks(dataset="cora")
    assert "fastrp-cora" in found
    assert skrepr.list_benchmarks(dataset="skrepr-data/cora") == found


def test_list_plugins_hands_out_copies():
    skrepr.list_plugins()[0].specs.clear()
    assert skrepr.list_plugins()[0].specs


def test_a_name_must_be_a_string():
    with pytest.raises(TypeError, match=r"name of the estimator must be a str; got 3"):
        skrepr.get_estimator(3)


def test_full_name_reaches_the_same_class():
    assert skrepr.get_estimator("skrepr-graph/FastRP") is skrepr.get_estimator("FastRP")


def test_make_estimator_sets_parameters_and_refuses_unknown_ones():
    assert skrepr.make_estimator("LokiClassifier", temperature="cv").temperature == "cv"
    with pytest.raises(TypeError, match="no parameter 'temprature'; did you mean 'temperature'"):
        skrepr.make_estimator("LokiClassifier", temprature=1)


def test_param_grid_goes_into_a_grid_search():
    grid = skrepr.param_grid("FastRP", step="fastrp")
    keys = {f"fastrp__{key}" for key in skrepr.get_estimator("FastRP")().get_params()}
    assert grid.keys() <= keys
    assert len(ParameterGrid(grid)) > 1


def test_import_strings_are_checked():
    with pytest.raises(PluginError, match=r"must read 'package.module:Name'; got 'math.sqrt'"):
        catalogue.load_object("math.sqrt")
    with pytest.raises(PluginError, match="math has no 'sqr'; did you mean 'sqrt'"):
        catalogue.load_object("math:sqr")
    assert catalogue.load_object("math:sqrt")(9) == 3


def test_threads_that_ask_at_once_build_one_catalogue(monkeypatch):
    calls = []
    real = catalogue.discover

    def counted():
        calls.append(threading.get_ident())
        return real()

    monkeypatch.setattr(catalogue, "discover", counted)
    catalogue.reset()
    threads = [threading.Thread(target=skrepr.list_estimators) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_every_benchmark_names_data_and_estimators_that_exist():
    for name in skrepr.list_benchmarks():
        spec = skrepr.get_benchmark(name)
        own = catalogue.find_entry(name, "benchmarks").distribution
        assert catalogue.find_entry(spec.dataset, "datasets").distribution in ("skrepr-data", own)
        for candidate in spec.methods:
            assert candidate.estimator in skrepr.list_estimators()


def test_benchmarks_of_an_estimator():
    found = skrepr.list_benchmarks(estimator="FastRP")
    assert {"fastrp-cora", "fastrp-blogcatalog"} <= set(found)
    assert not any(name.startswith("loki") for name in found)
