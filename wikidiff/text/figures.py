"""Read a figure in digits: grouping and decimals of the language, fractions, exponents, uncertainty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from html import unescape

from wikidiff.text.alternation import BLANK, GAP
from wikidiff.text.tokens import VULGAR

EXACT = Context(prec=80)  # the caller's own decimal context must not change a reading
LONGEST = 40  # digits and separators beyond which a figure stays text
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPER_TABLE = str.maketrans(_SUPERSCRIPTS + "⁻⁺", "0123456789-+")
_TO_SUPER = str.maketrans("0123456789-−+", _SUPERSCRIPTS + "⁻⁻⁺")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,15});")
_RAISED = re.compile(r"<sup>([-−+]?\d{1,3})</sup>")
_RIGHT_BOUND = "−-+±~≈<>≤≥#"  # signs that belong to the figure behind them

_NUMERAL_BLANKS = re.compile(r"\d{1,3}(?:(?:[ \u2009\u202f]|\u00a0{1,8})\d{3})+(?!\d)(?:[.,٫]\d+)?")
_NUMERAL = re.compile(r"\d+(?:(?:[.,٫٬]|['’](?=\d{3}(?!\d)))\d+)*")
_SLASH_DECIMAL = re.compile(r"[۰-۹]{1,12}/([۰-۹]{1,6})(?![۰-۹/])")  # Persian writes 5/4 for 5.4
_OPEN = re.compile(r"[^\w.)]")
_SEPARATOR = re.compile(r"[^\d]+")
_MIXED = re.compile(rf"{BLANK}?([{VULGAR}])|(?:{BLANK}{{1,6}}|[-+]|)(\d{{1,2}})[⁄/](\d{{1,3}})(?![\d/⁄]|[.,]\d)")
_SLASH = re.compile(r"[/⁄](\d{1,4})(?![\d/⁄])(?![.,]\d)")
_LAST_DIGITS = re.compile(r"\((\d{1,4})\)")
_POWER = re.compile(
    rf"{GAP}[×x·⋅*]{GAP}(?P<base>10|2)(?:\^(?P<caret>[-−+]?\d{{1,3}})|(?P<raised>[⁻⁺]?[{_SUPERSCRIPTS}]{{1,3}}))"
    rf"|{GAP}[×x]{GAP}10(?P<signed>[-−]\d{{1,2}})(?![\w–-]|[.,]\d)"  # a raised exponent that lost its place
    r"|[eE](?P<e>[-−+]?\d{1,3})(?!\w)"
)
_LETTER_E = re.compile(r"[eE]([-−+]?\d{1,3})(?!\w)")
_RAISED_TO = re.compile(rf"\^([-−+]?\d{{1,3}})(?!\w)|([⁻⁺]?[{_SUPERSCRIPTS}]{{1,3}})")
_PLUS_MINUS = re.compile(rf"{GAP}(?:±|\+/[-−–])\s{{0,3}}(?=\d)")


@dataclass(slots=True)
class Figure:
    """A figure under construction: `value` is None where it cannot be told or is too long."""

    start: int
    end: int
    value: Decimal | None
    decimals: int = 0
    grouped: bool = False
    digits: int = 0  # length of a bare run of digits, 0 where anything else belongs to the figure
    fraction: bool = False
    uncertainty: Decimal | None = None
    words: bool = False
    scale: Decimal | None = None
    ordinal: bool = False
    article: bool = False  # the article alone says that it is one: "a gallon"
    over: bool = False  # an infix says that it is more: 340多万
    led: bool = True  # something known may stand before it


def _fill(match: re.Match[str]) -> str:
    whole = match.group()
    sign = unescape(whole)
    if len(sign) != 1:
        return whole
    blanks = "\u00a0" * (len(whole) - 1)
    if sign.isspace():
        return "\u00a0" + blanks
    return blanks + sign if sign in _RIGHT_BOUND or sign in "$£€¥¢" else sign + blanks


def _raise(match: re.Match[str]) -> str:
    raised = match.group(1).translate(_TO_SUPER)
    return raised + "\u00a0" * (len(match.group()) - len(raised))


def view(text: str) -> str:
    """Return the text with entities and raised digits as characters, padded with fixed blanks to the same length."""
    if "&" in text:
        text = _ENTITY.sub(_fill, text)
    if "<sup>" in text:
        text = _RAISED.sub(_raise, text)
    if "\u200e" in text or "\u200f" in text:
        text = text.replace("\u200e", "\u00a0").replace("\u200f", "\u00a0")
    return text


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch that begins or ends within an entity or a raised number to the whole of it."""
    if "&" in text or "<sup>" in text:
        for match in (*_ENTITY.finditer(text, max(0, start - 20), end + 20), *_RAISED.finditer(text, start, end + 20)):
            if match.start() < start < match.end():
                start = match.start()
            if match.start() < end < match.end():
                end = match.end()
    return start, end


