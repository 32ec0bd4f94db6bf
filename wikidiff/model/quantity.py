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


@dataclass(frozen=True, slots=True, kw_only=True)
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
