"""Count the places of a text where a term still stands."""

from __future__ import annotations

from wikidiff.model.change import Page

MOST = 999
TERMS = 100  # terms looked for in one page
_ENDINGS = ("'s", "’s", "s", "")


def count(page: Page, term: str) -> int:
    """Return in how many places `term` still stands in the new text, in any case, number and possessive, at most 999.

    A plain search in the text in small letters, made once a page: a pattern would cost twenty times as much.
    """
    bare = " ".join(term.split()).casefold()
    if page.language == "en" and bare.endswith("s") and len(bare) > 4 and not bare.endswith("ss"):
        bare = bare[:-1]
    if not bare:
        return 0
    counted = page.facts.get("counted", 0)
    if not isinstance(counted, int) or counted >= TERMS:
        return 0
    page.facts["counted"] = counted + 1
    text = page.facts.get("folded")
    if not isinstance(text, str):
        text = page.facts["folded"] = page.new_text.casefold()
    spaced = bare[0].isascii() and bare[-1].isascii()
    found, at = 0, text.find(bare)
    while at >= 0 and found < MOST:
        end = at + len(bare)
        if not spaced or (not (at and text[at - 1].isalnum()) and _ends(text, end)):
            found += 1
        at = text.find(bare, end)
    return found


def _ends(text: str, end: int) -> bool:
    """Tell whether a word ends here, a plural or possessive ending allowed."""
    return any(
        text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum()
        for ending in _ENDINGS
    )
