"""Edits in any script: no letter is cut, a rewrite is one edit, direction marks stay where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wikidiff
from tests.analyze.support import edits_of, reader_of
from wikidiff.analyze.sides import Place
from wikidiff.model import Context
from wikidiff.text.segments import hangs


def pairs(old: str, new: str, language: str) -> list[tuple[str, str]]:
    return [(edit.old.text, edit.new.text) for edit in edits_of(old, new, language, f"{language}wiki")]


@pytest.mark.parametrize(
    ("language", "old", "new", "expected"),
    [
        # A rewrite in a script without spaces shares letters by chance.
        (
            "th",
            "กับ [[มาร์ก วอร์เนอร์]] นอกจากนี้ยังเคยดำรงตำแหน่ง",
            "กับ [[มาร์ก วอร์เนอร์]] ก่อนหน้านั้นเคยดำรงตำแหน่งนายกเทศมนตรีเมืองริชมอนด์ และยังเคยดำรงตำแหน่ง",
            [("นอกจากนี้", "ก่อนหน้านั้นเคยดำรงตำแหน่งนายกเทศมนตรีเมืองริชมอนด์ และ")],
        ),
        ("th", "พระพุทธเจ้าสามพระองค์ (ซำป้อ)", "พระพุทธไตรรัตนะ (ซำป้อ)", [("เจ้าสามพระองค์", "ไตรรัตนะ")]),
        ("th", "! ศรีราชา", "! อ้างอิง", [("ศรีราชา", "อ้างอิง")]),
        ("my", "သူသည် ကျောင်းဆရာ ဖြစ်သည်", "သူသည် ဆေးရုံအုပ်ကြီး ဖြစ်သည်", [("ကျောင်းဆရာ", "ဆေးရုံအုပ်ကြီး")]),
        (
            "ja",
            "それは人工的に築かれた丘である",
            "それは別々に建てられた丘である",
            [("人工的", "別々"), ("築か", "建てら")],
        ),
        # Two words that changed on both sides of a word that stands are two edits.
        ("zh", "卡罗琳和弗林特", "赫尔曼和奥托森", [("卡罗琳", "赫尔曼"), ("弗林特", "奥托森")]),
        ("th", "ซิดนีย์ และเวียนนา", "ลอนดอน และปารีส", [("ซิดนีย์", "ลอนดอน"), ("เวียนนา", "ปารีส")]),
        # Figures and dates are whole.
        ("zh", "2019年4月10日成立", "2018年4月12日成立", [("2019", "2018"), ("10", "12")]),
        ("ja", "人口は1万人程度", "人口は1万2000人", [("", "2000"), ("程度", "")]),
        ("th", "10 เมษายน พ.ศ. 2562", "13 ตุลาคม พ.ศ. 2559", [("10 เมษายน", "13 ตุลาคม"), ("2562", "2559")]),
        # One letter with another mark is another letter.
        ("th", "เขาไป", "เข่าไป", [("เขา", "เข่า")]),
        ("km", "ខ្មែរ", "ខ្មោរ", [("ខ្មែ", "ខ្មោ")]),
        ("my", "သတ္တဝါ", "သတ္ထဝါ", [("တ္တ", "တ္ထ")]),
        ("hi", "यह ज्ञान है", "यह ज्ञात है", [("ज्ञान", "ज्ञात")]),
        ("en", "a 👩\u200d👩\u200d👧 b", "a 👩\u200d👩\u200d👦 b", [("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👦")]),
        ("en", "a 🇹🇭 b", "a 🇹🇷 b", [("🇹🇭", "🇹🇷")]),
        ("en", "a 👍🏽 b", "a 👍🏿 b", [("👍🏽", "👍🏿")]),
        ("en", "cafe\u0301 x", "cafe\u0300 x", [("cafe\u0301", "cafe\u0300")]),
        # The language chooses.
        ("ko", "大韓民國은 크다", "大韓帝國은 크다", [("大韓民國은", "大韓帝國은")]),
        ("zh", "大韓民國是", "大韓帝國是", [("民", "帝")]),
        # From right to left, with joiners and marks of direction.
        ("ar", "ولد في \u200f1990\u200f في القاهرة", "ولد في \u200f1991\u200f في القاهرة", [("1990", "1991")]),
        ("fa", "او می\u200cخواهد برود", "او نمی\u200cخواهد برود", [("می\u200cخواهد", "نمی\u200cخواهد")]),
        ("he", "שם \u2067עִבְרִית\u2069 כאן", "שם \u2067עַרְבִית\u2069 כאן", [("עִבְרִית", "עַרְבִית")]),
        ("he", "כתב (\u200eABC\u200e) כאן", "כתב (\u200eABD\u200e) כאן", [("ABC", "ABD")]),
        ("ar", "القاهرة (مصر)", "القاهرة\u061c (مصر)", [("", "\u061c")]),
    ],
)
def test_edits(language, old, new, expected):
    assert pairs(old, new, language) == expected
    assert pairs(new, old, language) == [(b, a) for a, b in expected]


CLUSTERS = st.sampled_from(
    [
        *("ก", "น้ำ", "เสี่", "ที่", "ร", "า", "ខ្មែ", "រ", "တ္တ", "န်", "မာ", "ලා", "東", "京", "が\u3099", "の", "タワー"),
        *(
            "e\u0301",
            "क्षे",
            "त्र",
            "한",
            "می\u200cخ",
            "עִ",
            "👍🏽",
            "🇹🇭",
            "👩\u200d👧",
            "☀\ufe0f",
            "12",
            "3.5",
            " ",
            ".",
            "。",
        ),
        *("\u200e", "\u200f", "\u2067", "\u2069", "\u061c", "[[", "]]", "|", "''", "\n"),
    ]
)
TEXTS = st.lists(CLUSTERS, max_size=24).map("".join)
NO_HOLD = "\u200e\u200f\u2066\u2067\u2068\u2069\u061c \n[]|'"


def cut(text: str, place: int) -> bool:
    """Tell whether a place stands between a letter and what hangs on it."""
    return 0 < place < len(text) and text[place - 1] not in NO_HOLD and hangs(text[place - 1], text[place])


@pytest.mark.parametrize("language", ["th", "zh", "ko", "ar", "en"])
@given(TEXTS, TEXTS, TEXTS, TEXTS)
@settings(max_examples=60)
def test_no_edit_cuts_a_letter(language, head, one, two, tail):
    old, new = head + one + tail, head + two + tail
    for finding in wikidiff.compare(old, new, language=language).findings:
        for place in finding.occurrences:
            assert not any(cut(old, at) for at in (place.old.start, place.old.end))
            assert not any(cut(new, at) for at in (place.new.start, place.new.end))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a ที่ b", "a ที้ b", ("ที่", "ที้")),
        ("a x\u0301 b", "a x\u0300 b", ("x\u0301", "x\u0300")),
        ("x y\u0301", "x z\u0301", ("y\u0301", "z\u0301")),
        ("(🇹🇭)", "(🇹🇷)", ("🇹🇭", "🇹🇷")),
        ("(👍🏽)", "(👎🏽)", ("👍🏽", "👎🏽")),
    ],
)
def test_what_is_taken_as_replaced_cuts_no_letter(old, new, expected):
    edit = reader_of("", "", "th")
    edit.old, edit.new = old, new
    found = edit.coarse(0, len(old), 0, len(new), Place((), Context.PROSE))
    assert (found.old.text, found.new.text) == expected
