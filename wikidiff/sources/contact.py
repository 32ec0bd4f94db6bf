"""Who answers for the requests, and the User-Agent that says so.

Wikimedia counts requests by the contact in the User-Agent, so that a contact that came with the library would make all
its users share one count. There is none: whoever runs it gives their own.
"""

from __future__ import annotations

import re
from importlib import metadata

from wikidiff._version import __version__
from wikidiff.errors import UsageError

HINT = (
    "give an e-mail address, a page or User:Name of yours as contact=, in the environment as WIKIDIFF_CONTACT, "
    'or in {path} as contact = "…"'
)
_MAIL = re.compile(r"[^\s@<>()]+@([^\s@<>()]+\.[^\s@<>().]+)")
_PAGE = re.compile(r"https?://([^\s/<>()]+\.[^\s/<>().]+)(/[^\s<>]*)?", re.IGNORECASE)
_USER = re.compile(r"(?:[^()]+;\s*)?user(?:[ _]talk)?:[^()<>|#\[\]{}\s][^()<>|#\[\]{}]*", re.IGNORECASE)
_PLACEHOLDERS = re.compile(r"(?:^|\.)(?:(?:example|your-?domain|your-?site)\.[a-z.]+|example)$", re.IGNORECASE)
_OURS = re.compile(r"https?://[^/]+(?:/[^/]+)?/wikidiff/?", re.IGNORECASE)  # a page of the library, whoever keeps it


def user_agent(contact: str | None, *, path: str = "the configuration file") -> str:
    """Return the User-Agent for a contact; UsageError, with what to do, where there is none or a placeholder."""
    return f"wikidiff/{__version__} ({checked(contact, path=path)}) requests/{metadata.version('requests')}"


def checked(contact: str | None, *, path: str = "the configuration file") -> str:
    """Return a contact in the form in which it is sent; UsageError where it names nobody."""
    given, hint = " ".join((contact or "").split()), HINT.format(path=path)
    if not given:
        raise UsageError("wikis are asked only with a contact, and none is set", hint=hint)
    mail, page, user = _MAIL.fullmatch(given), _PAGE.fullmatch(given), _USER.fullmatch(given)
    if not (mail or page or user):
        raise UsageError(f"the contact {given!r} is no e-mail address, page or User:Name", hint=hint)
    host = mail.group(1) if mail else page.group(1) if page else ""
    if _PLACEHOLDERS.search(host) or _OURS.fullmatch(given):
        raise UsageError(f"the contact {given!r} is a placeholder that reaches nobody", hint=hint)
    if not given.isascii():  # a header has no other letters
        raise UsageError(f"the contact {given!r} has letters that a header cannot hold", hint="write it in ASCII")
    return given
