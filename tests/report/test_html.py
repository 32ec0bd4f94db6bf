from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import wikidiff
from tests.report import samples
from tests.wiki import pairs
from wikidiff._version import __version__
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks as changed_lines
from wikidiff.model import Analysis, Between, Revision
from wikidiff.report import html, page
from wikidiff.wire import from_json, to_json


def size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def test_the_page_of_the_seed_edit(snapshot):
    text = html.render(samples.seed(), heading="U.S. Immigration and Customs Enforcement")
    text = re.sub(r"(<style>).*?(</style>)", r"\1…\2", text, flags=re.DOTALL)
    assert re.sub("sha256-[^&]*", "…", text).replace(__version__, "…") == snapshot.use_extension(samples.saved("html"))


@pytest.mark.parametrize("name", samples.ALL)
def test_the_same_analysis_is_the_same_page(name):
    assert html.render(samples.ALL[name]()) == html.render(samples.ALL[name]())


@pytest.mark.parametrize("pair", [pytest.param(pair, id=pair.name) for pair in pairs.pages()[::4]])
def test_a_page_is_small_beside_what_changed(pair):
    told = html.render(wikidiff.compare(pair.old, pair.new, language="und"))
    lines = changed_lines(pair.old, pair.new, Budget())
    changed = sum(size(pair.old[o1:o2]) + size(pair.new[n1:n2]) for o1, o2, n1, n2 in lines)
    assert size(told) < 3 * changed + 60_000


def districts(number: int) -> tuple[str, str]:
    return (
        f"* District {number} has {1000 + number * 7} people.\n",
        f"* District {number} has {1001 + number * 9} people.\n",
    )


def rows(number: int) -> tuple[str, str]:
    return f"|-\n| A{number}\n| {number + 100}\n", f"|-\n| A{number}\n| {number * 3 + 200}\n"


@pytest.mark.parametrize(("line", "around"), [(districts, ("", "")), (rows, ("{|\n", "|}\n"))])
def test_a_page_of_very_many_findings_is_small_too(line, around):
    old, new = (around[0] + "".join(line(number)[side] for number in range(240)) + around[1] for side in (0, 1))
    analysis = wikidiff.compare(old, new)
    told = html.render(analysis)
    assert len(analysis.findings) > 200
    assert size(told) < 3 * (size(old) + size(new)) + 60_000
    assert all(f'id="f{number}"' in told and f'id="f{number}p1"' in told for number in range(1, len(analysis.findings)))


def test_without_the_texts_there_is_no_diff_and_no_link_to_one():
    told = html.render(from_json(to_json(samples.every_category())))
    assert 'id="diff"' not in told
    assert "in the diff" not in told
    assert told.count('<article class="f"') == 11


def test_where_only_some_findings_are_shown_the_diff_has_their_lines_alone():
    whole = samples.terms()
    some = Analysis(
        language="en",
        old=whole.old,
        new=whole.new,
        findings=tuple(finding for finding in whole.findings if finding.code == "CON004"),
    )
    told = html.render(some, whole=whole)
    assert told.count('<article class="f"') == 1
    lines = told.partition('class="hunk"')[2].partition("</section>")[0]
    assert lines.count("<del") == 2  # the other change of the line is marked too
    assert lines.count("<sup>") == 1  # and leads nowhere
    assert "the oldest" in told


def test_the_head_says_who_when_what_and_what_lies_between():
    made = samples.every_category()
    known = Analysis(
        language="en",
        old=made.old,
        new=made.new,
        findings=made.findings,
        between=Between(revisions=3, users=2),
    )
    told = html.render(known)
    for part in (
        "3 revisions by 2 users lie between the two.",
        '<time datetime="2024-05-02T18:05:59Z">2024-05-02 18:05 UTC</time>',
        'href="https://en.wikipedia.org/w/index.php?diff=1002&amp;oldid=1001"',
        'href="https://en.wikipedia.org/w/index.php?title=Ellis&amp;action=history"',
        'href="https://en.wikipedia.org/w/index.php?title=Special:Contributions/192.0.2.7"',
        '<span class="tag">minor</span>',
        '<span class="tag">temporary account</span>',
        "tag: <bdi>visualeditor</bdi>",
        "340 → 637 bytes (+297)",
    ):
        assert part in told


class Balance(HTMLParser):
    """Counts what is opened and closed."""

    void = frozenset({"meta", "rect", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002  (the parser's signature)
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", samples.ALL)
def test_what_is_opened_is_closed(name):
    balance = Balance()
    balance.feed(html.render(samples.ALL[name]()))
    assert balance.open == []


def test_the_style_sheet_is_the_one_that_the_policy_allows():
    import base64
    import hashlib

    told = html.render(samples.terms())
    sheet = told.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in told
    assert "<" not in "".join(page.style(name) for name in html.STYLES)


def test_pairs_are_one_page_and_are_asked_for_one_by_one():
    asked = []

    def named():
        for name, make in samples.ALL.items():
            asked.append(name)
            whole = make()
            yield name, whole, whole

    parts = html.render_many(named())
    next(part for part in parts if "terms" in part)
    assert asked == ["terms"]
    text = "".join(parts)
    assert asked == list(samples.ALL)
    assert all(f'id="p{number}-pair"' in text for number in range(2, len(asked) + 1))


def test_nothing_changed_is_said():
    told = html.render(Analysis(language="en", old=Revision(text="a"), new=Revision(text="a")))
    assert "No change." in told
    assert "Nothing was found." in told
