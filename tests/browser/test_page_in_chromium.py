"""The page as a reader meets it: by mouse and keyboard, on a phone, in the dark, on paper."""

import pytest

from .conftest import NAMES

pytest.importorskip("pandas", reason="tables of results are data frames")

OVERVIEW = "main > .scroll"
KEYS = """
    const column = arguments[0];
    return Array.from(document.querySelector("main > .scroll > table").tBodies[0].rows,
                      row => row.cells[column].dataset.key ?? row.cells[column].textContent);
"""
CONTRAST = """
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = node => {
        for (let each = node; each; each = each.parentElement) {
            const colour = getComputedStyle(each).backgroundColor;
            if (parts(colour)[3] !== 0) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || node.closest("script, title, desc")) continue;
        const style = getComputedStyle(node);
        const colour = node.closest("svg") ? style.fill : style.color;
        const [one, other] = [colour, behind(node)].map(parts).map(luminance);
        found.push((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
    }
    return found;
"""
OVERLAPS = """
    const found = [];
    for (const chart of document.querySelectorAll("svg")) {
        const box = chart.getBoundingClientRect();
        const texts = Array.from(chart.querySelectorAll("text"), node =>
            [node.textContent, node.getBoundingClientRect()]).filter(([, r]) => r.width);
        texts.forEach(([text, r], n) => {
            if (r.left < box.left - 1 || r.right > box.right + 1 || r.bottom > box.bottom + 1)
                found.push([text, "leaves its chart"]);
            for (const [other, s] of texts.slice(n + 1))
                if (r.left + 1 < s.right && s.left + 1 < r.right
                    && r.top + 5 < s.bottom && s.top + 5 < r.bottom) found.push([text, other]);
        });
    }
    return found;
"""


def headings(browser):
    return browser.driver.find_elements("css selector", f"{OVERVIEW} thead th")


def heading(browser, text):
    (number,) = [n for n, th in enumerate(headings(browser)) if th.text.startswith(text)]
    return number


def test_nothing_goes_wrong_and_nothing_is_asked_for(browser, page, hostile_page):
    for path in (page, hostile_page):
        browser.show(path)
        assert browser.errors() == []
        assert browser.requests() == []


def numbers(keys):
    return [float(key) for key in keys if key]


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_round(browser, page):
    browser.show(page)
    column = heading(browser, "score")
    before = browser.run(KEYS, column)
    assert numbers(before) != sorted(numbers(before))
    for state, reverse in (("ascending", False), ("descending", True)):
        headings(browser)[column].find_element("css selector", "button").click()
        keys = browser.run(KEYS, column)
        assert sorted(keys) == sorted(before)
        assert numbers(keys) == sorted(numbers(before), reverse=reverse)
        assert keys[-1] == ""  # what is not known stays last
        assert headings(browser)[column].get_attribute("aria-sort") == state


def test_sorting_works_by_keyboard_and_one_heading_is_marked(browser, page):
    from selenium.webdriver.common.keys import Keys

    browser.show(page)
    first, second = heading(browser, "candidate"), heading(browser, "benchmark")
    browser.run("document.querySelectorAll('table button')[0].focus()")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    names = browser.run(KEYS, first)
    assert names == sorted(names, key=str.lower)
    browser.driver.switch_to.active_element.send_keys(Keys.TAB)
    browser.driver.switch_to.active_element.send_keys(Keys.SPACE)
    names = browser.run(KEYS, second)
    assert names == sorted(names)
    marked = [th.get_attribute("aria-sort") for th in headings(browser)]
    assert [n for n, state in enumerate(marked) if state] == [second]


def test_first_stop_of_the_keyboard_leads_to_the_result(browser, page):
    from selenium.webdriver.common.keys import Keys

    browser.show(page)
    body = browser.driver.find_element("css selector", "body")
    body.send_keys(Keys.TAB)
    link = browser.driver.switch_to.active_element
    assert link.text == "Skip to the result"
    assert link.is_displayed()
    link.send_keys(Keys.ENTER)
    assert browser.driver.switch_to.active_element.get_attribute("id") == "main"


