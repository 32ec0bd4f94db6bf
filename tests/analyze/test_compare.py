"""The laws of a comparison on real paragraphs changed at random; arguments, notes, sites; the same result always."""

from __future__ import annotations

import gc
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings

import wikidiff
from benchmarks import material
from tests.analyze.mutations import mutations
from tests.bounded import bounded
from tests.campaign import SOAK, tenth
from tests.laws import laws
from wikidiff.errors import InputError
from wikidiff.model import Page, Revision
from wikidiff.model.revision import of_text

EXAMPLES = 2_000 if SOAK else 200
LONG = "The town has a harbour and two churches from the late middle ages. "


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutations())
def test_the_laws_hold_on_real_paragraphs_changed_at_random(pair):
    language, old, new = pair
    with bounded(20):
        analysis = wikidiff.compare(old, new, language=language)
        assert list(laws.comparison(old, new, analysis)) == []
        back = wikidiff.compare(new, old, language=language)
        assert list(laws.comparison(new, old, back)) == []


@settings(max_examples=EXAMPLES // 10)
@given(mutations())
def test_nothing_is_remembered_from_one_comparison_to_the_next(pair):
    language, old, new = pair
    first = wikidiff.to_json(wikidiff.compare(old, new, language=language))
    wikidiff.compare(new, old, language=language)
    wikidiff.compare(old + new, new, language="de")
    wikidiff.compare(old, old, language=language)
    assert wikidiff.to_json(wikidiff.compare(old, new, language=language)) == first


@pytest.mark.parametrize("pair", [pytest.param(p, id=p.name) for p in tenth(material.recent_pairs(), 12)])
def test_the_same_with_and_without_what_was_remembered(pair):
    first = wikidiff.compare(pair.old, pair.new, language=pair.language)
    other = tenth(material.recent_pairs(), 3)[0]
    wikidiff.compare(other.old, other.new, language=other.language)
    assert wikidiff.compare(pair.old, pair.new, language=pair.language) == first


@pytest.mark.parametrize("text", ["", "a", LONG * 50, "{{a|b}}\n" * 50, "\x00", "\ud800", "<!--"])
def test_a_text_and_itself(text):
    analysis = wikidiff.compare(text, text)
    assert (analysis.findings, analysis.work.parsed_characters, analysis.work.cells) == ((), 0, 0)
    assert analysis.work.characters == 2 * len(text)


# --- the smallest pairs that once broke a law -------------------------------------------------------------------------

BROKEN = {
    "a template and a word, spaces apart": ("{{N}}J", "{{B}} ["),
    "a parameter and an equals sign in a ref": ("<ref>{{-|=n|8}}</ref>", "<ref>{{n||=}}</ref>"),
    "an insertion slid over the edit before it": ("n of r,of M,", "of M"),
    "a moved line with styles": ("*Cversity1993\n''New.''New k", "New k\n*"),
}


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN.keys())
def test_what_once_broke_a_law(old, new):
    for left, right in ((old, new), (new, old)):
        assert list(laws.comparison(left, right, wikidiff.compare(left, right))) == []


# --- arguments and notes ----------------------------------------------------------------------------------------------


def notes(*arguments: object, **named: object) -> set[str]:
    analysis = wikidiff.compare(*arguments, **named)  # type: ignore[arg-type]
    return {note.code for note in analysis.notes}


def test_texts_and_revisions_say_the_same():
    old, new = Revision(id=1, text="A old town."), Revision(id=2, text="A new town.")
    left, right = wikidiff.compare(old, new), wikidiff.compare("A old town.", "A new town.")
    assert left.findings == right.findings
    assert (left.old.id, left.new.id, right.old.id) == (1, 2, None)


@pytest.mark.parametrize("value", [None, 5, b"a", ["a"], object()])
@pytest.mark.parametrize("side", ["old", "new"])
def test_what_is_neither_text_nor_revision_is_refused(value, side):
    arguments = {"old": "a", "new": "b", side: value}
    with pytest.raises(InputError) as caught:
        wikidiff.compare(**arguments)
    assert side in str(caught.value)
    assert type(value).__name__ in str(caught.value)


@pytest.mark.parametrize(("old", "new"), [(None, "a"), ("a", None), (None, None)])
def test_a_hidden_text_is_a_note(old, new):
    analysis = wikidiff.compare(Revision(text=old), Revision(text=new))
    assert not analysis.findings
    assert [note.code for note in analysis.notes] == ["hidden"]


def test_the_site_is_asked_for_or_that_of_the_page_or_of_the_language():
    page = Page(wiki="frwiki", title="A")
    assert wikidiff.compare("a", "b").site == "enwiki"
    assert wikidiff.compare("a", "b", language="de-AT").site == "dewiki"
    assert wikidiff.compare("a", "b", language="de", site="itwiki").site == "itwiki"
    assert wikidiff.compare("a", Revision(text="b", page=page)).site == "frwiki"
    assert wikidiff.compare(Revision(text="a", page=page), "b").site == "frwiki"
    assert wikidiff.compare(Revision(text="a", page=page), "b", site="enwiki").site == "enwiki"


def test_an_unknown_site_or_language_is_a_note():
    assert wikidiff.compare("a", "b", site="nosuchwiki").site == "generic"
    assert notes("a", "b", site="nosuchwiki") == {"site"}
    assert "language" in notes("a", "b", language="tlh")
    assert notes("a", "b") == set()


