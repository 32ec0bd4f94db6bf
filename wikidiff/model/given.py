"""What callers give: of a wrong kind, it is refused in one sentence that names the argument."""

from __future__ import annotations

from wikidiff.errors import InputError

_TEXT = "give it as str"
_TAG = "give a language tag such as 'en'"
_SITE = "give a database name such as 'enwiki', or None"


def text(value: object, name: str = "text", hint: str = _TEXT) -> str:
    """Return a text; InputError for anything else."""
    if isinstance(value, str):
        return value
    raise wrong(value, name, hint)


def tag(value: object) -> str:
    """Return a language tag; InputError for anything else."""
    return text(value, "language", _TAG)


def site(value: object) -> str | None:
    """Return a wiki's name or None; InputError for anything else."""
    return None if value is None else text(value, "site", _SITE)


def wrong(value: object, name: str, hint: str) -> InputError:
    """Return the error for an argument of a kind that cannot be."""
    return InputError(f"{name} is of type {type(value).__name__}", hint=hint)
