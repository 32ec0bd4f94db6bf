"""What a wiki says of itself, and a site pack made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wikidiff.errors import SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """A namespace with every name that a title may begin with, the one shown first; `canonical` is the English one."""

    id: int
    names: tuple[str, ...]
    canonical: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInfo:
    """What a wiki says of itself; `redirect_words` begin a page that is a redirect."""

    name: str
    site_name: str
    language: str
    generator: str
    server: str
    article_path: str
    namespaces: Mapping[int, Namespace]
    redirect_words: tuple[str, ...]

    def prefix(self, namespace: int) -> str:
        """Return what a title of a namespace begins with, colon included; SourceError where there is none such."""
        if namespace not in self.namespaces:
            raise SourceError(f"there is no namespace {namespace}", wiki=self.name)
        shown = self.namespaces[namespace].names[0]
        return f"{shown}:" if shown else ""

    def known(self, namespace: int) -> tuple[str, ...]:
        """Return the names of a namespace, the English one, which every wiki knows, left out."""
        held = self.namespaces.get(namespace)
        return () if held is None else tuple(name for name in held.names if name != held.canonical)

    def has_prefix(self, title: str, namespace: int) -> bool:
        """Tell whether a title names a namespace by any of its names."""
        prefix = title.partition(":")[0].replace("_", " ").strip().casefold()
        return ":" in title and prefix in {name.casefold() for name in self.namespaces[namespace].names}


def siteinfo_of(answer: Mapping[str, Any], host: str) -> SiteInfo:
    """Read the answer to meta=siteinfo; SourceError where it is none."""
    try:
        query = answer["query"]
        general = query["general"]
        names: dict[int, dict[str, None]] = {}
        english = {int(record["id"]): str(record.get("canonical", "")) for record in query["namespaces"].values()}
        for record in query["namespaces"].values():
            names[int(record["id"])] = dict.fromkeys((record["name"], record.get("canonical", record["name"])))
        for record in query.get("namespacealiases", ()):
            names.setdefault(int(record["id"]), {})[record["alias"]] = None
        words = next((word["aliases"] for word in query.get("magicwords", ()) if word["name"] == "redirect"), ())
        return SiteInfo(
            name=str(general.get("wikiid") or host),
            site_name=general["sitename"],
            language=general["lang"],
            generator=general["generator"],
            server=general["server"],
            article_path=general["articlepath"],
            namespaces={
                number: Namespace(id=number, names=tuple(known), canonical=english.get(number, ""))
                for number, known in sorted(names.items())
            },
            redirect_words=tuple(words),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"tells of itself in a form that is not known ({type(error).__name__}: {error})"
        raise SourceError(what, wiki=host, hint="MediaWiki 1.32 or later is needed") from error
