"""What a wiki's site pack says about names: templates, parameters, namespaces.

Pure functions over `packs.site`: names are compared without regard to case, underscores, doubled spaces and the
template namespace, as a wiki compares them after redirects. Lists of a pack stand beside those of the generic pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from wikidiff import packs

GENERIC = "generic"

_SPACES = re.compile(r"[\s_]+")
_NUMBER = re.compile(r"\d+")
_MODIFIER = re.compile(r"^(?:subst|safesubst|msg|msgnw|raw)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """A set of names, given one by one, by how they start and by how they end."""

    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()

    def __contains__(self, key: str) -> bool:
        """Tell whether a folded name belongs to the set."""
        if key in self.without:
            return False
        return key in self.exact or key.startswith(self.prefixes) or key.endswith(self.suffixes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters that some citation templates know, under folded names; `numbered` ones may have a number."""

    templates: frozenset[str]
    names: frozenset[str]
    numbered: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site pack, ready to be asked.

    `aliases` maps the names of citation parameters to folded ones; `identifiers` the names of templates that hold
    nothing but an identifier to its scheme; `positional` a citation template to the names of its unnamed
    parameters; `switches` a parameter's values to the one they stand for; `values` a template that shows a number
    or date to how it is read; `footnotes` a template that makes a footnote of words to the group it puts it in;
    `list_groups` are the parameters by which a list of references names its group.
    """

    name: str
    language: str
    citation: Names
    aliases: Mapping[str, str]
    identifiers: Mapping[str, str]
    positional: Mapping[str, tuple[str, ...]]
    switches: Mapping[str, Mapping[str, str]]
    generic_titles: frozenset[str]
    page_marks: frozenset[str]
    name_joiners: frozenset[str]
    short: Names
    named: Names
    locators: Names
    notes: Names
    parameters: Parameters
    footnotes: Mapping[str, str]
    lists: Names
    list_groups: frozenset[str]
    maintenance: Names
    quote: Names
    infobox: Names
    stub: Names
    values: Mapping[str, Mapping[str, Any]]
    namespaces: Mapping[str, frozenset[str]]
    redirects: tuple[str, ...]


@lru_cache(maxsize=64)
def load(name: str) -> Site:
    """Read the pack of a site, an unknown one as the generic pack; PackError where a pack is no TOML."""
    own, base = packs.site(name), packs.site(GENERIC)
    short = _table(own, base, "short")
    citation = _table(own, base, "citation")
    values = _table(own, base, "value")
    lists = _table(own, base, "references")
    return Site(
        name=name,
        language=str(own.get("language", "und")),
        citation=_names(citation),
        aliases=MappingProxyType({_parameter(key): str(value) for key, value in citation.get("aliases", {}).items()}),
        identifiers=MappingProxyType({_fold(k): str(v) for k, v in citation.get("identifiers", {}).items()}),
        positional=MappingProxyType({_fold(k): tuple(v) for k, v in citation.get("positional", {}).items()}),
        switches=MappingProxyType({k: MappingProxyType(dict(v)) for k, v in citation.get("same", {}).items()}),
        generic_titles=frozenset(map(_fold, citation.get("generic_titles", ()))),
        page_marks=frozenset(map(_fold, citation.get("page_marks", ()))),
        name_joiners=frozenset(map(_fold, citation.get("name_joiners", ()))),
        parameters=_parameters(citation if packs.has_site(name) else {}),
        short=_names(short),
        named=_names(short, "named"),
        locators=_names(short, "locators"),
        notes=_names(short, "notes"),
        footnotes=MappingProxyType({_fold(k): str(v) for k, v in short.get("footnotes", {}).items()}),
        lists=_names(lists),
        list_groups=frozenset(map(_fold, lists.get("groups", ()))),
        maintenance=_names(_table(own, base, "maintenance")),
        quote=_names(_table(own, base, "quote")),
        infobox=_names(_table(own, base, "infobox")),
        stub=_names(_table(own, base, "stub")),
        values=MappingProxyType({_fold(k): MappingProxyType(dict(v)) for k, v in values.items()}),
        namespaces=MappingProxyType(
            {key: frozenset(map(_fold, names)) for key, names in _table(own, base, "namespaces").items()}
        ),
        redirects=tuple(str(word).casefold() for word in _table(own, base, "redirect").get("words", ())),
    )


def _table(own: Mapping[str, Any], base: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a table of the pack with that of the generic pack under it, lists added and tables laid over."""
    merged: dict[str, Any] = dict(base.get(key, {}))
    for name, value in own.get(key, {}).items():
        held = merged.get(name)
        if isinstance(held, list) and isinstance(value, list):
            merged[name] = list(dict.fromkeys([*held, *value]))
        elif isinstance(held, dict) and isinstance(value, dict) and key != "value":
            merged[name] = {**held, **value}
        else:
            merged[name] = value
    return merged


