"""Which database name is which host, for the wikis of Wikimedia: a table of codes and a rule, no look-up."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

_CODE = re.compile(r"[a-z][a-z0-9-]*")
_NO_LANGUAGE = ("www", "login", "api", "m", "mobile")
_PROJECTS = (
    "wikipedia", "wiktionary", "wikibooks", "wikinews", "wikiquote", "wikisource", "wikiversity", "wikivoyage",
)  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("wikidiff.packs").joinpath("wikis.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def hosts() -> Mapping[str, str]:
    """Return the host of every database name that is known: `enwiki` → `en.wikipedia.org`."""
    found = {}
    for project, codes in _table()["codes"].items():
        for code in codes.split():
            ending = "wiki" if project == "wikipedia" else project
            found[code.replace("-", "_") + ending] = f"{code}.{project}.org"
    found.update(_table()["names"])
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    return MappingProxyType({host: name for name, host in hosts().items()})


def host(name: str) -> str | None:
    """Return the host of a database name, None where it is not known."""
    return hosts().get(name)


def name(host: str) -> str | None:
    """Return the database name of a host (`en.m.wikipedia.org` is `enwiki` too), None where it is not Wikimedia's.

    A language that is younger than the table is named by the rule.
    """
    host = desktop(host)
    known = _names().get(host)
    if known is not None:
        return known
    code, _, domain = host.partition(".")
    project = domain.removesuffix(".org")
    if (
        domain not in _table()["domains"]
        or project not in _PROJECTS
        or code in _NO_LANGUAGE
        or not _CODE.fullmatch(code)
    ):
        return None
    return code.replace("-", "_") + ("wiki" if project == "wikipedia" else project)


def name_at(address: str) -> str | None:
    """Return the database name of the wiki that an address is on, None where it is none of Wikimedia's."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:  # no address at all
        return None
    return name(host) if host else None


def desktop(host: str) -> str:
    """Return the host on which a wiki is read at a desk, by its first name: for `m.wikidata.org` `www.wikidata.org`."""
    labels = host.lower().rstrip(".").split(".")
    if len(labels) > 2 and labels[-3] in ("m", "mobile") and ".".join(labels[-2:]) in _table()["domains"]:
        del labels[-3]
    plain = ".".join(labels)
    return str(_table()["hosts"].get(plain, plain))


def is_wikimedia(host: str) -> bool:
    """Tell whether a host is one of Wikimedia's."""
    return ".".join(host.lower().rstrip(".").split(".")[-2:]) in _table()["domains"]


def near(name: str) -> str | None:
    """Return the known database name that a wrong one looks like most."""
    found = difflib.get_close_matches(name, hosts(), 1, 0.75)
    return found[0] if found else None
