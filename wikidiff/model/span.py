"""A stretch of one revision's wikitext."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A half-open interval `[start, end)` of code points into a revision's wikitext."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        # Spans are made by the thousand; the constructor that a frozen dataclass gets takes twice as long.
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def slice(self, text: str) -> str:
        """Return the text this span names."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """Return the same stretch `by` code points further on."""
        return Span(self.start + by, self.end + by)

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one code point."""
        return max(self.start, other.start) < min(self.end, other.end)


_set_start = Span.__dict__["start"].__set__
_set_end = Span.__dict__["end"].__set__
