"""Count the places of a text where a term still stands."""

from __future__ import annotations

import re
from functools import lru_cache

_MOST = 999


@lru_cache(maxsize=512)
def _pattern(term: str) -> re.Pattern[str]:
    # Whole words only, any case, a plural or possessive ending allowed; scripts without spaces have no word borders.
    body = r"\s+".join(re.escape(part) for part in term.split())
    left = r"(?<!\w)" if term[:1].isascii() and term[:1].isalnum() else ""
    right = r"(?:'?s)?(?!\w)" if term[-1:].isascii() and term[-1:].isalnum() else ""
    return re.compile(left + body + right, re.IGNORECASE)


def count(text: str, term: str, language: str) -> int:
    """Return in how many places `term` still stands in `text`, in any case and number, at most 999."""
    bare = " ".join(term.split())
    if not bare:
        return 0
    if language == "en" and bare.endswith("s") and len(bare) > 4 and not bare.endswith("ss"):
        bare = bare[:-1]
    found = 0
    for _ in _pattern(bare).finditer(text):
        found += 1
        if found >= _MOST:
            break
    return found