def _names(table: Mapping[str, Any], key: str = "templates") -> Names:
    if key != "templates":
        return Names(frozenset(map(_fold, table.get(key, ()))))
    # A prefix may end in a space ("cite ") and a suffix begin with one: those are part of it.
    return Names(
        frozenset(map(_fold, table.get("templates", ()))),
        tuple(str(prefix).casefold() for prefix in table.get("prefixes", ())),
        tuple(str(suffix).casefold() for suffix in table.get("suffixes", ())),
        frozenset(map(_fold, table.get("without", ()))),
    )


def _parameters(citation: Mapping[str, Any]) -> Parameters:
    known = citation.get("parameters", {})
    aliases = {_parameter(key): str(value) for key, value in citation.get("aliases", {}).items()}
    numbered = frozenset(map(_parameter, known.get("numbered", ())))
    return Parameters(
        templates=frozenset(map(_fold, known.get("templates", ()))),
        names=frozenset(map(_parameter, known.get("names", ()))) | numbered | set(aliases) | set(aliases.values()),
        numbered=numbered | {key for key, value in aliases.items() if value in numbered},
    )


def _fold(name: str) -> str:
    return _SPACES.sub(" ", name).strip().casefold()


def _parameter(name: str) -> str:
    return _fold(name).replace("_", "-")


@lru_cache(maxsize=16384)
def template_key(name: str, site: str = "enwiki") -> str:
    """Return the name by which a template is compared: `Template:Cite_web ` → `cite web`."""
    key = _MODIFIER.sub("", _fold(name))
    prefix, colon, rest = key.partition(":")
    if colon and prefix.strip() in load(site).namespaces.get("template", frozenset()):
        key = rest.strip()
    return key


