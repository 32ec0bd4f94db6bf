"""Saved diff pages: exact where they show something, honest where they do not."""

import contextlib
import html
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import wikidiff
from tests.doc_cases import ROOT
from wikidiff.errors import InputError
from wikidiff.model import Category
from wikidiff.sources import open_pair
from wikidiff.sources.diffpage import looks_like_diff_page, read_diff_page

PAGES = ROOT / "fixtures" / "diffpages"
SEED = ROOT / "fixtures" / "seed"

lines = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u00a0\u2028\u2029\x85"), max_size=20
)


def shown_alone(text: str, whole: str) -> bool:
    rest = iter(whole.split("\n"))
    return all(line in rest for line in text.split("\n") if line)


OLD_CELL = '<td class="diff-marker" data-marker="−"></td><td class="diff-deletedline diff-side-deleted">'
NEW_CELL = '<td class="diff-marker" data-marker="+"></td><td class="diff-addedline diff-side-added">'
EMPTY_CELL = '<td colspan="2" class="diff-empty"></td>'
SAME_CELL = '<td class="diff-marker"></td><td class="diff-context">'
TABLE = {
    "context": f"{SAME_CELL}<div>{{0}}</div></td>{SAME_CELL}<div>{{1}}</div></td>",
    "change": f'{OLD_CELL}<div>{{0}}<del class=""></del></div></td>{NEW_CELL}<div><ins>{{1}}</ins></div></td>',
    "remove": f'{OLD_CELL}<div><a name="movedpara_1_1_lhs"></a>{{0}}</div></td>{EMPTY_CELL}',
    "add": f"{EMPTY_CELL}{NEW_CELL}<div>{{1}}</div></td>",
    "line": '<td colspan="2" class="diff-lineno" id="mw-diff-left-l1">Line {0}:</td>'
    '<td colspan="2" class="diff-lineno">{1}. sor:</td>',
}
INLINE = {
    "context": '<div class="mw-diff-inline-context">{0}</div>',
    "change": '<div class="mw-diff-inline-changed"><del>{0}</del><ins>{1}</ins></div>',
    "remove": '<div class="mw-diff-inline-deleted"><del>{0}</del></div>',
    "add": '<div class="mw-diff-inline-moved mw-diff-inline-moved-destination">'
    '<a class="mw-diff-movedpara-right">▲</a>{1}</div>',
    "line": '<div class="mw-diff-inline-header"><!-- LINES {0},{1} --></div>',
}


def table(rows: list[tuple[str, str, str]]) -> str:
    """Write the table layout: kind, old line, new line."""
    written = (TABLE[kind].format(html.escape(old), html.escape(new)) for kind, old, new in rows)
    return '<table class="diff">' + "".join(f"<tr>\n  {row}\n</tr>" for row in written) + "</table>"


def inline(rows: list[tuple[str, str, str]]) -> str:
    """Write the inline layout, which shows an empty line as a no-break space."""
    return "\n".join(
        INLINE[kind].format(html.escape(old) or ("&#160;" if kind == "context" else ""), html.escape(new))
        for kind, old, new in rows
    )


rows = st.lists(
    st.one_of(
        lines.map(lambda line: ("context", line, line)),
        st.tuples(st.sampled_from(["change", "remove", "add"]), lines, lines),
    ),
    min_size=1,
    max_size=6,
)


@given(rows, st.sampled_from([table, inline]))
def test_lines_are_read_as_they_stand(found, layout):
    old, new, notes = read_diff_page(layout([("line", "1", "1"), *found]).encode())
    assert old.text == "\n".join(row[1] for row in found if row[0] != "add")
    assert new.text == "\n".join(row[2] for row in found if row[0] != "remove")
    assert notes[0].code == "partial_text"


@pytest.mark.parametrize("layout", [table, inline])
def test_a_gap_is_an_empty_line_and_is_told(layout):
    page = layout(
        [
            ("line", "31", "31"),
            ("change", "a", "b"),
            ("line", "1234" if layout is inline else "1,234", "1235"),
            ("add", "", "c"),
        ]
    )
    old, new, notes = read_diff_page(page.encode(), "x.html")
    assert (old.text, new.text) == ("a\n", "b\n\nc")
    assert "at least 1,232 of the old and 1,233 of the new text" in notes[0].text
    assert notes[0].text.startswith("x.html: ")


def test_numbers_of_lines_are_read_in_any_digits():
    page = table([("line", "٣١", "۳۲"), ("add", "", "c")])
    assert "at least 30 of the old and 31 of the new" in read_diff_page(page.encode())[2][0].text


@pytest.mark.parametrize("name", ["seed-browser.html.gz", "seed-compare-inline.json.gz"])
def test_a_real_page_of_a_wiki(name):
    pair = open_pair(str(PAGES / name))
    for side in ("old", "new"):
        whole = (SEED / f"{side}.wikitext").read_text(encoding="utf-8")
        assert shown_alone(getattr(pair, side).text, whole)
    assert [note.code for note in pair.notes] == ["partial_text"]
    assert pair.new.page is not None
    assert pair.new.page.title == "Saved diff"
    assert pair.new.id == (pair.old.id or 0) + 1
    found = wikidiff.compare(pair.old, pair.new)
    texts = [(SEED / f"{side}.wikitext").read_text(encoding="utf-8") for side in ("old", "new")]
    expected = wikidiff.compare(texts[0], texts[1])
    assert found.summary[Category.TERMINOLOGY] == expected.summary[Category.TERMINOLOGY]
    assert [(f.category, f.old, f.new) for f in found.findings] == [
        (f.category, f.old, f.new) for f in expected.findings
    ]


def test_spaces_that_may_be_others_are_told():
    notes = read_diff_page(table([("change", "a\u00a0 b", "c")]).encode())[2]
    assert [note.code for note in notes] == ["partial_text", "spaces"]


def test_both_forms_of_the_api_are_read():
    body = table([("change", "a", "b")])
    for compared in ({"body": body}, {"*": body}):
        data = json.dumps({"compare": {**compared, "fromrevid": 1, "torevid": 2, "totitle": "A"}}).encode()
        assert looks_like_diff_page(data)
        old, new, _ = read_diff_page(data)
        assert (old.id, new.id, old.text, new.text) == (1, 2, "a", "b")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body>Hello</body></html>", "no diff page"),
        (b'<table class="diff"><tr><td class="diff-notice">(No difference)</td></tr></table>', "no changed lines"),
        (b'{"compare": {}}', '"compare"'),
        (b'{"compare": ', "not JSON"),
        (b"<table>\xff", "not UTF-8"),
        (b"<table " + b"a='" * 200_000, "does not end"),
    ],
)
def test_what_shows_no_lines_is_refused(data, words):
    with pytest.raises(InputError, match=words):
        read_diff_page(data)


@given(rows, st.data())
@example([("context", "a", "a")], None)
def test_a_page_cut_anywhere_gives_lines_or_a_sentence(found, data):
    page = table(found).encode()
    cut = data.draw(st.integers(0, len(page))) if data is not None else 20
    with contextlib.suppress(InputError):
        old, new, _ = read_diff_page(page[:cut])
        assert shown_alone(old.text or "", "\n".join(row[1] for row in found if row[0] != "add"))
        assert shown_alone(new.text or "", "\n".join(row[2] for row in found if row[0] != "remove"))
