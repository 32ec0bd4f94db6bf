"""Where a wiki is: from a database name, a host or an address to its action API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from wikidiff.errors import UsageError
from wikidiff.model import given
from wikidiff.packs import wikis
from wikidiff.sources.limits import is_loopback

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HOST = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[^\s/:@\[\]?#]+)(?::\d+)?")
HINT = "give a database name (enwiki), a host (en.wikipedia.org) or the address of an api.php"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a wiki is: `name` is its database name where that is known; `guessed` that its api.php was not told."""

    api_url: str
    name: str | None = None
    guessed: bool = False


def place(wiki: str) -> Place:
    """Return where a wiki is that is named in any of the ways; UsageError for what names none."""
    name = given.text(wiki, "wiki", HINT).strip()
    if "://" in name:
        return _address(name)
    if _NAME.fullmatch(name) and name != "localhost":
        host = wikis.host(name)
        if host is None:
            near = wikis.near(name)
            known = f"did you mean {near}? Else {HINT}" if near else HINT
            raise UsageError(f"there is no wiki {name!r} that wikidiff knows", hint=known)
        return Place(api_url=f"https://{host}/w/api.php", name=name)
    if "/" in name or _HOST.fullmatch(name):
        host = urlsplit(f"//{name}").hostname or ""
        return _address(f"{'http' if is_loopback(host) else 'https'}://{name}")
    raise UsageError(f"{wiki!r} names no wiki", hint=HINT)


def _address(given: str) -> Place:
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError(f"{given!r} is no address ({error})", hint=HINT) from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise UsageError(f"{given!r} is no address of a wiki", hint=HINT)
    name, scheme = wikis.name(host), parts.scheme
    if name is not None and port is None:
        return Place(api_url=f"https://{wikis.desktop(host)}/w/api.php", name=name)
    netloc = f"[{host}]" if ":" in host else host
    netloc = f"{netloc}:{port}" if port is not None else netloc
    if parts.path.endswith(("api.php", "index.php")):
        return Place(api_url=f"{scheme}://{netloc}{parts.path.rpartition('/')[0]}/api.php")
    return Place(api_url=f"{scheme}://{netloc}/w/api.php", guessed=True)
