"""Segments of any script: no cluster is cut, and the language pack chooses how scripts without spaces are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from wikidiff import packs
from wikidiff.errors import PackError
from wikidiff.text.segments import CLUSTERS, WAYS, WORDS, hangs, way_of
from wikidiff.text.tokens import part_of_word, pieces, split

# What a reader takes as one letter or picture, written so that two of them side by side stay two.
WHOLE = [
    *("น้ำ", "เสี่", "ที่", "และ", "ไต", "ປີ", "ເຮົາ", "ນ້ຳ"),  # vowels before, above, below, behind; tone marks
    *("ស្រ្តី", "ខ្មែ", "ក្\u200dក", "ង៉ោះ"),  # coeng, vowels, signs
    *("တ္တ", "န်", "မြို့", "က္ကျွ"),  # virama, asat, medials, tones
    *("ꦏ꧀ꦱ", "ᬓ᭄ᬱ", "ᩈ᩠ᩅ"),  # stacked consonants of Java, Bali, Lanna
    *("が\u3099", "葛\U000e0100", "漢\ufe00"),
    *("👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🧑🏻\u200d🦰", "❤\ufe0f\u200d🔥", "☀\ufe0f", "🏳\ufe0f\u200d🌈"),
    *("🇹🇭", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "#\ufe0f\u20e3", "1\ufe0f\u20e3"),
    *("…\u0308", "§\u0301"),
]
# Words of scripts with spaces: marks, joiners and conjuncts inside.
SPACED = [
    *("e\u0301\u0323t", "क्षेत्र", "ज्ञान", "क्\u200dष", "শ্রী", "தமிழ்", "한국어", "\u1112\u1161\u11ab"),
    *("می\u200cخواهم", "کتاب\u200cها", "العَرَبِيَّة", "עִבְרִית", "ג׳ורג׳", "צה״ל", 'צה"ל', "don't", "co\u00adop"),
]
BIDI = ["\u200e", "\u200f", "\u061c", "\u2066", "\u2067", "\u2068", "\u2069", "\u202a", "\u202b", "\u202c"]
ANY = st.lists(st.sampled_from([*WHOLE, *SPACED, *BIDI, " ", "12", ".", "東", "は", "タワー"]), max_size=12)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("unit", [*WHOLE, *SPACED])
def test_what_a_reader_takes_as_one_is_not_cut(unit, way):
    assert split(unit, way=way) == [unit]
    assert split(f"a {unit}. b", way=way) == ["a", " ", unit, ".", " ", "b"]


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("เกาะน้ำแล้ว", ["เกาะ", "น้ำ", "แล้", "ว"]),
        ("เเก", ["เ", "เก"]),
        ("ພາສາລາວ", ["ພາ", "ສາ", "ລາ", "ວ"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
        ("東京タワーは", ["東", "京", "タワー", "は"]),
        ("🇹🇭🇱🇦🇯", ["🇹🇭", "🇱🇦", "🇯"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("พ.ศ.๒๕๖๒", ["พ", ".", "ศ", ".", "๒๕๖๒"]),
        ("2019年4月10日", ["2019", "年", "4", "月", "10", "日"]),
        ("3,500万人", ["3,500", "万", "人"]),
    ],
)
def test_clusters(text, clusters):
    assert split(text) == clusters


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("大韓民國은 民主共和國이다.", ["大韓民國은", " ", "民主共和國이다", "."]),
        ("พุทฺธํ สรณํ คจฺฉามิ", ["พุทฺธํ", " ", "สรณํ", " ", "คจฺฉามิ"]),
        ("ဗုဒ္ဓံ သရဏံ", ["ဗုဒ္ဓံ", " ", "သရဏံ"]),
        ("アイヌ モシㇼ", ["アイヌ", " ", "モシㇼ"]),
        ("12,400 人", ["12,400", " ", "人"]),
    ],
)
def test_words(text, words):
    assert split(text, way=WORDS) == words


def test_marks_of_direction_are_tokens_of_their_own():
    assert split("ab\u200ecd \u2067שלום\u2069 \u200f1990\u200f") == (
        ["ab", "\u200e", "cd", " ", "\u2067", "שלום", "\u2069", " ", "\u200f", "1990", "\u200f"]
    )


@pytest.mark.parametrize("way", WAYS)
@given(ANY)
def test_segments_join_to_the_text_and_nothing_begins_with_what_hangs(way, parts):
    text = "".join(parts)
    found = split(text, way=way)
    assert "".join(found) == text
    assert [text[start:end] for _, start, end in pieces(text, way=way)] == found
    for before, token in pairwise(found):
        if not before.isspace() and before not in BIDI and not (before[0] == "\U0001f1f9" and len(before) == 2):
            assert not hangs(before[-1], token[0])


@pytest.mark.parametrize(
    ("language", "way"),
    [("th", CLUSTERS), ("zh-Hant", CLUSTERS), ("ja", CLUSTERS), ("xx", CLUSTERS), ("ko", WORDS), ("ko-KR", WORDS)],
)
def test_the_pack_chooses(language, way):
    assert way_of(language) == way


def test_every_pack_chooses_a_way_that_there_is():
    tags = [entry.name for entry in packs._ROOT.joinpath("lang").iterdir() if entry.joinpath("segments.toml").is_file()]
    assert {"und", "th", "zh", "ja", "ko"} <= set(tags)
    assert {way_of(tag) for tag in tags} == set(WAYS)


def test_a_way_that_there_is_not(monkeypatch):
    monkeypatch.setattr(packs, "settings", lambda *_: {"way": "runes"})
    with pytest.raises(PackError, match="runes"):
        way_of.__wrapped__("xx")


def test_tokenize_asks_the_pack():
    assert [token.text for token in wikidiff.tokenize("大韓民國", "zh")] == ["大", "韓", "民", "國"]
    assert [token.text for token in wikidiff.tokenize("大韓民國", "ko")] == ["大韓民國"]


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("น้ำ", True),
        ("大", True),
        ("は", True),
        ("တ္တ", True),
        ("タワー", False),
        ("word", False),
        ("한", False),
        ("12", False),
    ],
)
def test_letters_that_are_part_of_a_word(token, said):
    assert part_of_word(token) is said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        *(("a", mark, True) for mark in ("\u0301", "\u0e34", "\u200d", "\u200c", "\ufe0f", "\U0001f3fd", "\U000e007f")),
        *(("a", other, False) for other in ("a", "ก", "\u200f", "", "\U0001f1f9", "👩")),
        ("🇹", "🇭", True),
        ("\u200d", "👩", True),
    ],
)
def test_what_hangs(before, after, said):
    assert hangs(before, after) is said


@pytest.mark.parametrize("unit", ["เ", "ก\u0e48", "ะ", "👍\u200d", "🇹", "\U0001f3fd", "#\ufe0f", "က္", "\u200d"])
@pytest.mark.parametrize("way", WAYS)
def test_hostile_runs_are_read_to_the_end(unit, way):
    text = unit * (60_000 // len(unit))
    assert "".join(split(text, way=way)) == text
