"""Pages with hostile names in a browser that must not ask for anything outside the file."""

import pytest
from browser import Browser, start_browser
from summaries import HOSTILE, record, result_of, summary_of

from skrepr import Axis, Claim, Figure

NAMES = {
    "script": "<script>window.harmed = 1</script>",
    "image": "\"><img src=x onerror='window.harmed = 1'>",
    "long": "averylongnamewithoutanyspaces" * 12,
    "right to left": "\u05e9\u05d9\u05d8\u05d4 \u05d8\u05d5\u05d1\u05d4 (\u05d0) 12",
    "arabic": "\u0637\u0631\u064a\u0642\u0629 " * 9,
    "spaced": "a rather long name of a method with many words in it, and a comma",
    "plain": "plain",
}


@pytest.fixture(scope="session")
def session():
    browser = Browser(start_browser())
    yield browser
    browser.driver.quit()


@pytest.fixture
def browser(session):
    session.command("Emulation.setScriptExecutionDisabled", value=False)
    return session


def hostile_result(folder):
    """Return a result in which whatever a stranger may name has a hostile name."""
    levels = {name: 0.9 - number / 20 for number, name in enumerate(NAMES.values())}
    found = []
    for number, name in enumerate(list(NAMES.values())[:4]):
        summary, records, spec = summary_of(
            levels,
            n_methods=2,
            name=name,
            dataset=name,
            summary=name,
            axis=Axis(family=name, label=name, value=1.0 + number),
            claim=Claim(text=name),
            published=(Figure(label=name, metric=name, value=0.5, source=name, note=name),),
        )
        records[name, 2] = record([], status="failed", error=f"ValueError: class {name}")
        records[name, 3]["error"] = HOSTILE[2]
        found.append((summary, records, spec))
    return result_of(*found, folder=folder, problems={name: name for name in NAMES.values()})


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "index.html"
    path.write_text(hostile_result(folder).to_html(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """Return an ordinary page, one candidate of which has no score."""
    folder = tmp_path_factory.mktemp("page")
    levels = {"FastRP": 0.76, "SVD raw": 0.71, "SVD normalised": 0.78, "attributes alone": 0.5}
    summary, records, spec = summary_of(levels, name="fastrp-cora", summary="Topic of a paper.")
    for number in range(summary.n_splits):
        records["SVD raw", number] = record([], status="timeout", error="no result in 5 s")
    few, many = (
        summary_of(
            levels, name=name, axis=Axis(family="labels", label="labels per class", value=value)
        )
        for name, value in (("few", 1), ("many", 10))
    )
    found = (summary, records, spec), few, many
    path = folder / "index.html"
    path.write_text(result_of(*found, folder=folder, interrupted=True).to_html(), encoding="utf-8")
    return path