@lru_cache(maxsize=4096)
def interpret(numeral: str, decimal: str) -> tuple[Decimal | None, int, bool]:
    """Return value, number of decimals and whether digits are grouped, for digits with separators.

    `decimal` is the decimal mark of the language; a numeral that can be read only the other way is read that way.
    A list, version or address ("1,2,3", "1.2.3") has no value.
    """
    if len(numeral) > LONGEST:
        return None, 0, False
    separators = _SEPARATOR.findall(numeral)
    if not separators:
        return Decimal(numeral), 0, False
    groups = _SEPARATOR.split(numeral)
    last = separators[-1]
    mixed = len({_shape(separator) for separator in separators}) > 1
    if mixed or (len(separators) == 1 and _is_decimal(groups, last, decimal)):
        if _shape(last) == " " or not _grouped(groups[:-1]) or len({_shape(mark) for mark in separators[:-1]}) > 1:
            return None, 0, False
        return Decimal("".join(groups[:-1]) + "." + groups[-1]), len(groups[-1]), len(groups) > 2
    if _grouped(groups):
        return Decimal("".join(groups)), 0, True
    return None, 0, False


def _shape(separator: str) -> str:
    return " " if separator.isspace() else "'" if separator in "'’" else separator


def _grouped(groups: list[str]) -> bool:
    """Tell whether the groups are thousands, or thousands with lakhs and crores before them."""
    if len(groups) == 1:
        return True
    if groups[0].startswith("0") or not 1 <= len(groups[0]) <= 3 or len(groups[-1]) != 3:
        return False
    inner = {len(group) for group in groups[1:-1]}
    return inner <= {3} or (inner == {2} and len(groups[0]) <= 2)


def _is_decimal(groups: list[str], separator: str, decimal: str) -> bool:
    if separator == "٫":
        return True
    if separator in "٬'’" or separator.isspace():
        return False
    if separator == decimal:
        return True
    return len(groups[1]) != 3 or groups[0] == "0" or len(groups[0]) > 3


def numeral(text: str, start: int, decimal: str) -> Figure:
    """Read the digits at `start` with their separators, nothing else."""
    if decimal == "٫" and (match := _SLASH_DECIMAL.match(text, start)):
        return Figure(start, match.end(), Decimal(match.group().replace("/", ".")), len(match[1]))
    match = _NUMERAL_BLANKS.match(text, start) or _NUMERAL.match(text, start)
    if match is None:  # a vulgar fraction stands alone
        return Figure(start, start, Decimal(0))
    written = match.group()
    if start > 1 and text[start - 1] == "." and _OPEN.match(text[start - 2]) and written.isdecimal():
        value = Decimal("0." + written) if len(written) <= LONGEST else None  # ".38"
        return Figure(start - 1, match.end(), value, len(written))
    value, decimals, grouped = interpret(written, decimal)
    digits = len(written) if not decimals and not grouped and value is not None else 0
    return Figure(start, match.end(), value, decimals, grouped, digits)


