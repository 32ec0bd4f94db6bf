"""What is known of a quantity while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from wikidiff.model.quantity import Quantity, QuantityKind
from wikidiff.model.span import Span
from wikidiff.text.counting import Noun
from wikidiff.text.figures import number


@dataclass(slots=True)
class Reading:
    """A quantity under construction; `value` is exact, `bare` tells that it has neither unit, scale nor sign."""

    start: int
    end: int
    kind: QuantityKind
    value: Decimal | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    parts: tuple[str, ...] = ()
    bound: str | None = None
    uncertainty: Decimal | None = None
    approximate: bool = False
    bare: bool = False
    scale: Decimal | None = None
    words: bool = False
    digits: int = 0
    counted: bool = False
    led: bool = field(default=True, repr=False)  # as of `Figure`

    def count(self, noun: Noun | None, *, endings: bool) -> None:
        """Take the noun behind the figure as what is counted; where `endings` tell plurals it must look like one."""
        if noun is not None and (noun.certain or not endings):
            self.unit, self.counted = noun.word, True

    def quantity(self, text: str, start: int, end: int, offset: int = 0) -> Quantity:
        """Return the finished quantity that stands at `text[start:end]`, a text that begins at `offset` of another."""
        return Quantity(
            kind=self.kind,
            span=Span(offset + start, offset + end),
            text=text[start:end],
            value=None if self.value is None else number(self.value),
            unit=self.unit,
            low=None if self.low is None else number(self.low),
            high=None if self.high is None else number(self.high),
            parts=self.parts,
            bound=self.bound,
            uncertainty=None if self.uncertainty is None else number(self.uncertainty),
            approximate=self.approximate,
        )
