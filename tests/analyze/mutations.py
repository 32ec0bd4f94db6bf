"""Real paragraphs and what an editor, a robot or an accident may make of them."""

from __future__ import annotations

import re
from functools import lru_cache

from hypothesis import strategies as st

from benchmarks import material
from tests.campaign import tenth

PIECE = re.compile(r"\{\{|\}\}|\[\[|\]\]|<[^<>\n]*>|\w+|\s|[^\w\s]")
WHOLE = re.compile(
    r"<ref[^<>/]*>.*?</ref>|\{\{[^{}]*\}\}|\[\[[^\[\]]*\]\]|^\|-.*\n(?:[|!].*\n)*", re.DOTALL | re.MULTILINE
)
DELIMITERS = st.sampled_from(
    [
        *("{{", "}}", "[[", "]]", "{|\n", "\n|}", "|-\n", "|", "||", "'''", "''", "==", "\n", "\n\n", "* ", "# ", "="),
        *("<ref>", "</ref>", '<ref name="a"/>', "<!--", "-->", "<nowiki>", "</nowiki>", "<br>", "<math>", "</math>"),
        *("[http://a.b c]", "&nbsp;", " ", "  ", ".", ",", '"', "“", "”", "\r\n", "\u200b"),
    ]
)
WORDS = st.sampled_from(
    ["new", "42", "new words here", "[[new]]", "<ref>{{cite web|url=http://n.ew|title=New}}</ref>", "is"]
)
WHOLES = ("drop whole", "copy whole", "move whole")
LINES = ("drop lines", "copy lines", "move lines", "split line", "join lines")
PIECES = ("drop pieces", "copy pieces", "move pieces", "put word", "put delimiter", "swap word", "drop delimiter")


@lru_cache(maxsize=1)
def paragraphs() -> tuple[tuple[str, str], ...]:
    """Return stretches of real pages of some hundred characters, with their language."""
    pages = [*tenth(material.articles()), *material.awkward_pages(), *tenth(material.wikis())]
    pages += [material.Text(pair.name, pair.language, pair.new) for pair in tenth(material.recent_pairs(), 20)]
    found: list[tuple[str, str]] = []
    for page in pages:
        stretch = ""
        for line in page.text.splitlines(keepends=True):
            stretch += line
            if len(stretch) > 500:
                if len(stretch) < 4_000:
                    found.append((page.language, stretch))
                stretch = ""
    return tuple(found)


def _moved(items: list[str], start: int, end: int, to: int) -> list[str]:
    rest = items[:start] + items[end:]
    return rest[:to] + items[start:end] + rest[to:]


def _cut(draw: st.DrawFn, text: str, what: str) -> str:
    """Change wholes: refs, templates, links, rows."""
    found = list(WHOLE.finditer(text))
    if not found:
        return text
    match = found[draw(st.integers(0, len(found) - 1))]
    rest = text if what == "copy whole" else text[: match.start()] + text[match.end() :]
    if what == "drop whole":
        return rest
    to = draw(st.integers(0, len(rest)))
    return rest[:to] + match[0] + rest[to:]


def _changed(draw: st.DrawFn, items: list[str], what: str, most: int) -> list[str]:
    """Change lines or pieces: drop, copy or move a run of them."""
    start = draw(st.integers(0, len(items) - 1))
    end = min(len(items), start + draw(st.integers(1, most)))
    if what.startswith("drop"):
        return items[:start] + items[end:]
    if what.startswith("copy"):
        return items[:end] + items[start:]
    return _moved(items, start, end, draw(st.integers(0, len(items))))


def mutated(draw: st.DrawFn, text: str) -> str:
    """Return a text with one thing changed."""
    what = draw(st.sampled_from([*WHOLES, *LINES, *PIECES]))
    if what in WHOLES:
        return _cut(draw, text, what)
    items = text.splitlines(keepends=True) if what in LINES else PIECE.findall(text)
    if not items:
        return text + draw(WORDS)
    at = draw(st.integers(0, len(items) - 1))
    if what == "split line":
        half = draw(st.integers(0, len(items[at])))
        items[at] = items[at][:half] + "\n" + items[at][half:]
    elif what == "join lines":
        items[at] = items[at].rstrip("\n") + " "
    elif what == "put word":
        items.insert(at, f" {draw(WORDS)} ")
    elif what == "put delimiter":
        items.insert(at, draw(DELIMITERS))
    elif what == "swap word":
        items[at] = draw(WORDS)
    elif what == "drop delimiter":
        marks = [place for place, item in enumerate(items) if not item[0].isalnum() and not item.isspace()]
        if marks:
            del items[marks[draw(st.integers(0, len(marks) - 1))]]
    else:
        return "".join(_changed(draw, items, what, 3 if what in LINES else 20))
    return "".join(items)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, str, str]:
    """Draw a language, a real stretch of text, and the same with one to four things changed."""
    language, old = draw(st.sampled_from(paragraphs()))
    new = old
    for _ in range(draw(st.integers(1, 4))):
        new = mutated(draw, new)
    return language, old, new
