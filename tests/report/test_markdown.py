from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.report import samples
from wikidiff.report import glyphs, markdown
from wikidiff.report.markdown import escape

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
UNSEEN = re.compile("[\u2060\u200a]")
SIGNS = st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~&$@:;/'\" \tabwgh1.www://"), max_size=30)


class Seen(HTMLParser):
    """What a page shows: its text, its elements, where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append({"s": "del"}.get(tag, tag))
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.text += data


def read(text: str) -> Seen:
    return Seen(READER.render(text))


def github(text: str) -> Seen:
    if shutil.which("cmark-gfm") is None:
        pytest.skip("cmark-gfm is not installed; .ci/packages installs it")
    names = ("table", "strikethrough", "autolink", "tasklist")
    extensions = [part for name in names for part in ("-e", name)]
    command = ["cmark-gfm", "--unsafe", *extensions]
    done = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    return Seen(done.stdout)


def test_the_comment_on_the_seed_edit(snapshot):
    assert markdown.render(samples.seed(), heading="ICE") == snapshot.use_extension(samples.saved("md"))


@pytest.mark.parametrize("reader", [read, github])
@pytest.mark.parametrize("name", samples.ALL)
def test_only_what_is_meant_is_marked_up(name, reader):
    made = samples.ALL[name]()
    seen = reader(markdown.render(made))
    assert set(seen.tags) <= {
        "h2", "h3", "p", "ul", "ol", "li", "strong", "del", "code", "a", "table", "thead", "tbody", "tr", "th", "td"
    }  # fmt: skip
    assert [link for link in seen.links if not link.startswith("https://en.wikipedia.org/w/index.php?")] == []
    assert len(seen.links) == {"every_category": 7, "hostile": 1}.get(name, 0)
    assert seen.tags.count("li") >= len(made.findings)


@pytest.mark.parametrize("reader", [read, github])
def test_every_mark_is_a_mark(reader):
    text = markdown.render(samples.seed())
    seen = reader(text)
    assert seen.tags.count("del") == text.count("~~") // 2
    assert seen.tags.count("strong") == text.count("**") // 2
    assert "~~" not in seen.text
    assert "**" not in seen.text


@pytest.mark.parametrize("reader", [read, github])
def test_what_an_edit_says_stays_text(reader):
    shown = UNSEEN.sub("", reader(markdown.render(samples.markup())).text)
    for part in samples.MARKUP[:4]:
        assert part in shown
    assert samples.MARKUP[6] in shown


def test_nobody_is_called():
    text = markdown.render(samples.markup())
    assert not re.search(r"@\w|#\d|GH-\d|(?<!\\):[a-z]+:", text)


@given(SIGNS)
def test_escaped_text_is_read_as_it_was(text):
    shown = glyphs.visible(text)
    assert " ".join(UNSEEN.sub("", read(f"x {escape(shown)} y").text).split()) == " ".join(f"x {shown} y".split())


@given(SIGNS, SIGNS, SIGNS, SIGNS)
def test_marks_hold_beside_any_text(before, old, new, after):
    from wikidiff.report.outline import Kind, Span

    parts = [(Kind.PLAIN, before), (Kind.REMOVED, old), (Kind.ADDED, new), (Kind.PLAIN, after)]
    line = markdown._inline((Span(Kind.PLAIN, "x"), *(Span(kind, glyphs.visible(text)) for kind, text in parts)))
    seen = read(line)
    assert seen.tags.count("del") == bool(old.strip())
    assert seen.tags.count("strong") == bool(new.strip())
    assert "".join(UNSEEN.sub("", seen.text).split()) == "x" + "".join("".join(text for _, text in parts).split())


def test_pairs_may_follow_each_other_under_headings_of_one_level():
    parts = [markdown.render(samples.ALL[name](), heading=name) for name in ("terms", "hindi")]
    assert read("\n".join(parts)).tags.count("h2") == 2
