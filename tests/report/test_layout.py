from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from wikidiff.report import glyphs
from wikidiff.report.layout import wrapped


def lines(text: str, width: int) -> list[str]:
    return [line.plain for line in wrapped(Text(text), width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 80, ["one two three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("ab cdefghij", 4, ["ab c", "defg", "hij"]),
        ("abc defghij", 4, ["abc", "defg", "hij"]),
        ("see https://example.org/one/two", 14, ["see https://", "example.org/", "one/two"]),
        ("歐洲難民危機", 5, ["歐洲", "難民", "危機"]),
        ("歐洲難民。危機", 8, ["歐洲難", "民。危機"]),
        ("歐洲難「民危機", 8, ["歐洲難", "「民危機"]),
        ("in 歐洲難民 now", 8, ["in 歐洲", "難民 now"]),
        ("歐洲[-難民-] 危機", 9, ["歐洲[-難", "民-] 危機"]),
        ("e\u0301" * 4, 2, ["e\u0301e\u0301", "e\u0301e\u0301"]),
    ],
)
def test_lines_break_where_the_script_allows(text, width, expected):
    assert lines(text, width) == expected


def test_an_isolate_is_opened_again_on_the_next_line():
    assert lines("\u2067one \u2066two three\u2069 four\u2069", 8) == [
        "\u2067one \u2066two\u2069\u2069",
        "\u2067\u2066three\u2069\u2069",
        "\u2067four\u2069",
    ]


def test_styles_stay_with_their_words():
    text = Text.assemble("one ", ("two three", "red"))
    styled = [[(line.plain[span.start : span.end], span.style) for span in line.spans] for line in wrapped(text, 7)]
    assert styled == [[("two", "red")], [("three", "red")]]


letters = st.text(alphabet=st.sampled_from("ab -+[]，「歐क\u0301ि\u200dกا 👍"), max_size=60)


@given(letters, st.integers(2, 20))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    broken = lines(text, width)
    assert "".join("".join(broken).split()) == "".join(text.split())
    for line in broken:
        assert cell_len(line) <= width or sum(not glyphs.combines(letter) for letter in line) <= 1


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [("short", 10, "short"), ("a longer text", 8, "a longe…"), ("歐洲難民危機", 7, "歐洲難…"), ("", 5, "")],
)
def test_a_text_is_shortened_to_columns(text, room, expected):
    assert glyphs.shorten(text, room) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("", ""),
        ("\n", "¶"),
        ("word " * 40, "word word […186 characters…] word "),
        ("x" * 1_000_000, "xxxxxxxxxxxx […999,982 characters…] xxxxxx"),
        ("a\n" * 1_000_000, "a ¶ a ¶ a ¶ […1,999,983 characters…] ¶ a ¶ "),
    ],
)
def test_a_long_text_gives_way_in_its_middle(text, expected):
    assert glyphs.squeeze(text, 40) == expected


@given(letters, st.integers(0, 20))
def test_beginnings_and_ends_fit_and_are_cut_between_letters(text, room):
    first, last = glyphs.head(text, room), glyphs.tail(text, room)
    assert text.startswith(first)
    assert text.endswith(last)
    assert sum(cell_len(letter) for letter in first) <= room
    assert sum(cell_len(letter) for letter in last) <= room
    assert not (last and len(last) < len(text) and glyphs.combines(last[0]))
    assert not (len(first) < len(text) and first and glyphs.combines(text[len(first)]))


@pytest.mark.parametrize(
    ("text", "changed", "expected"),
    [
        ("plain text", False, "plain text"),
        ("a\x1b[2Jb", False, "a<U+001B>[2Jb"),
        ("a\u202eb\u2066c", False, "a<U+202E>b<U+2066>c"),
        ("a\ud800b", False, "a<U+D800>b"),
        ("a\nb\tc\u00a0d", False, "a ¶ b c d"),
        ("a\u200eb\u200cc\u200dd", False, "ab\u200cc\u200dd"),
        ("a\u200eb", True, "a<LRM>b"),
        (" \n\u00a0\t\u2009", True, "␣¶<NBSP><TAB><U+2009>"),
        ("\u0601 \ue000", False, "\u0601 \ue000"),
    ],
)
def test_what_acts_on_a_terminal_is_named(text, changed, expected):
    assert glyphs.visible(text, changed=changed) == expected


def test_only_right_to_left_text_is_isolated():
    assert glyphs.isolate("Ellis 7") == "Ellis 7"
    assert glyphs.isolate("مدينة Ellis") == "\u2067مدينة Ellis\u2069"
    assert glyphs.isolate("Ellis مدينة") == "\u2066Ellis مدينة\u2069"
