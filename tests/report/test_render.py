"""A page is one file that asks for nothing, and every text in it stays text."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from summaries import HOSTILE

from skrepr.report import (
    Cell,
    Charts,
    Column,
    Facts,
    Mark,
    Notes,
    Page,
    Section,
    Table,
    Verbatim,
    interval_chart,
    render,
)
from skrepr.report._render import _resource

pytest.importorskip("jinja2", reason="pages are drawn with jinja2, which is not installed")
VOID = {"meta", "link", "br"}


class Outline(HTMLParser):
    """Collect elements and texts; complain about what is not closed."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def page(text="text"):
    rows = [[Cell(text), Cell("1.5", 1.5)], [Cell("b"), Cell("-", float("nan"))]]
    table = Table(text, [Column(text), Column("n", numeric=True)], rows)
    chart = interval_chart([Mark(text, 1.0)], name="c", title=text, axis=text)
    blocks = [table, Charts([chart]), Notes([text, text]), Facts([(text, text)]), Verbatim(text)]
    section = Section(text, blocks, lead=text)
    return Page(
        title=text,
        lead=[text],
        warning=text,
        blocks=[Notes([text])],
        sections=[section, Section("other", [])],
        foot=[section],
    )


@pytest.mark.parametrize("text", [*HOSTILE, '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
def test_hostile_text_stays_text_everywhere(text):
    outline, plain = Outline(render(page(text))), Outline(render(page()))
    outline.elements = [each for each in outline.elements if each[0] != "bdi"]
    # longer labels take more lines of a chart, nothing else differs
    kept = {"text", "tspan"}
    names = [[tag for tag, _ in o.elements if tag not in kept] for o in (outline, plain)]
    assert names[0] == names[1]
    assert "49" not in "".join(outline.texts)


def test_nothing_outside_is_asked_for():
    outline = Outline(render(page()))
    for name in ("src", "href", "action", "srcset", "data"):
        found = [attributes[name] for _, attributes in outline.elements if name in attributes]
        assert all(value.startswith(("#", "data:,")) for value in found)
    html = render(page())
    assert not re.search(r"url\(|@import|//(?!www\.w3\.org/2000/svg)\w+\.\w", html)


def test_the_policy_permits_the_style_and_the_script_of_the_page_alone():
    html = render(page())
    (policy,) = [
        attributes["content"]
        for attributes in Outline(html).all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    for tag in ("style", "script"):
        (inline,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "style=" not in html
    assert "onclick" not in html


def test_identifiers_are_unique_and_labels_lead_to_them():
    outline = Outline(render(page()))
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    charts = {"c-title", "c-text"}  # one chart on the page twice, by this test's own doing
    assert len(set(ids)) == len([i for i in ids if i not in charts]) + len(charts)
    for _, attributes in outline.elements:
        for name in attributes.get("aria-labelledby", "").split():
            assert name in ids
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids


def test_tables_name_rows_and_columns_and_scroll_by_keyboard():
    outline = Outline(render(page()))
    assert {attributes["scope"] for attributes in outline.all("th")} == {"row", "col"}
    regions = [each for each in outline.all("div") if each.get("class") == "scroll"]
    assert all(each["tabindex"] == "0" and each["role"] == "region" for each in regions)
    keys = [each.get("data-key") for each in outline.all("td")]
    assert keys == ["1.5", ""] * 2


def test_a_table_with_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="each row of the table 'Scores' must have 2 cells; got 1"):
        Table("Scores", [Column("a"), Column("b")], [[Cell("x")]])


def variables(mode):
    css = _resource("variables.css")
    light, dark = css.split("@media")
    block = dark if mode == "dark" else light
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_marks_have_contrast(mode):
    found = variables(mode)
    for text, behind in [("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("ink", "band")]:
        assert contrast(found[text], found[behind]) >= 4.5, (text, behind)
    assert contrast(found["warn"], found["warn-band"]) >= 4.5
    for number in range(7):
        assert contrast(found[f"s{number}"], found["paper"]) >= 3, number
