"""The tables and the picture of the documentation that are made from what skrepr itself says.

They are kept beside the pages, so that a change of them is seen in review; the build of the
documentation makes them anew and fails where they differ.

usage: python docs/tables.py [--check]
"""

import argparse
import difflib
import json
import sys
from collections import Counter
from html import escape
from pathlib import Path

import skrepr
from skrepr.testing import check_estimator
from skrepr.testing._registry import get_checks

HERE = Path(__file__).parent
TABLES = HERE / "tables"

PROMISES = {
    "it works": ("fits", "defaults_run", "new_rows", "single_row", "cross_validates"),
    "it refuses": (
        "unfitted_refuses",
        "bad_input_names_axes",
        "bad_new_input",
        "bad_param_named",
        "refusal_before_work",
    ),
    "its results mean what they say": ("learns", "probabilities_valid", "role_results_valid"),
    "it is what it says": (
        "fitted_attributes",
        "spec_matches_class",
        "feature_names",
        "set_output_or_refuses",
        "metadata_routed",
        "grid_valid",
        "doctest",
    ),
    "it is a scikit-learn estimator": (
        "init_only_stores",
        "clone_equal",
        "sklearn_suite",
        "labels_kept",
        "dtype_kept",
        "fit_transform_equal",
    ),
    "the same again": (
        "refit_equal",
        "seed_reproduces",
        "random_state_forms",
        "n_jobs_equal",
        "global_rng_untouched",
    ),
    "a row does not depend on its company": ("subset_invariant", "order_equivariant"),
    "it leaves things alone": ("X_unchanged", "predict_keeps_state", "threads_agree"),
    "it can be kept": ("pickle_fresh_process", "skops_roundtrip"),
}

KINDS = {
    "table": "a table",
    "graph": "one graph",
    "graphs": "many graphs",
    "spd": "covariance matrices",
    "epochs": "signals in epochs",
    "images": "images",
    "points": "point clouds",
    "scenes": "images of scenes",
    "videos": "videos",
    "items": "strings, records, anything",
    "sequences": "sequences of symbols",
}

