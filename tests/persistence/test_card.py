"""The card says what is known of a model, shows hostile names as text, and claims nothing else."""

import dataclasses
import re
from types import SimpleNamespace

import golden_models
import pytest
import summaries
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import skrepr
from skrepr.exceptions import UsageError
from skrepr.persistence._card import escape

X, Y = [[0.0, 1.0], [1.0, 0.0], [2.0, 1.0]], [0.0, 1.0, 2.0]


def comparison_of(name, label="new"):
    """Return the result of a benchmark that tries the estimator ``name`` as ``label``."""
    summary, _, spec = summaries.summary_of({label: 0.8, "old": 0.7})
    methods = tuple(dataclasses.replace(c, estimator=name) for c in spec.methods)
    benchmark = dataclasses.replace(summary.benchmark, methods=methods)
    return SimpleNamespace(
        summaries=(dataclasses.replace(summary, benchmark=benchmark),), profile="demo"
    )


@pytest.fixture(scope="module")
def card(golden_plugin):
    return skrepr.model_card(golden_models.graphs()[0])


@pytest.mark.parametrize(
    "line",
    [
        "# NearestSize",
        "Predict the label of the graph with the nearest number of edges.",
        "- from golden-plugin 1.2, licence BSD-3-Clause",
        r"- A. \*Author\*, On \<b\>sizes\</b\>, 2024",
        "- kind of input: graphs",
        "- NearestSize: classifier.",
        "- golden-plugin 1.2",
        f"- skrepr {skrepr.__version__}",
        'model = skrepr.load("model.skops")',
    ],
)
def test_it_says_what_the_catalogue_knows(line, card):
    assert line in card.splitlines()


def test_it_says_what_to_install(card):
    wanted = next(line for line in card.splitlines() if line.startswith("pip install"))
    assert '"golden-plugin==1.2.*"' in wanted
    assert '"skrepr[persistence]==' in wanted


def test_nothing_is_measured_unless_a_comparison_is_given(card):
    assert "Measured" not in card


def test_a_pipeline_shows_each_step_with_its_parameters():
    model = make_pipeline(StandardScaler(with_mean=False), Ridge(alpha=2.5)).fit(X, Y)
    lines = skrepr.model_card(model).splitlines()
    assert lines[0] == "# Pipeline of StandardScaler, Ridge"
    assert lines.index("### standardscaler: StandardScaler") < lines.index("- with_mean = False")
    assert lines.index("### ridge: Ridge") < lines.index("- alpha = 2.5")
    assert "- features of one sample: 2" in lines
    assert not any(line.startswith("- steps") for line in lines)


def test_a_comparison_is_shown_with_baselines_and_verdict():
    card = skrepr.model_card(golden_models.graphs()[0], comparison_of("NearestSize"))
    assert "these numbers belong to the method" in card
    assert "new beats every baseline." in card
    assert "old" in card
    assert "(demo profile)" in card


def test_a_comparison_of_other_methods_is_refused_before_anything_is_written(tmp_path):
    model = golden_models.graphs()[0]
    with pytest.raises(UsageError, match=r"must try an estimator of the model .*NearestSize.*: b"):
        skrepr.save(model, tmp_path / "model.skops", comparison=comparison_of("Another"))
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_without_a_card_is_refused(tmp_path):
    with pytest.raises(ValueError, match="'comparison' goes onto the card"):
        skrepr.save(
            Ridge().fit(X, Y),
            tmp_path / "model.skops",
            card=False,
            comparison=comparison_of("NearestSize"),
        )


def test_the_card_lies_beside_the_model(tmp_path):
    model = Ridge().fit(X, Y)
    skrepr.save(model, tmp_path / "model.skops")
    assert (tmp_path / "model.skops.md").read_text("utf-8") == skrepr.model_card(model)
    skrepr.save(model, tmp_path / "bare.skops", card=False)
    assert not (tmp_path / "bare.skops.md").exists()


@pytest.mark.parametrize(
    "name", [*summaries.HOSTILE, "```\n# Title", "![x](http://a.b/c.png)", "| a | b |"]
)
def test_hostile_classes_stay_text(name):
    model = LogisticRegression().fit(X, [name, "plain", "plain"])
    card = skrepr.model_card(model)
    listed = [line for line in card.splitlines() if line.startswith("- classes: ")]
    assert len(listed) == 1
    assert listed[0].isprintable()
    assert card.count("\n# ") == 0
    assert re.search(r"(?<!\\)(<script|!\[|\]\(|://)", card) is None


def test_a_hostile_label_cannot_end_the_block_of_the_comparison():
    label = "````\n<script>alert(1)</script>"
    card = skrepr.model_card(golden_models.graphs()[0], comparison_of("NearestSize", label))
    fences = [line for line in card.splitlines() if line.startswith("`") and "text" not in line]
    assert "`````" in fences
    before, _, _ = card.partition("<script>")
    assert before.count("`````text") == 1


def test_a_parameter_that_cannot_be_printed_is_named_by_its_type():
    class Shy:
        def __repr__(self):
            raise RuntimeError

    card = skrepr.model_card(Ridge(positive=Shy()))
    assert "- positive = a Shy that cannot be printed" in card


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("n_components", "n_components"),
        ("_emphasis_", r"\_emphasis\_"),
        ("a\nb\x1b", "a b"),
        ("https://a.b www.c.d", r"https\://a.b www\.c.d"),
        ("a|b", r"a\|b"),
        ("&lt;", r"\&lt;"),
    ],
)
def test_marks_are_escaped_where_markdown_would_read_them(raw, shown):
    assert escape(raw) == shown
