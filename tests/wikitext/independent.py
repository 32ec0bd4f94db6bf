"""A second reading of where a page cites, by another parser: mwparserfromhell's tree, walked from the outside in.

It shares with the product the names of the citation templates and nothing else: neither the places of refs and
templates nor what hides them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import mwparserfromhell
from mwparserfromhell.nodes import Comment, ExternalLink, Node, Tag, Template
from mwparserfromhell.wikicode import Wikicode

from wikidiff.packs import sites

HIDING = frozenset({
    "nowiki", "pre", "math", "chem", "ce", "source", "syntaxhighlight", "score", "timeline", "graph", "hiero",
    "mapframe", "templatedata", "inputbox",
})  # fmt: skip


def sources(text: str, site: str) -> Counter[str]:
    """Return the wikitext of every ref, citation template and short footnote of a page, the outermost of each.

    What stands in the label of an external link belongs to the link, which cites by itself.
    """
    return Counter(_sources(mwparserfromhell.parse(text, skip_style_tags=True), site))


def _sources(code: Wikicode | None, site: str) -> Iterator[str]:
    for node in code.nodes if code is not None else ():
        if (isinstance(node, Tag) and str(node.tag).strip().lower() == "ref") or (
            isinstance(node, Template) and _cites(str(node.name), site)
        ):
            yield str(node)
        elif not (
            isinstance(node, Comment | ExternalLink)
            or (isinstance(node, Tag) and str(node.tag).strip().lower() in HIDING)
        ):
            for inner in _inside(node):
                yield from _sources(inner, site)


def _inside(node: Node) -> Iterator[Wikicode | None]:
    """Give what stands inside a node, each stretch once."""
    if isinstance(node, Template):
        yield node.name
        for parameter in node.params:
            if parameter.showkey:
                yield parameter.name
            yield parameter.value
    elif isinstance(node, Tag):
        for attribute in node.attributes:
            yield attribute.value
        yield node.contents
    else:
        yield from node.__children__()


def _cites(name: str, site: str) -> bool:
    name = mwparserfromhell.parse(name).strip_code() if "<" in name else name
    if sites.template_key(name, site) == "#tag:ref":
        return False
    return (
        sites.is_citation_template(name, site)
        or sites.is_short_citation(name, site)
        or sites.identifier_scheme(name, site) is not None
    )
