"""Split a template's wikitext into its name and parameters, each with its exact place.

Linear in the length of the template: nested templates, links, comments and nowiki are stepped over, never parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wikidiff.model import Span

_TOKEN = re.compile(r"[|=]|\{\{|\}\}|\[\[|\]\]|<!--|<[nN][oO][wW][iI][kK][iI]\s*>|<[rR][eE][fF][\s>]")
_CLOSERS = {
    "<!--": re.compile("-->"),
    "<n": re.compile(r"</nowiki\s*>", re.IGNORECASE),
    "<r": re.compile(r"</ref\s*>|/>", re.IGNORECASE),
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `name` trimmed (a number where it has none), `value` trimmed, `span` that of the value.

    `whole` starts behind the bar and ends before the next one.
    """

    name: str
    value: str
    span: Span
    whole: Span
    positional: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A template's wikitext, split: `name` as written, trimmed, without comments."""

    name: str
    span: Span
    parameters: tuple[Parameter, ...]

    def get(self, *names: str) -> Parameter | None:
        """Return the last parameter under one of these names, as a wiki would."""
        return next((entry for entry in reversed(self.parameters) if entry.name in names), None)


def split(text: str, start: int, end: int) -> Template:
    """Split the template that `text[start:end]` is, braces included."""
    bars = bars_of(text, start + 2, end - 2)
    name = strip_comments(text[start + 2 : bars[0] if bars else end - 2]).strip()
    parameters = []
    for number, first, equals, last in pieces(text, bars, end - 2):
        left, right = trimmed(text, equals + 1 if equals >= 0 else first, last)
        key = strip_comments(text[first:equals]).strip() if equals >= 0 else str(number)
        parameters.append(Parameter(key, text[left:right], Span(left, right), Span(first, last), equals < 0))
    return Template(name, Span(start, end), tuple(parameters))


def pieces(text: str, bars: list[int], end: int) -> list[tuple[int, int, int, int]]:
    """Return (number among the unnamed, start, position of the equals sign or -1, end) of each parameter."""
    found = []
    unnamed = 0
    find = text.find
    nested = bool(bars) and (
        find("{{", bars[0], end) >= 0 or find("[[", bars[0], end) >= 0 or find("<", bars[0], end) >= 0
    )
    for bar, last in zip(bars, (*bars[1:], end), strict=False):
        first = bar + 1
        equals = find("=", first, last)
        if nested and equals >= 0:
            equals = _outer_equals(text, first, last, equals)
        if equals < 0:
            unnamed += 1
        found.append((unnamed, first, equals, last))
    return found


def bars_of(text: str, start: int, end: int) -> list[int]:
    """Return where the bars stand that separate the parameters of `{{text[start:end]}}`."""
    simple = text.find("{{", start, end) < 0 and text.find("<", start, end) < 0
    if simple and text.find("[[", start, end) < 0:
        bars = []
        bar = text.find("|", start, end)
        while bar >= 0:
            bars.append(bar)
            bar = text.find("|", bar + 1, end)
        return bars
    found = _outermost("|", text, start, end, links=True)
    # A link that never closes must not swallow the parameters after it.
    return found if found is not None else _outermost("|", text, start, end, links=False) or []


def _outermost(sign: str, text: str, start: int, end: int, *, links: bool) -> list[int] | None:
    """Return where a sign stands outside of all that is nested; None where a link never closes."""
    places: list[int] = []
    braces = brackets = 0
    exhausted: set[str] = set()
    position = start
    while (match := _TOKEN.search(text, position, end)) is not None:
        mark, position = match[0], match.end()
        if mark == "|" or mark == "=":
            if mark == sign and not braces and not brackets:
                places.append(match.start())
        elif mark == "{{":
            braces += 1
        elif mark == "}}":
            braces = max(0, braces - 1)
        elif mark == "[[":
            brackets += links and not braces
        elif mark == "]]":
            brackets = max(0, brackets - (not braces))
        else:
            kind = mark if mark == "<!--" else mark[:2].lower()
            close = None if kind in exhausted else _CLOSERS[kind].search(text, position, end)
            if close is not None:
                position = close.end()
            else:
                exhausted.add(kind)
    return None if brackets else places


def _outer_equals(text: str, start: int, end: int, equals: int) -> int:
    """Return the first equals sign that stands outside of templates, links, refs and comments, or -1."""
    if all(text.find(opener, start, equals) < 0 for opener in ("{{", "[[", "<")):
        return equals
    found = _outermost("=", text, start, end, links=True)
    if found is None:
        found = _outermost("=", text, start, end, links=False)
    return found[0] if found else -1


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the borders of `text[start:end]` without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def strip_comments(text: str) -> str:
    """Return the text without its comments."""
    return _COMMENT.sub("", text) if "<!--" in text else text
