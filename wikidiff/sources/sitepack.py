"""A site pack made from what a wiki says of itself, or brought up to date with it.

Only what the API tells is written: the names of namespaces and the words of redirects. Names of templates are knowledge
that no API has; in a pack that is there they are left as they stand, comments and order too.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable

from wikidiff.errors import PackError
from wikidiff.sources.siteinfo import SiteInfo

_NAMESPACES = (("file", (6, -2)), ("category", (14,)), ("template", (10,)))
_TABLE = re.compile(r"^\[[^\n]*\]\s*(?:#[^\n]*)?$", re.MULTILINE)
WIDTH = 120


def site_pack(info: SiteInfo) -> str:
    """Return a new pack for a wiki, with everything that it says of itself."""
    return refreshed(
        f"# {info.site_name} ({info.name}).\n"
        f"# Sources: namespaces and redirect words as the wiki's API tells them. Facts, no licence needed.\n\n"
        f"language = {json.dumps(info.language)}\n",
        info,
    )


def refreshed(pack: str, info: SiteInfo) -> str:
    """Return a pack with the wiki's present names of namespaces and redirects; PackError where it is no TOML.

    English names, which every wiki knows besides its own, stand in the generic pack and are left out.
    """
    try:
        held = tomllib.loads(pack)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"is not TOML ({error})", wiki=info.name, hint="mend it, or begin anew") from error
    for kind, numbers in _NAMESPACES:
        names = [name for number in numbers for name in info.known(number)]
        pack = _with_list(pack, "namespaces", kind, _folded(names, held.get("namespaces", {}).get(kind, ())))
    words = _folded(info.redirect_words, held.get("redirect", {}).get("words", ()))
    return _with_list(pack, "redirect", "words", [word for word in words if word != "#redirect"])


def _folded(names: Iterable[str], held: Iterable[str]) -> list[str]:
    """Return lower-cased names without repeats, those that the pack has already first: old aliases are still read."""
    told = [name.replace("_", " ").casefold() for name in names]
    return list(dict.fromkeys([*(name for name in held), *told]))


def _with_list(pack: str, table: str, key: str, values: list[str]) -> str:
    """Put a list of texts under a table's key, in place of the one that is there."""
    if not values:
        return pack
    line = f"{key} = {_shown(key, values)}\n"
    header = re.search(rf"^\[{table}\]\s*(?:#[^\n]*)?$", pack, re.MULTILINE)
    if header is None:
        return f"{pack.rstrip()}\n\n[{table}]\n{line}"
    following = _TABLE.search(pack, header.end())
    end = following.start() if following else len(pack)
    body = pack[header.end() : end]
    standing = re.search(rf"^{key}\s*=\s*\[[^\]]*\][^\n]*\n?", body, re.MULTILINE)
    if standing is not None:
        body = body[: standing.start()] + line + body[standing.end() :]
    else:
        body = f"{body.rstrip()}\n{line}" + ("\n" if following else "")
    return pack[: header.end()] + body + pack[end:]


def _shown(key: str, values: list[str]) -> str:
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    flat = f"[{', '.join(quoted)}]"
    if len(key) + len(flat) + 3 <= WIDTH:
        return flat
    lines, line = [], " "
    for value in quoted:
        if len(line) + len(value) + 2 > WIDTH:
            lines.append(line)
            line = " "
        line += f" {value},"
    return "\n".join(["[", *lines, line, "]"])
