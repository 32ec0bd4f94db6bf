"""Points in time as people give them and as the API takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from wikidiff.errors import InputError, UsageError

Moment = datetime | date | str


def told(value: Moment | None, name: str, *, end: bool = False) -> str | None:
    """Return a point in time as the API takes it; a day is its start, or with `end` its end; UTC where no zone is told.

    Raises InputError, with `name`, for a text that is none.
    """
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == len("2026-01-31") else datetime.fromisoformat(value)
        except ValueError as error:
            raise InputError(f"{name} {value!r} is no date", hint="write 2026-01-31 or 2026-01-31T12:00:00Z") from error
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(23, 59, 59) if end else time(), UTC)
    return shown(value)


def shown(moment: datetime) -> str:
    """Return a moment as the API writes it."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{moment.year:04}-{moment:%m-%dT%H:%M:%SZ}"


def bounds(since: Moment | None, until: Moment | None, *, newer: bool) -> dict[str, str]:
    """Return `start` and `end` of an enumeration, whose meaning the API turns round with the direction."""
    earliest, latest = told(since, "since"), told(until, "until", end=True)
    if earliest and latest and earliest > latest:
        raise UsageError(f"since ({earliest}) is later than until ({latest})", hint="exchange the two")
    first, last = (earliest, latest) if newer else (latest, earliest)
    return {name: value for name, value in (("start", first), ("end", last)) if value}
