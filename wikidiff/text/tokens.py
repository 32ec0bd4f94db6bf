"""Cut text into words, numbers, URLs, entities, spaces and marks that join to the input.

Word borders follow UAX #29 in spirit: marks and joiners stay with their letter, apostrophes inside a word stay, a
hyphen splits. What a reader takes as one (a grouped number, a URL, an entity, an emoji of several parts) is one token.

Scripts without spaces are cut in one of two ways, which the language pack chooses (`segments.toml`): `clusters`, letter
by letter with all that hangs on it, or `words`, by spaces and marks as other scripts are. Marks that only steer the
direction of writing are tokens of their own: a sign that nobody sees must not hide in a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import accumulate, chain
from typing import TypeVar
from unicodedata import category

from wikidiff.model.document import Token, TokenKind
from wikidiff.model.span import Span
from wikidiff.text.segments import CLUSTERS, WAYS, way_of

Piece = tuple[TokenKind, int, int]

_IDEOGRAPH = "々〇〻\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u3096\u309d-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_SOUTHEAST = (  # Thai and Lao, Burmese, Khmer, Tai Le and New Tai Lue, Tai Tham, Balinese, Javanese, Tai Viet
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b7f"
    "\ua980-\ua9df\ua9e0-\ua9ff\uaa60-\uaa7f\uaa80-\uaadf"
)
_STACKERS = "\u1039\u17d2\u1a60\u1b44\ua9c0"  # virama, coeng, sakot, adeg adeg, pangkon: they bind the next consonant
_LEADING = "\u0e40-\u0e44\u0ec0-\u0ec4"  # vowels of Thai and Lao that are written before their consonant
_CONSONANTS = "\u0e01-\u0e2e\u0e81-\u0eae\u0edc-\u0edf"
_FOLLOWING = "\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3"  # and those behind it, which are no combining marks
_FLAG = "\U0001f1e6-\U0001f1ff"
_TAILS = "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"  # tones of skin, and the letters of the flags of regions
_PICTURES = "\u203c-\u3299\U0001f000-\U0001faff"  # what a joiner can bind to a picture
_SILENT = "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # steer direction and line breaks: nothing hangs on them
_JOINERS = "\u00ad\u200c\u200d"
_APOSTROPHES = "'’ʹ\u05f3\u05f4·\uff07"
_HEBREW = "\u05d0-\u05ea"
_VULGAR_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
VULGAR = "¼-¾⅐-⅞↉"
_GROUP_SPACE = "(?:[\u00a0\u2009\u202f]|&nbsp;|&thinsp;|&#160;|&#8239;)"
_RUNS = "'=.-*#:~_!?/\\<>[]{}|"  # marks whose run is one token: quotes of wikitext, rules, ellipses, brackets
_MARK_BLOCKS = (  # all blocks that hold combining marks, without the great ones that hold none
    (0x300, 0x3100),
    (0xA66F, 0xAC00),
    (0xFB1E, 0xFB1F),
    (0xFE00, 0xFE30),
    (0x101FD, 0x12000),
    (0x13440, 0x13456),
    (0x16100, 0x17000),
    (0x1BC00, 0x1BD00),
    (0x1CF00, 0x1F000),
    (0xE0100, 0xE01F0),
)
_CACHE_LIMIT = 1 << 15
_CACHE_LENGTH = 24

_URL_TAIL = r"[^\s<>\[\]{}|\"'\x00-\x20\x7f]+(?:'[^\s<>\[\]{}|\"'\x00-\x20\x7f]+)*(?<![.,;:!?])"


def _ranges(points: list[int]) -> str:
    """Return the inside of a character class for sorted code points."""
    parts: list[str] = []
    start = previous = -2
    for point in [*points, 0x110001]:
        if point == previous + 1:
            previous = point
            continue
        if start >= 0:
            parts.append(f"\\U{start:08x}-\\U{previous:08x}")
        start = previous = point
    return "".join(parts)


@lru_cache(maxsize=1)
def _mark_class() -> str:
    """Return all combining marks, which `re` does not count among the characters of words."""
    points = chain.from_iterable(range(first, last) for first, last in _MARK_BLOCKS)
    return _ranges([point for point in points if category(chr(point))[0] == "M"])


def _no_digits(ranges: str) -> str:
    """Return a character class without its decimal digits, which stand in numbers."""
    points = chain.from_iterable(range(ord(part[0]), ord(part[-1]) + 1) for part in re.findall(".-.", ranges))
    return _ranges([point for point in points if category(chr(point)) != "Nd"])


def _letters(marks: str) -> tuple[str, ...]:
    """Return the branches for one letter of a script without spaces, with all that hangs on it."""
    hanging = rf"(?:[{_STACKERS}]\u200d?[{_SOUTHEAST}]|[{marks}\u200c\u200d])"
    return (
        rf"[{_IDEOGRAPH}{_HIRAGANA}][{marks}]*",
        rf"[{_CONSONANTS}]{hanging}*+[{_FOLLOWING}]*+{hanging}*+",
        rf"[{_LEADING}][{_CONSONANTS}]{hanging}*+[{_FOLLOWING}]*+{hanging}*+",
        rf"[{_no_digits(_SOUTHEAST)}]{hanging}*+",
    )


@lru_cache(maxsize=2)
def _pattern(way: str) -> re.Pattern[str]:
    """Return the one expression of a way; it has no groups, so that a branch is skipped on its first character."""
    marks = _mark_class()
    alone = _IDEOGRAPH + _HIRAGANA + _KATAKANA + _SOUTHEAST if way == CLUSTERS else ""
    run = rf"[^\W_{alone}]*+(?>(?:[{marks}{_JOINERS}]++[^\W_{alone}]*+)*)"
    hebrew = rf"(?<=[{_HEBREW}])(?:\u05f3|[\"\u05f4](?=[{_HEBREW}]))"  # its apostrophe ends words, quotes stand inside
    branches = (
        rf"[a-zA-Z]++(?![\w:.{_APOSTROPHES}{_JOINERS}{marks}])",  # most words; what needs a second look comes below
        r"[ ]+",
        *(_letters(marks) if alone else ()),
        rf"[hH][tT][tT][pP][sS]?://{_URL_TAIL}",
        rf"[fFiI](?:[tT][pP]|[rR][cC])[sS]?://{_URL_TAIL}",
        rf"[mMwW](?:[aA][iI][lL][tT][oO]:|[wW][wW]\.(?=\w)){_URL_TAIL}",
        r"[A-Z](?:\.[A-Z])+(?![a-z])",  # U.S, J.R.R: the last full stop may end the sentence too
        rf"[^\W\d_{alone}{VULGAR}]{run}(?>(?:(?:[{_APOSTROPHES}](?=[^\W\d_{alone}])|{hebrew}){run})*)",
        r"[^\S ]+",  # a line break is not one with the indent behind it
        rf"\d{{1,3}}(?:{_GROUP_SPACE}\d{{3}})+(?![\d{VULGAR}])(?:[.,٫]\d+)?[{marks}]*+",
        rf"\d++(?<=0)s(?![\w{marks}])",
        rf"\d++(?:st|nd|rd|th|er|re|ère|e|ème|º|ª)(?![\w{marks}])",
        rf"\d+(?:[.,٫٬]\d+|['’]\d{{3}}(?!\d))*[{VULGAR}]?[{marks}]*+",
        rf"[{VULGAR}][{marks}]*+",
        r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
        *([rf"[{_KATAKANA}][{_KATAKANA}{marks}]*"] if alone else ()),
        rf"[{marks}]{run}",
        rf"//(?=\w[\w-]*\.\w){_URL_TAIL}",
        r"[#*]\ufe0f?\u20e3",  # on the cap of a key
        *(re.escape(mark) + "+" for mark in _RUNS),
        rf"[{_FLAG}]{{2}}[{marks}]*+",
        rf"[^\w\s{_SILENT}][{marks}{_TAILS}]*+(?>(?:\u200d[{_PICTURES}][{marks}{_TAILS}]*+)*)",
        r"[\s\S]",
    )
    return re.compile("|".join(branches))


def _is_url(token: str) -> bool:
    first = token[0]
    if first == "/":
        return token.strip("/") != ""
    return first.isalpha() and ("://" in token or token[:4].lower() == "www." or token[:7].lower() == "mailto:")


def _kind(token: str) -> TokenKind:
    if token.isalpha():  # most are
        return TokenKind.WORD
    first = token[0]
    if first.isspace():
        return TokenKind.SPACE
    if first.isdecimal() or first in _VULGAR_SIGNS:
        return TokenKind.NUMBER
    if first == "&" and len(token) > 1:
        return TokenKind.ENTITY
    if _is_url(token):
        return TokenKind.URL
    if first.isalnum() or category(first)[0] == "M":
        return TokenKind.WORD
    return TokenKind.PUNCT


_Value = TypeVar("_Value")


class _Memo(dict[str, _Value]):
    """Values of short texts, forgotten all at once when there are too many: most texts come again soon."""

    def __init__(self, make: Callable[[str], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> _Value:
        value = self._make(text)
        if len(text) <= _CACHE_LENGTH:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[text] = value
        return value


def _cut(way: str, stretch: str) -> tuple[str, ...]:
    return " ", *_pattern(way).findall(stretch)


def _measure(way: str, stretch: str) -> tuple[tuple[TokenKind, ...], tuple[int, ...]]:
    texts = _TEXTS[way][stretch]
    return tuple(map(_KINDS.__getitem__, texts)), tuple(map(len, texts))


# No token but a run of blanks holds a blank, so a text can be cut stretch by stretch between blanks. Each is kept with
# one blank before it.
_KINDS = _Memo(_kind)
_TEXTS = {way: _Memo(partial(_cut, way)) for way in WAYS}
_SIZES = {way: _Memo(partial(_measure, way)) for way in WAYS}
_WIDE = re.compile("(  +)")
_LETTER = re.compile(f"[{_HIRAGANA}{_IDEOGRAPH}{_SOUTHEAST}]")


def _stretches(text: str) -> list[tuple[str, str]]:
    """Return the text as pairs of what has single blanks at most and the wider gap behind it."""
    if "  " not in text:
        return [(text, "")]
    parts = _WIDE.split(text)
    return list(zip(parts[::2], [*parts[1::2], ""], strict=True))


def split(text: str, start: int = 0, end: int | None = None, way: str = CLUSTERS) -> list[str]:
    """Return the texts of the tokens of `text[start:end]`, which join to it."""
    out: list[str] = []
    cut = _TEXTS[way].__getitem__
    for run, gap in _stretches(text[start:end]):
        if run:
            first = len(out)
            out.extend(chain.from_iterable(map(cut, run.split(" "))))
            del out[first]
        if gap:
            out.append(gap)
    return out


def kind(token: str) -> TokenKind:
    """Return what a token from `split` is: its text alone tells."""
    return _KINDS[token]


def part_of_word(token: str) -> bool:
    """Tell whether a token of the way `clusters` is a letter of a script without spaces: alone it is seldom a word."""
    return _LETTER.match(token) is not None


def pieces(text: str, start: int = 0, end: int | None = None, way: str = CLUSTERS) -> list[Piece]:
    """Return `(kind, start, end)` for each token of `text[start:end]`, with offsets into `text`.

    The stretches follow each other without gap or overlap from `start` to `end`. What stands outside is not looked at.
    """
    kinds: list[TokenKind] = []
    lengths: list[int] = [start]
    measured = _SIZES[way]
    for run, gap in _stretches(text[start:end]):
        if run:
            first = len(kinds)
            for stretch in run.split(" "):
                sorts, sizes = measured[stretch]
                kinds += sorts
                lengths += sizes
            del kinds[first], lengths[first + 1]
        if gap:
            kinds.append(TokenKind.SPACE)
            lengths.append(len(gap))
    offsets = list(accumulate(lengths))
    return list(zip(kinds, offsets, offsets[1:], strict=False))


def tokenize(text: str, language: str = "und") -> tuple[Token, ...]:
    """Return the tokens of a text; their texts join to it, whatever it holds."""
    found = pieces(text, way=way_of(language))
    return tuple(Token(text[start:end], kind, Span(start, end)) for kind, start, end in found)
