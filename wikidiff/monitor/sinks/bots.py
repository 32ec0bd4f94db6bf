"""May a bot edit this page? What `{{bots}}` and `{{nobots}}` on it say, read as wikitext and not by a pattern.

`{{nobots}}` keeps every bot away, `{{nobots|…}}` too (its parameters say nothing). `{{bots|allow=A,B}}` lets A and B
in and nobody else, `allow=none` nobody, `allow=all` everybody; `{{bots|deny=A,B}}` keeps A and B away, `deny=all`
everybody, `deny=none` nobody. `optout=` names kinds of messages that are not wanted. Names are compared whole, in
comments and nowiki they do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from wikidiff.wikitext.arguments import arguments
from wikidiff.wikitext.scan import scan

_KNOWN: Final = ("bots", "nobots")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)


def may_edit(text: str, bot: str, kinds: tuple[str, ...] = ()) -> str | None:
    """Return why a bot may not edit a page, None where it may."""
    for name, parameters in _templates(text):
        if name == "nobots":
            return "the page has {{nobots}}"
        reason = _bots(parameters, _user(bot), kinds)
        if reason is not None:
            return reason
    return None


def _bots(parameters: Mapping[str, str], bot: str, kinds: tuple[str, ...]) -> str | None:
    allow, deny = parameters.get("allow"), parameters.get("deny")
    if allow is not None:
        names = _names(allow)
        if "none" in names:
            return "the page has {{bots|allow=none}}"
        if "all" not in names and bot not in names:
            return "the page allows other bots only"
        return None
    if deny is not None:
        names = _names(deny)
        if "all" in names or bot in names:
            return "the page has {{bots|deny}} for it"
    unwanted = _names(parameters.get("optout", ""))
    if "all" in unwanted or set(kinds) & unwanted:
        return "the page has {{bots|optout}} for such messages"
    return None


def _names(value: str) -> set[str]:
    return {_user(name) for name in value.split(",") if name.strip()}


def _user(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _templates(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield name and parameters of each of the two templates; comments and nowiki hide what stands in them."""
    for pair in scan(text, 0, len(text)).pairs:
        if pair.kind != "{{":
            continue
        head, found = arguments(text, pair.start, pair.end)
        name = _user(_COMMENT.sub("", text[pair.start + 2 : head])).removeprefix("template:").strip()
        if name in _KNOWN:
            values = {one.name.strip().casefold(): text[one.value_start : one.value_end] for one in found}
            yield name, {key: _COMMENT.sub("", value) for key, value in values.items()}
