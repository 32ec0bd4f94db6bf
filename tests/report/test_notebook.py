from __future__ import annotations

import subprocess
import sys

import pytest

import wikidiff
from tests.report import samples
from tests.report.test_html import Balance
from tests.report.test_markdown import Seen
from wikidiff.wire import from_json, to_json


@pytest.mark.parametrize("name", samples.ALL)
def test_a_notebook_shows_a_table_without_styles_or_scripts(name):
    made = samples.ALL[name]()
    text = made._repr_html_()
    seen, balance = Seen(text), Balance()
    balance.feed(text)
    assert balance.open == []
    assert set(seen.tags) <= {
        "div", "p", "strong", "bdi", "a", "table", "thead", "tbody", "tr", "th", "td", "del", "ins", "span", "code"
    }  # fmt: skip
    assert seen.tags.count("tr") == len(made.findings) + 1
    assert "style=" not in text.replace("</style>", "").replace("style=x", "")


def test_it_works_without_texts_and_says_what_changed():
    seen = Seen(from_json(to_json(samples.seed()))._repr_html_())
    assert "2 terms swapped in 9 places" in seen.text
    assert seen.tags.count("del") == seen.tags.count("ins") == 7


def test_it_is_bounded_whatever_the_edit():
    old = "".join(f"* District {number} has {1000 + number} inhabitants, {'x' * 4000}.\n" for number in range(240))
    new = "".join(f"* District {number} has {2 * number} cats, {'y' * 4000}.\n" for number in range(240))
    analysis = wikidiff.compare(old, new)
    text = analysis._repr_html_()
    assert len(text.encode()) < 40_000
    assert "<code>analysis.findings</code>" in text


def test_the_model_loads_nothing_for_it_before_it_is_asked():
    code = (
        "import sys, wikidiff\n"
        "analysis = wikidiff.compare('A chairman.', 'A chair.')\n"
        "assert not {'jinja2', 'rich', 'wikidiff.report'} & set(sys.modules)\n"
        "print(analysis._repr_html_()[:5])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "<div>\n"