def test_what_was_degraded_is_a_note():
    assert notes("a\x00<b>b</b> old", "a\x00<b>b</b> new") == {"unread-markup"}
    assert notes(f"x {'{{a|' * 300} old", f"x {'{{a|' * 300} new") == {"budget"}
    old = "".join(f"w{n} " for n in range(1_500))
    assert "budget" in notes("a b " * 700, "b c " * 700) or notes(old, old[::-1]) == {"budget"}


def test_history_finds_the_revision_that_is_put_back():
    history = [Revision(id=7, text="A town."), Revision(id=8, text="Rubbish!")]
    analysis = wikidiff.compare(history[1], Revision(id=9, text="A town."), history=history)
    assert [finding.category.value for finding in analysis.findings][:1] == ["revert"]
    assert "revert" not in [f.category.value for f in wikidiff.compare("Rubbish!", "A town.").findings]
    assert "revert" not in [f.category.value for f in wikidiff.compare("A town.", "B.", history=["A town."]).findings]


def test_work_follows_the_change_and_not_the_page():
    same = "".join(f"Paragraph {n} with [[a link|its label]] and more words.\n\n" for n in range(1_000))
    small = wikidiff.compare(f"{same[:500]}\n\nOld [[words]].\n", f"{same[:500]}\n\nNew [[words]].\n").work
    large = wikidiff.compare(f"{same}\n\nOld [[words]].\n{same}", f"{same}\n\nNew [[words]].\n{same}").work
    assert large.parsed_characters <= 2 * small.parsed_characters
    assert large.cells <= 2 * small.cells


# --- large pages that were edited throughout --------------------------------------------------------------------------


def _rows(count: int, word: str, every: int) -> str:
    rows = (f"|-\n| Row {n} || {n * 7} || [[Link {n}]] {word if n % every == 0 else 'text'}\n" for n in range(count))
    return "{|\n" + "".join(rows) + "|}\n"


THROUGHOUT = {
    "every paragraph": [f"Paragraph {{n}} tells {word} things about {{n}}.\n\n" for word in ("old", "new")],
    "sections of the third level": [f"=== S{{n}} ===\nParagraph with {word} here.\n\n" for word in ("words", "terms")],
    "lines that begin with an equals sign": [
        f"= S{{n}}\nParagraph with {word} here.\n\n" for word in ("words", "terms")
    ],
    "items": [f"* item\n* thing {word}{{n}}\n" for word in ("o", "n")],
    "parameters": [f"|p{{n}}={word}{{n}}\n" for word in ("v", "w")],
    "quotations": [f'"u{{n}}" {word} b{{n}} ' for word in ("x", "y")],
    "refs": [f"B{{n}}.<ref>{{{{cite web|url=http://a.b/{{n}}|title=T{{n}} {word}}}}}</ref>\n\n" for word in ("x", "y")],
    "equal lines and others": [
        "* the same long line again and again\nA\n",
        "A\n* the same long line again and again\n",
    ],
    "words doubled": ["ha ", "ha ha "],
}


@pytest.mark.parametrize(("one", "other"), THROUGHOUT.values(), ids=THROUGHOUT.keys())
def test_a_page_edited_throughout_is_read_in_bounded_time(one, other):
    old, new = ("".join(line.replace("{n}", str(n)) for n in range(1_000)) for line in (one, other))
    with bounded():
        assert wikidiff.compare(old, new).findings


def test_a_table_edited_throughout_is_read_in_bounded_time():
    with bounded():
        assert wikidiff.compare(_rows(2_000, "old", 4), _rows(2_000, "new", 4)).findings


def test_a_long_comment_full_of_headings():
    hidden = "<!--\n" + "== a ==\n" * 6_000 + "-->\n"
    old = hidden + "".join(f"Paragraph {n} with words here.\n\n" for n in range(1_000))
    with bounded(3):
        wikidiff.compare(old, old.replace("5 with words", "5 with terms"))


@pytest.mark.parametrize(
    "piece", [" ", "\t", "\n", "a", "1", "人", "\u0301", "“”", "]][[", "<!--x-->", "1,", "'", "|", "{{", "}}"]
)
def test_a_page_of_one_thing_is_read_in_bounded_time(piece):
    text = piece * (60_000 // len(piece))
    middle = len(text) // 2
    with bounded():
        assert wikidiff.compare(text, f"{text[:middle]} otherwise {text[middle:]}").findings


def test_a_text_alone_is_a_revision_of_which_nothing_else_is_known():
    made, whole = of_text("A town."), Revision(text="A town.")
    assert made == whole
    assert [getattr(made, field.name) for field in fields(made)] == [
        getattr(whole, field.name) for field in fields(whole)
    ]
    assert wikidiff.compare("A town.", "A city.").old == whole


def test_a_comparison_leaves_no_rings_of_objects_behind():
    pairs = [("The town is big. It has a mill.", "The town is large. It has two mills."), ("", "== A ==\n* [[B]]\n")]
    for old, new in pairs:
        wikidiff.compare(old, new)
    gc.collect()
    for old, new in pairs:
        wikidiff.compare(old, new)
    assert gc.collect() == 0
