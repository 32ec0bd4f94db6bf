from __future__ import annotations

import pytest

from tests.report.samples import read
from tests.report.stories import persian
from wikidiff.model import Action, Context, Occurrence
from wikidiff.report import glyphs
from wikidiff.report.excerpt import Role, excerpt, said

MARKS = {Role.CONTEXT: "{}", Role.REMOVED: "[-{}-]", Role.ADDED: "{{+{}+}}", Role.MOVED: "«{}»"}


def shown(marked: str, *, room: int = 120, context: Context = Context.PROSE, action: Action = Action.CHANGE) -> str:
    old, new, sides = read(marked)
    pieces = excerpt(Occurrence(*sides[0], (), context), old, new, room=room, action=action)
    return "".join(MARKS[piece.role].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("It is a [-big-]{+large+} town.", "It is a [-big-]{+large+} town."),
        ("Line before.\nIt is [-big-]{+large+}.\nLine after.", "It is [-big-]{+large+}."),
        ("A [[Town (Ohio)|town]] is [-big-]{+large+} in '''[[Ohio]]'''.", "A town is [-big-]{+large+} in Ohio."),
        ("A<ref>x {{y}}</ref> [-b-]{+c+}.<ref name=a /> Yes.", "A[ref] [-b-]{+c+}.[ref] Yes."),
        (
            "{{Infobox settlement|name=Ellis|motto=Semper|population=1}} [-b-]{+c+}",
            "{{Infobox settlement|…}} [-b-]{+c+}",
        ),
        ("A&nbsp;[-b-]{+c+}<br />d", "A [-b-]{+c+} d"),
        ("One.\n\n{+A new paragraph.\n\n+}Two.", "{+A new paragraph.+}"),
        ("One.{+\n\nA new paragraph.+}\nTwo.", "{+A new paragraph.+}"),
        ("One.\n[-Gone.\n-]Two.", "[-Gone.-]"),
        ("a[- -]{+\u00a0+}b", "a[-␣-]{+<NBSP>+}b"),
        ("a[-\n\n-]b", "a[-¶¶-]b"),
        ("a[-\u200e-]b", "a[-<LRM>-]b"),
        ("cafe[-\u0301-]{+\u0300+}s", "caf[-e\u0301-]{+e\u0300+}s"),
        ("क[-ि-]{+ी+}ताब", "[-कि-]{+की+}ताब"),
        ("[-a-]{+b+}\u0301c", "[-a\u0301-]{+b\u0301+}c"),
    ],
)
def test_an_excerpt_reads_as_a_person_reads(marked, expected):
    assert shown(marked) == expected


def test_code_and_comments_are_shown_as_they_are():
    assert shown("<!-- ''a'' [[b|c]] [-d-]{+e+} -->", context=Context.COMMENT) == "<!-- ''a'' [[b|c]] [-d-]{+e+} -->"


def test_a_reference_of_which_only_the_end_is_seen_is_folded():
    long = "A.<ref>{{cite web|title=" + "very " * 300 + "long}}</ref> It is [-big-]{+large+}."
    assert shown(long) == "[ref] It is [-big-]{+large+}."
    after = "It is [-big-]{+large+}.<ref>{{cite web|title=" + "very " * 300 + "long}}</ref> A."
    assert shown(after) == "It is [-big-]{+large+}.[ref]"


def test_context_is_cut_at_words_and_shared_by_both_sides():
    marked = "one two three four five " * 20 + "[-big-]{+large+}" + " six seven eight nine ten" * 20
    text = shown(marked, room=80)
    assert text == "… five one two three four five [-big-]{+large+} six seven eight nine ten six …"


def test_a_side_that_needs_less_leaves_its_room_to_the_other():
    text = shown("It is [-big-]{+large+}" + " six seven eight nine ten" * 20, room=80)
    assert text.startswith("It is [-big-]{+large+} six")
    assert 60 < glyphs.cells(text) <= 90


def test_a_move_is_shown_once():
    assert shown("x [-moved-]{+moved+} y") == "x «moved» y"
    assert shown("x [-moved-]{+moved on+} y", action=Action.MOVE) == "x «moved on» y"


def test_unknown_texts_and_wrong_offsets_leave_the_change_alone():
    old, _, sides = read("It is a [-big-]{+large+} town.")
    place = Occurrence(*sides[0])
    alone = [(Role.REMOVED, "big"), (Role.ADDED, "large")]
    assert [tuple(piece) for piece in excerpt(place, None, None, room=80)] == alone
    assert [tuple(piece) for piece in excerpt(place, "x", "y", room=80)] == alone
    assert len(excerpt(place, old, None, room=80)) == 4


def test_a_huge_change_is_bounded_in_time_and_size():
    for huge in ("x" * 1_000_000, "<ref>" * 100_000, "[[" * 100_000, "{{" * 100_000, "\u0301" * 200_000):
        for marked in (f"{huge}[-a-]{{+b+}}{huge}", f"a [-{huge}-]{{+b+}} c"):
            assert len(shown(marked, room=120)) < 3000


def test_what_a_sentence_quotes_keeps_its_direction_to_itself():
    (finding,) = [each for each in persian().findings if "۵۱۲" in each.new]
    sentence = "".join(MARKS[piece.role].format(piece.text) for piece in said(finding, finding.message))
    assert sentence.startswith("“[-\u2067۵۶۰ متر\u2069-]” became “{+\u2067۵۱۲ متر\u2069+}” (")
    quoted = said(finding, "The source “عنوان” was changed.")
    assert [piece.text for piece in quoted] == ["The source “\u2067عنوان\u2069” was changed."]