WISHES = {
    "classifier": "predict classes",
    "regressor": "predict quantities",
    "clusterer": "find groups",
    "transformer": "get features",
    "selector": "choose columns",
    "resampler": "choose rows",
    "neighbors": "find what is near",
    "segmenter": "mark regions",
    "detector": "find objects",
    "generator": "make new samples",
    "meta": "improve an estimator",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a file differs")
    arguments = parser.parse_args()
    made = {
        TABLES / "promises.md": promises(),
        TABLES / "compliance.md": compliance(),
        TABLES / "choosing.md": choosing(),
        TABLES / "speed.md": speed(TABLES / "speed.json"),
        HERE / "_static" / "pictures" / "choosing.svg": decision_picture(choices()),
    }
    different = [path for path, text in made.items() if not _is_same(path, text)]
    if arguments.check and different:
        for path in different:
            print(_difference(path, made[path]))
        names = ", ".join(str(path.relative_to(HERE)) for path in different)
        sys.exit(f"made anew, these differ: {names}; run python docs/tables.py")
    for path in different:
        path.write_text(made[path], encoding="utf-8")


def _is_same(path, text):
    return path.exists() and path.read_text(encoding="utf-8") == text


def _difference(path, text):
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return "\n".join(difflib.unified_diff(kept, text.splitlines(), str(path), "made anew", n=0))


def _table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def promises():
    """Return what each check says, in the words of the check itself."""
    checks = get_checks()
    named = [name for names in PROMISES.values() for name in names]
    if sorted(named) != sorted(checks):
        sys.exit(f"checks and promises differ: {sorted(set(named) ^ set(checks))}")
    rows = []
    for promise, names in PROMISES.items():
        for number, name in enumerate(names):
            says = checks[name].run.__doc__.splitlines()[0].replace("``", "`")
            rows.append([promise if number == 0 else "", f"`{name}`", says])
    return _table(["the promise", "check", "what is checked"], rows)


def compliance():
    """Return how many checks of each promise an estimator passes, and why others do not apply."""
    rows, reasons = [], {}
    for name in skrepr.list_estimators():
        records = check_estimator(name)
        for kind in dict.fromkeys(record.kind for record in records):
            of_kind = {record.check: record for record in records if record.kind == kind}
            cells = [_cell([of_kind[check] for check in PROMISES[p]]) for p in PROMISES]
            rows.append([f"[{name}](generated/{name}.md)", kind, *cells])
            for record in of_kind.values():
                if not record.executed:
                    reason = f"`{record.check}`", record.status, record.message
                    reasons.setdefault(reason, []).append(f"{name} ({kind})")
    head = ["estimator", "input", *PROMISES]
    return (
        "Passed of those that apply:\n\n"
        + _table(head, rows)
        + "\nWhat does not apply, and why:\n\n"
        + _table(
            ["check", "", "why", "for"],
            [[*reason, ", ".join(names)] for reason, names in sorted(reasons.items())],
        )
    )


def _cell(records):
    states = Counter(record.status for record in records)
    applied = len(records) - states["not applicable"]
    return f"{states['passed']} of {applied}" if applied else "-"


def choices():
    """Return (input kind, role, name, summary) of all estimators, by kind and role."""
    specs = [skrepr.get_spec(name) for name in skrepr.list_estimators()]
    found = [
        (kind, role, spec.name, spec.summary)
        for spec in specs
        for kind in spec.inputs
        for role in spec.roles[:1]
    ]
    kinds, roles = list(KINDS), list(WISHES)
    return sorted(found, key=lambda c: (kinds.index(c[0]), roles.index(c[1]), c[2]))


def choosing():
    """Return the table by input kind and task."""
    rows = [
        [KINDS[kind], WISHES[role], f"[{name}](generated/{name}.md)", summary]
        for kind, role, name, summary in choices()
    ]
    return _table(["you have", "you want to", "method", "which does"], rows)


def speed(path):
    """Return the ratios that ``tox run -e bench`` has recorded."""
    record = json.loads(path.read_text(encoding="utf-8"))
    parts = []
    for table in record["tables"]:
        first = next(iter(table["seconds"].values()))
        rows = [
            [name, f"{seconds:.3g}", f"{seconds / first:.2f}"]
            for name, seconds in table["seconds"].items()
        ]
        title = f"**{table['title']}** (`benchmarks/{table['script']}`)"
        parts.append(f"{title}\n\n" + _table(["", "seconds", "ratio"], rows))
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    return "\n".join(parts) + f"\nMeasured with {versions} on {record['machine']}.\n"


_ROW, _TOP, _WIDTH = 30, 56, 760
_COLUMNS = (4, 230, 430)
_GAP = 44


def decision_picture(found):
    """Return an SVG that leads from what one has by what one wants to the methods."""
    lines, texts, place = [], [], {}
    for row, (kind, role, name, _) in enumerate(found):
        y = _TOP + _ROW * row
        if kind not in place:
            place[kind] = y
            texts.append(_text(_COLUMNS[0], y, KINDS[kind]))
        if (kind, role) not in place:
            place[kind, role] = y
            texts.append(_text(_COLUMNS[1], y, WISHES[role]))
            lines.append(_line(_COLUMNS[1], place[kind], y))
        texts.append(_text(_COLUMNS[2], y, name, weight="bold"))
        lines.append(_line(_COLUMNS[2], place[kind, role], y))
    heads = zip(_COLUMNS, ("you have", "you want to", "you try"), strict=True)
    texts += [_text(x, 18, head, size=13) for x, head in heads]
    height = _TOP + _ROW * len(found)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" font-family="sans-serif" fill="#6f6f6f">\n'
        f"<title>From the input over the task to a method</title>\n"
        + "\n".join(lines + texts)
        + "\n</svg>\n"
    )


def _text(x, y, words, size=15, weight="normal"):
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}">{escape(words)}</text>'


def _line(x, start, end):
    left, right, start, end = x - _GAP, x - 8, start - 5, end - 5
    bend = (left + right) / 2
    curve = f"M{left} {start} C{bend} {start} {bend} {end} {right} {end}"
    return f'<path d="{curve}" fill="none" stroke="#2f7fd1" stroke-width="1.5"/>'


if __name__ == "__main__":
    main()
