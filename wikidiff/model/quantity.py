"""A number as a reader understands it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wikidiff.model.span import Span


class QuantityKind(StrEnum):
    """What sort of quantity it is."""

    COUNT = "count"
    MEASUREMENT = "measurement"
    CURRENCY = "currency"
    PERCENTAGE = "percentage"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    RATIO = "ratio"
    SCORE = "score"
    RANGE = "range"
    YEAR = "year"
    DATE = "date"
    DECADE = "decade"
    CENTURY = "century"
    TIME = "time"
    DURATION = "duration"
    AGE = "age"
    COORDINATES = "coordinates"
    NUMBER_WORD = "number_word"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True, kw_only=True, init=False)
class Quantity:
    """A quantity with its exact span.

    `value` is scaled (3.6 million is 3600000); it is None for ranges, ratios, scores, coordinates and full
    dates, whose parts stand in `low`, `high` and `parts` (a date in ISO form). `unit` is canonical (`km`, `USD`,
    `%`, or the noun that is counted); `bound` is `over`, `up_to`, `at_least`, `at_most`, `under` or None.
    """

    kind: QuantityKind
    span: Span
    text: str
    value: float | int | None = None
    unit: str | None = None
    low: float | int | None = None
    high: float | int | None = None
    parts: tuple[str, ...] = ()
    bound: str | None = None
    uncertainty: float | int | None = None
    approximate: bool = False

    def __init__(
        self,
        *,
        kind: QuantityKind,
        span: Span,
        text: str,
        value: float | None = None,
        unit: str | None = None,
        low: float | None = None,
        high: float | None = None,
        parts: tuple[str, ...] = (),
        bound: str | None = None,
        uncertainty: float | None = None,
        approximate: bool = False,
    ) -> None:
        _set_kind(self, kind)  # a page has thousands of quantities: see Span
        _set_span(self, span)
        _set_text(self, text)
        _set_value(self, value)
        _set_unit(self, unit)
        _set_low(self, low)
        _set_high(self, high)
        _set_parts(self, parts)
        _set_bound(self, bound)
        _set_uncertainty(self, uncertainty)
        _set_approximate(self, approximate)


_set_kind, _set_span, _set_text, _set_value, _set_unit, _set_low, _set_high, *_set_others = (
    Quantity.__dict__[name].__set__ for name in Quantity.__dataclass_fields__
)
_set_parts, _set_bound, _set_uncertainty, _set_approximate = _set_others
