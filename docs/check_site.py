"""The built documentation as a reader sees it: complete, offline, on a phone as on a screen.

usage: python -m pytest docs/check_site.py, after the build
"""

import re
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from browser import Browser, start_browser

SITE = Path(__file__).parent / "_build" / "html"
PAGES = [page for page in sorted(SITE.rglob("*.html")) if "_static" not in page.parts]
LOADED = re.compile(r'<(?:script|img|iframe|link)\b[^>]*\s(?:src|href)="(?:https?:)?//[^"]*"[^>]*>')


@pytest.fixture(scope="module")
def browser():
    session = Browser(start_browser())
    yield session
    session.driver.quit()


def name(page):
    return str(page.relative_to(SITE))


def test_there_is_a_site():
    assert {"index.html", "guide.html", "choosing.html", "search.html"} <= set(map(name, PAGES))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_loads_nothing_from_elsewhere(page):
    loaded = LOADED.findall(page.read_text(encoding="utf-8"))
    assert [tag for tag in loaded if 'rel="canonical"' not in tag] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_fits_a_phone_and_reports_no_error(page, browser):
    browser.show(page, width=360)
    width = browser.run("return document.documentElement.scrollWidth")
    assert width <= 360
    # the theme tells the console what it does; only errors are of level SEVERE
    logged = browser.driver.get_log("browser")
    assert [entry["message"] for entry in logged if entry["level"] == "SEVERE"] == []


def test_search_works_without_a_server(browser):
    browser.show(SITE / "search.html")
    browser.driver.get((SITE / "search.html").as_uri() + "?q=threads")
    found = []
    for _ in range(50):
        found = browser.run(
            "return [...document.querySelectorAll('#search-results li a')].map(a => a.href)"
        )
        if found:
            break
        time.sleep(0.2)
    assert any("guide.html" in link or "conformance.html" in link for link in found)