def test_focus_is_visible_on_links_buttons_and_tables(browser, page):
    from selenium.webdriver.common.keys import Keys

    browser.show(page)
    seen = set()
    for _ in range(20):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.driver.switch_to.active_element
        seen.add(active.tag_name)
        assert active.value_of_css_property("outline-style") == "solid"
    assert seen == {"a", "button", "div"}


def test_the_page_is_whole_without_script(browser, page):
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    browser.show(page)
    found = browser.driver.find_elements
    assert len(found("css selector", "button")) == 0
    assert len(found("css selector", "svg")) == 10
    assert "Partial result" in found("css selector", "main")[0].text


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_never_scrolls_sideways(browser, page, hostile_page, width):
    for path in (page, hostile_page):
        browser.show(path, width=width)
        assert browser.run("return document.documentElement.scrollWidth") <= width


def test_a_wide_table_scrolls_inside_its_own_region(browser, page):
    browser.show(page, width=360)
    region = browser.driver.find_element("css selector", ".scroll")
    assert browser.run("return arguments[0].scrollWidth - arguments[0].clientWidth", region) > 100
    assert region.accessible_name == "All candidates"
    assert region.aria_role == "region"


def test_charts_keep_their_text_readable_on_a_phone(browser, page):
    browser.show(page, width=360)
    sizes = browser.run(
        "return Array.from(document.querySelectorAll('svg text'), text => "
        "parseFloat(getComputedStyle(text).fontSize)"
        " * text.closest('svg').getBoundingClientRect().width / 340)"
    )
    assert min(sizes) >= 11


@pytest.mark.parametrize("width", [360, 1280])
def test_texts_of_a_chart_stay_apart_and_inside(browser, page, hostile_page, width):
    for path in (page, hostile_page):
        browser.show(path, width=width)
        assert browser.run(OVERLAPS) == []


@pytest.mark.parametrize(("dark", "media"), [(False, "screen"), (True, "screen"), (True, "print")])
def test_every_text_has_contrast(browser, page, dark, media):
    browser.show(page, dark=dark, media=media)
    ratios = browser.run(CONTRAST)
    assert len(ratios) > 200
    assert min(ratios) >= 4.5


def test_paper_is_white_even_for_who_reads_in_the_dark(browser, page):
    def paper():
        script = "return getComputedStyle(document.documentElement).getPropertyValue('--paper')"
        return browser.run(script)

    browser.show(page, dark=True)
    assert paper() != "#ffffff"
    browser.show(page, dark=True, media="print")
    assert paper() == "#ffffff"


def test_hostile_names_stay_text(browser, hostile_page):
    browser.show(hostile_page)
    assert browser.run("return window.harmed") is None
    assert browser.run("return document.querySelectorAll('img, main script').length") == 0
    shown = browser.run("return document.body.textContent")
    for name in NAMES.values():
        assert " ".join(name.split()) in " ".join(shown.split())
    for mark in ("\u202e", "\x1b"):
        assert mark not in shown


def test_a_number_stands_right_of_a_right_to_left_name(browser, hostile_page):
    browser.show(hostile_page)
    script = """
        for (const item of document.querySelectorAll("ul.lead li")) {
            const name = item.querySelector("bdi");
            if (!name || !name.nextSibling) continue;
            const range = document.createRange();
            range.setStart(name.nextSibling, 0);
            range.setEnd(name.nextSibling, 1);
            return [name.getClientRects(), range.getClientRects()]
                .map(rects => Array.from(rects).at(-1)).map(r => [r.left, r.right]);
        }
    """
    name, after = browser.run(script)
    assert after[0] >= name[1] - 1


def test_charts_have_a_name_and_a_description(browser, page):
    browser.show(page)
    charts = browser.driver.find_elements("css selector", "svg")
    names = {chart.accessible_name for chart in charts}
    assert any("Score with 95 % interval accuracy ↑. FastRP: 0.7" in name for name in names)
    assert {chart.aria_role for chart in charts} <= {"image", "img"}


def test_paper_holds_every_column(browser, page):
    browser.show(page, width=718, media="print")  # A4 between the margins
    widths = browser.run(
        "return Array.from(document.querySelectorAll('table'), table => table.offsetWidth)"
    )
    assert max(widths) <= 718