@lru_cache(maxsize=16384)
def is_citation_template(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template describes a source (`Cite web`, `Literatur`), short footnotes not included."""
    pack, key = load(site), template_key(name, site)
    return key in pack.citation and key not in pack.maintenance


@lru_cache(maxsize=16384)
def identifier_scheme(name: str, site: str = "enwiki") -> str | None:
    """Return the scheme of a template that holds nothing but an identifier (`ISBN`, `doi`), or None."""
    return load(site).identifiers.get(template_key(name, site))


@lru_cache(maxsize=16384)
def is_short_citation(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template is a short footnote: by author and year, by a ref's name, or only a locator."""
    pack, key = load(site), template_key(name, site)
    return key in pack.short or key in pack.named or key in pack.locators


@lru_cache(maxsize=16384)
def is_note_template(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template is a footnote of words (`efn`, `refn`)."""
    return template_key(name, site) in load(site).notes


@lru_cache(maxsize=16384)
def is_footnote(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template makes a footnote of its words, which can have a name (`efn`, `refn`)."""
    return template_key(name, site) in load(site).footnotes


@lru_cache(maxsize=16384)
def is_reference_list(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template shows the list of references (`reflist`), some of which it may define."""
    return template_key(name, site) in load(site).lists


@lru_cache(maxsize=16384)
def is_maintenance_template(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template tells editors what is to be done: a source is needed, a link is dead, and the like."""
    return template_key(name, site) in load(site).maintenance


@lru_cache(maxsize=16384)
def is_quote_template(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template shows a direct quotation."""
    return template_key(name, site) in load(site).quote


@lru_cache(maxsize=16384)
def is_infobox(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template is an infobox."""
    return template_key(name, site) in load(site).infobox


@lru_cache(maxsize=16384)
def is_stub_template(name: str, site: str = "enwiki") -> bool:
    """Tell whether a template marks a stub."""
    return template_key(name, site) in load(site).stub


@lru_cache(maxsize=16384)
def value_template(name: str, site: str = "enwiki") -> Mapping[str, Any] | None:
    """Return how a template that shows a number or date is read, or None.

    `kind` is `measure` (a number, then its unit, then what it is converted to), `number`, `currency`, `fraction`,
    `ratio`, `ordinal`, `date`, `range`, `century`, `time`, `duration` or `coordinates`; `number`, `unit`, `year`,
    `month`, `day` and so on name the parameters that hold each, counted from 1 where they have no name, with a slash
    between several that may.
    """
    return load(site).values.get(template_key(name, site))


@lru_cache(maxsize=1024)
def unit_code(code: str) -> str:
    """Return the symbol that a text has for what a converting template calls a unit."""
    return str(packs.site(GENERIC)["unit_codes"].get(code, code))


@lru_cache(maxsize=4096)
def parameter_unit(name: str) -> str | None:
    """Return the unit of a bare number in a parameter, by the parameter's name: `area_total_km2` → km²."""
    known = packs.site(GENERIC)
    words = _SPACES.sub("_", name.strip()).casefold().split("_")
    for size in (2, 1):
        unit = known["parameter_units"].get("_".join(words[-size:])) if len(words) > size else None
        if unit is not None:
            return (
                f"/{unit}" if "_".join(words).startswith(tuple(known["parameter_densities"]["prefixes"])) else str(unit)
            )
    return None


@lru_cache(maxsize=4096)
def counts(name: str) -> bool:
    """Tell whether the name of a parameter says that four digits in it are no year: `population_total`."""
    words, known = _SPACES.sub("_", name.strip()).casefold().split("_"), packs.site(GENERIC)["parameter_counts"]
    return any(word in known["words"] for word in words) and not any(word in known["dated"] for word in words)


@lru_cache(maxsize=4096)
def dated(name: str) -> bool:
    """Tell whether the name of a parameter says that it holds the time of another one: `population_as_of`."""
    words = _SPACES.sub("_", name.strip()).casefold().split("_")
    return any(word in packs.site(GENERIC)["parameter_counts"]["dated"] for word in words)


@lru_cache(maxsize=1)
def time_spans() -> Mapping[str, str]:
    """Return the parameters that begin a span of time, and with each the one that ends it."""
    known = packs.site(GENERIC)
    return MappingProxyType({_fold(k): _fold(v) for k, v in (*known["lives"].items(), *known["time_spans"].items())})


@lru_cache(maxsize=1)
def births() -> tuple[str, ...]:
    """Return the names of parameters that hold a date of birth."""
    return tuple(packs.site(GENERIC)["lives"])


@lru_cache(maxsize=1)
def death_words() -> tuple[str, ...]:
    """Return the words and signs that stand before a date of death."""
    return tuple(packs.site(GENERIC)["death_words"]["list"])


def span_key(name: str) -> str:
    """Return the name of a parameter as `time_spans` has it: `term_start2` → `term start`."""
    return _fold(name.rstrip("0123456789 "))


@lru_cache(maxsize=16384)
def parameter_name(name: str, site: str = "enwiki") -> str:
    """Fold the name of a citation parameter: `accessdate` → `access-date`, `author2-last` → `last2`.

    The first of numbered names loses its number (`last1` → `last`); a name that the pack does not know is only
    lower-cased, its spaces joined.
    """
    aliases, key = load(site).aliases, _parameter(name)
    known = aliases.get(key)
    if known is not None:
        return known
    digits = _NUMBER.search(key)
    if digits is None or digits.start() == 0:
        return key
    bare = (key[: digits.start()] + key[digits.end() :]).strip(" -")
    number = digits.group().lstrip("0")
    return aliases.get(bare, bare) + (number if number not in ("", "1") else "")


@lru_cache(maxsize=16384)
def is_unknown_parameter(template: str, name: str, site: str = "enwiki") -> bool:
    """Tell whether a citation template does not know a parameter; never of a template or wiki without a list."""
    known, key = load(site).parameters, _parameter(name)
    if template_key(template, site) not in known.templates or key in known.names:
        return False
    digits = _NUMBER.search(key)
    if digits is None or digits.start() == 0:
        return True
    bare = (key[: digits.start()] + key[digits.end() :]).strip(" -")
    tied = key[: digits.start()].rstrip(" -") + "-" + key[digits.end() :].lstrip(" -")
    return bare not in known.numbered and tied not in known.numbered


def is_namespace(prefix: str, kind: str, site: str = "enwiki") -> bool:
    """Tell whether a title's prefix names a namespace: `kind` is `file`, `category` or `template`."""
    return _fold(prefix) in load(site).namespaces.get(kind, frozenset())


def is_redirect(text: str, site: str = "enwiki") -> bool:
    """Tell whether a page's wikitext makes it a redirect."""
    head = text[:300].lstrip().casefold()
    return head.startswith(load(site).redirects) and "[[" in head


_PROJECT = re.compile(r"([a-z]{2,3}(?:_[a-z_]{2,12})?)(wik[a-z]+)")


@lru_cache(maxsize=256)
def host(name: str) -> str | None:
    """Return the host of a wiki of the Wikimedia Foundation by its database name (`enwiki`), or None.

    A name that is a language's code and a project's is taken for such a wiki.
    """
    known = packs.site(GENERIC)["hosts"]
    if name in known["names"]:
        return str(known["names"][name])
    parts = _PROJECT.fullmatch(name)
    if parts is None or parts[2] not in known["projects"]:
        return None
    return f"{parts[1].replace('_', '-')}.{known['projects'][parts[2]]}"
