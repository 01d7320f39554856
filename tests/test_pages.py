"""The pages say what happens: every example that shows its output prints it."""

import ast
import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if not {"_build", "generated"} & set(page.parts)]
BLOCK = re.compile(r"```python\n(?P<code>.*?)```(\s*```text\n(?P<output>.*?)```)?", re.S)
RUN = [page for page in PAGES if re.search(r"```python\n.*?```\s*```text", page.read_text(), re.S)]


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", RUN, ids=name)
def test_examples_print_what_the_page_shows(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace = {}
    for block in BLOCK.finditer(page.read_text()):
        if block["output"] is None:
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block["code"], name(page), "exec"), namespace)
        assert printed.getvalue().strip() == block["output"].strip()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_on_pages_is_python(page):
    blocks = [block["code"] for block in BLOCK.finditer(page.read_text())]
    assert all(ast.parse(code).body for code in blocks)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+\.(?:md|svg|png))", page.read_text()):
        # method pages are built one folder further down, generated ones when the docs are
        places = (page.parent, page.parent / "..", ROOT / "docs" / "methods")
        reachable = any((place / target.removeprefix("../")).exists() for place in places)
        assert reachable or target.startswith("generated/")
