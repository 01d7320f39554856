import json
import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from skrepr import Candidate
from skrepr.comparison._store import (
    RunFolder,
    file_stem,
    make_key,
    plain,
    to_json,
    write_atomically,
)


@dataclass(frozen=True, kw_only=True)
class NewerCandidate(Candidate):
    colour: str = "blue"


def test_a_new_field_with_its_default_changes_no_key():
    old = Candidate(label="a", target="m:C", params=(("x", 1),))
    new = NewerCandidate(label="a", target="m:C", params=(("x", 1),))
    assert make_key({"candidate": plain(old)}) == make_key({"candidate": plain(new)})
    changed = plain(replace(new, colour="red"))
    assert make_key({"candidate": changed}) != make_key({"candidate": plain(old)})


def test_key_depends_on_values_not_on_their_order():
    assert make_key({"a": 1, "b": (2, 3)}) == make_key({"b": [2, 3], "a": 1})
    assert make_key({"a": 1}) != make_key({"a": 2})


def test_json_is_strict():
    text = to_json({"b": (1, np.float64(2.5)), "a": math.inf, "c": None})
    assert text == '{"a": "inf", "b": [1, 2.5], "c": null}'


HOSTILE = ["../../etc", "a/b", "<script>alert(1)</script>", "x" * 300, "", "\u202eabc", "a\nb"]


@pytest.mark.parametrize("name", HOSTILE)
def test_file_stem_is_safe_for_any_name(name):
    stem = file_stem(name)
    assert stem.isascii()
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert 1 <= len(stem) <= 80


def test_file_stems_of_different_names_differ():
    assert len({file_stem(name) for name in [*HOSTILE, "a-b", "a b", "a.b"]}) == len(HOSTILE) + 3


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "cells.csv"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert path.read_text() == "old"


GOOD = {
    "status": "ok",
    "error": "",
    "params": {},
    "inner_score": None,
    "n_trials_run": 1,
    "search_cpu_s": None,
    "fits": [
        {"seed": 1, "values": {"a": 0.5}, "bootstrap": [], "fit_cpu_s": 1.0, "fit_wall_s": 1.0}
    ],
}


@pytest.mark.parametrize(
    "record",
    [
        [],
        "ok",
        {"status": "ok"},
        {**GOOD, "fits": []},
        {**GOOD, "fits": [1]},
        {**GOOD, "fits": [{**GOOD["fits"][0], "values": {"b": 0.5}}]},
        {**GOOD, "fits": [{**GOOD["fits"][0], "values": {"a": "nan"}}]},
    ],
)
def test_a_foreign_record_is_none(tmp_path, record):
    with RunFolder(tmp_path) as folder:
        (folder.cells / "key.json").write_text(json.dumps(record))
        assert folder.read_cell("key", ["a"]) is None


def test_only_finished_cells_are_found_again(tmp_path):
    with RunFolder(tmp_path / "run") as folder:
        folder.write_cell("good", GOOD)
        folder.write_cell("bad", {"status": "crashed"})
        (folder.cells / "torn.json").write_text('{"status": "o')
        assert folder.read_cell("good", ["a"]) == GOOD
        assert folder.read_cell("bad", ["a"]) is None
        assert folder.read_cell("torn", ["a"]) is None
        assert folder.read_cell("missing", ["a"]) is None
    assert json.loads((tmp_path / "run/cells/good.json").read_text()) == GOOD


def test_a_folder_in_use_is_refused_and_free_afterwards(tmp_path):
    with RunFolder(tmp_path), pytest.raises(BlockingIOError, match="another comparison"):
        RunFolder(tmp_path)
    with RunFolder(tmp_path):
        pass


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(NotADirectoryError, match="'out' must be a folder; got the file"):
        RunFolder(tmp_path / "out")
    with pytest.raises(OSError, match="'out' must be a folder that can be written to"):
        RunFolder(tmp_path / "out" / "below")
