"""One row a fault: a broken plugin, really installed, beside a good one that must go on working.

Every row asks three things: is the cause named, does what is left of the broken plugin work,
and do ``list``, ``get_estimator`` and ``compare`` of the good one work.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import warnings

import pytest
from fault_rows import LATE, OTHERS, ROWS
from throwaway import good_plugin, install

import skrepr
from skrepr import catalogue
from skrepr.exceptions import AmbiguousNameError, PluginError, PluginWarning, UnknownNameError


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    rows = [row.throwaway for row in [*ROWS, *LATE]]
    return install([good_plugin(), *rows, *OTHERS], tmp_path_factory.mktemp("faults"))


@pytest.fixture
def select(site, monkeypatch):
    """Choose the plugins to load; afterwards the catalogue is what it was."""
    monkeypatch.syspath_prepend(str(site))

    def choose(*distributions):
        monkeypatch.setenv("SKREPR_PLUGINS", ",".join(distributions))
        catalogue.reset()

    yield choose
    catalogue.reset()


@contextlib.contextmanager
def expected_warning(expected):
    if expected:
        with pytest.warns(PluginWarning):
            yield
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield


def assert_good_one_works():
    assert "GoodOne" in skrepr.list_estimators()
    assert skrepr.get_estimator("GoodOne")().fit_transform is not None
    result = skrepr.compare("GoodOne-benchmark", in_process=True, verbose=0)
    assert result.failed == 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_fault_is_named_and_the_rest_works(row, select, monkeypatch):
    monkeypatch.delenv("BAD_PLUGIN_WAS_HERE", raising=False)
    select("good-one", row.throwaway.name)
    before = list(warnings.filters), warnings.showwarning
    with expected_warning(row.note is False):
        names = skrepr.list_estimators()
    os.environ.pop("BAD_PLUGIN_WAS_HERE", None)
    assert set(names) == {"GoodOne", *row.survivors}
    (plugin,) = [p for p in skrepr.list_plugins() if p.distribution == row.throwaway.name]
    messages = {
        True: plugin.notes,
        False: [problem.message for problem in plugin.problems],
        None: ["".join([*plugin.notes, *(problem.message for problem in plugin.problems)])],
    }[row.note]
    assert any(re.search(row.says, message) for message in messages), messages
    faulty = "incomplete" if row.survivors else "broken"
    assert plugin.status == (faulty if row.note is False else "ok")
    assert before[1] is warnings.showwarning
    assert_good_one_works()


@pytest.mark.parametrize("row", LATE, ids=lambda row: row.fault)
def test_fault_behind_a_listed_name_is_found_on_use(row, select):
    select("good-one", row.throwaway.name)
    (name,) = set(skrepr.list_estimators()) - {"GoodOne"}
    with pytest.raises(PluginError, match=row.says):
        skrepr.get_estimator(name)
    assert_good_one_works()


def test_all_faults_at_once_are_one_warning(select):
    select("good-one", *(row.throwaway.name for row in ROWS))
    with pytest.warns(PluginWarning) as caught:
        names = skrepr.list_estimators()
    os.environ.pop("BAD_PLUGIN_WAS_HERE", None)
    assert len(caught) == 1
    for row in ROWS:
        assert (f"{row.throwaway.name} " in str(caught[0].message)) is (row.note is False)
    assert set(names) == {"GoodOne"}.union(*(row.survivors for row in ROWS))
    assert_good_one_works()


def test_strict_mode_raises_once_with_every_cause(select, monkeypatch):
    monkeypatch.setenv("SKREPR_STRICT", "1")
    select("good-one", "bad-hook-none", "bad-twice")
    for _ in range(2):
        with pytest.raises(PluginError, match=r"(?s)broken plugins:.*bad-hook-none.*bad-twice"):
            skrepr.list_estimators()
    assert {plugin.status for plugin in skrepr.list_plugins()} == {"ok", "broken", "incomplete"}
    select("good-one")
    assert skrepr.list_estimators() == ["GoodOne"]


def test_warnings_as_errors_do_not_hide_the_rest(select):
    select("good-one", "bad-hook-none")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PluginWarning, match="bad-hook-none"):
            skrepr.list_estimators()
        assert skrepr.list_estimators() == ["GoodOne"]


def test_keyboard_interrupt_passes_through(select):
    select("good-one", "bad-interrupt")
    with pytest.raises(KeyboardInterrupt):
        skrepr.list_estimators()


def test_double_entry_points_of_one_module_are_one_plugin(select):
    select("good-one", "bad-double-entry")
    assert skrepr.list_estimators() == ["GoodOne", "Once"]
    assert len(skrepr.list_plugins()) == 2


def test_one_name_in_two_plugins_stays_reachable_in_full(select):
    select("good-one", "twin-one", "twin-two")
    assert skrepr.list_estimators() == ["GoodOne", "twin-one/Twin", "twin-two/Twin"]
    with pytest.raises(AmbiguousNameError, match="twin-one/Twin, twin-two/Twin"):
        skrepr.get_estimator("Twin")
    assert skrepr.get_estimator("Twin-Two/Twin").__module__ == "twin_two._row"
    assert_good_one_works()


def test_selection_reports_an_unknown_name_with_the_nearest(select):
    select("good-one", "bad-hook-nona")
    with pytest.warns(PluginWarning, match="'bad-hook-nona', which is not installed; did you mean"):
        skrepr.list_estimators()


def test_selection_allows_spaces_and_entry_point_names(select):
    select(" good-one ", " bad_optional_hook")
    assert skrepr.list_estimators() == ["GoodOne", "Later"]


def test_the_warning_blames_the_caller(select):
    select("good-one", "bad-hook-none")
    with pytest.warns(PluginWarning) as caught:
        skrepr.list_estimators(role="transformer")
    assert caught[0].filename == __file__


def test_empty_selection_loads_nothing(select):
    select("")
    assert skrepr.list_estimators() == []
    with pytest.raises(UnknownNameError, match="'GoodOne'"):
        skrepr.get_estimator("GoodOne")


def test_a_name_of_a_left_out_plugin_points_at_it(select):
    select("good-one", "bad-import-error")
    with pytest.warns(PluginWarning), pytest.raises(UnknownNameError, match="bad-import-error"):
        skrepr.get_estimator("SomethingElse")


def run_cli(site, *arguments, plugins, **env):
    return subprocess.run(
        [sys.executable, "-m", "skrepr", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(site), "SKREPR_PLUGINS": plugins, **env},
    )


def test_plugins_command_names_cause_and_traceback(site):
    plain = run_cli(site, "plugins", plugins="good-one,bad-zero-division")
    assert plain.returncode == 3
    assert "bad-zero-division\t1.0\tbad_zero_division\tbroken\tnothing" in plain.stdout
    assert "bad-zero-division 1.0: it cannot be imported (ZeroDivisionError" in plain.stderr
    assert "SKREPR_PLUGINS" in plain.stderr
    assert "Traceback" not in plain.stderr
    verbose = run_cli(site, "plugins", "--verbose", plugins="good-one,bad-zero-division")
    assert "Traceback" in verbose.stderr
    assert "1 / 0" in verbose.stderr


def test_list_goes_on_with_one_line_a_problem(site):
    result = run_cli(site, "list", plugins="good-one,bad-hook-none,bad-twice")
    assert result.returncode == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == [
        "name",
        "Double",
        "GoodOne",
    ]
    assert len(result.stderr.splitlines()) == 2


def test_strict_command_exits_with_3(site):
    result = run_cli(site, "list", plugins="good-one,bad-hook-none", SKREPR_STRICT="1")
    assert result.returncode == 3
    assert "bad-hook-none" in result.stderr
    # the command that explains the fault works all the same, and so does help
    found = run_cli(site, "plugins", "--json", plugins="bad-hook-none", SKREPR_STRICT="1")
    assert found.returncode == 3
    assert json.loads(found.stdout)[0]["status"] == "broken"
    helped = run_cli(site, "list", "--help", plugins="bad-hook-none", SKREPR_STRICT="1")
    assert helped.returncode == 0


def test_json_stays_readable_beside_a_plugin_that_prints(site):
    result = run_cli(site, "list", "--json", plugins="good-one,bad-prints,bad-warns")
    assert [row["name"] for row in json.loads(result.stdout)] == ["GoodOne", "Loud", "Old"]


def test_interrupt_while_loading_exits_with_130(site):
    assert run_cli(site, "list", plugins="good-one,bad-interrupt").returncode == 130


def test_numpy_at_listing_is_noted(site):
    result = run_cli(site, "plugins", plugins="good-one,bad-numpy")
    assert result.returncode == 0
    assert "bad-numpy 1.0: note: imports numpy at listing" in result.stderr