_VULGAR_VALUES = {
    sign: EXACT.divide(Decimal(top), Decimal(bottom))
    for sign, top, bottom in (
        *(("½", 1, 2), ("⅓", 1, 3), ("⅔", 2, 3), ("¼", 1, 4), ("¾", 3, 4), ("⅕", 1, 5), ("⅖", 2, 5), ("⅗", 3, 5)),
        *(("⅘", 4, 5), ("⅙", 1, 6), ("⅚", 5, 6), ("⅐", 1, 7), ("⅛", 1, 8), ("⅜", 3, 8), ("⅝", 5, 8), ("⅞", 7, 8)),
        *(("⅑", 1, 9), ("⅒", 1, 10), ("↉", 0, 3)),
    )
}


def extend(figure: Figure, text: str, decimal: str) -> None:
    """Take in what belongs to the figure itself: a fraction, a power of ten, an uncertainty."""
    if figure.value is None:
        return
    _fraction(figure, text)
    if figure.decimals and (match := _LAST_DIGITS.match(text, figure.end)):
        figure.uncertainty = Decimal(match.group(1)).scaleb(-figure.decimals, EXACT)
        figure.end = match.end()
        figure.digits = 0
    _plus_minus(figure, text, decimal)
    if match := _POWER.match(text, figure.end):
        power = _exponent(match["caret"] or match["raised"] or match["signed"] or match["e"])
        factor = EXACT.power(Decimal(match["base"] or 10), power)
        figure.value = EXACT.multiply(figure.value, factor)
        figure.uncertainty = EXACT.multiply(figure.uncertainty, factor) if figure.uncertainty is not None else None
        figure.end = match.end()
        figure.digits = 0
        if figure.uncertainty is None:
            _plus_minus(figure, text, decimal)
    elif 2 <= figure.digits <= 3 and (match := _RAISED_TO.match(text, figure.end)) and figure.value == 10:
        figure.value = EXACT.power(Decimal(10), _exponent(match[1] or match[2]))
        figure.end = match.end()
        figure.digits = 0


def _plus_minus(figure: Figure, text: str, decimal: str) -> None:
    match = _PLUS_MINUS.match(text, figure.end)
    other = numeral(text, match.end(), decimal) if match else None
    if other is None or other.value is None:
        return
    figure.uncertainty, figure.end, figure.digits = other.value, other.end, 0
    if (power := _LETTER_E.match(text, figure.end)) and text[power.end() : power.end() + 1] != "e":
        figure.uncertainty = other.value.scaleb(_exponent(power[1]), EXACT)
        figure.end = power.end()


def exponential(figure: Figure, text: str) -> bool:
    """Tell whether bare digits go on with an exponent in letters: 4e14, 1e-3, 8x2^10."""
    glued = text[figure.end : figure.end + 1]
    return bool(figure.digits) and (glued == "e" or glued == "x") and _POWER.match(text, figure.end) is not None


def _exponent(written: str) -> int:
    return int(written.translate(_SUPER_TABLE).replace("−", "-"))


def _fraction(figure: Figure, text: str) -> None:
    value = figure.value
    if value is None or figure.decimals:
        return
    if match := _MIXED.match(text, figure.end):
        sign, top, bottom = match.groups()
        if sign is not None:
            figure.value = EXACT.add(value, _VULGAR_VALUES[sign])
        elif match.group()[0] in "/⁄" or int(bottom) < 2 or int(top) >= int(bottom) or match.start(2) == figure.end:
            match = None
        else:
            figure.value = EXACT.add(value, EXACT.divide(Decimal(top), Decimal(bottom)))
        if match is not None:
            figure.fraction = figure.start == figure.end
            figure.end = match.end()
            figure.digits = 0
            return
    if figure.digits and (match := _SLASH.match(text, figure.end)):
        bottom_value = int(match.group(1))
        if 1 < bottom_value <= 1000 and value < bottom_value and figure.digits <= 3:
            figure.value = EXACT.divide(value, Decimal(bottom_value))
            figure.fraction = True
            figure.end = match.end()
            figure.digits = 0


def number(value: Decimal | None) -> int | float | None:
    """Return an int where the value is whole, else a float; None for what no float can hold."""
    if value is None or not value.is_finite() or value.adjusted() > 300:
        return None
    whole = int(value)
    return whole if whole == value else float(value)
