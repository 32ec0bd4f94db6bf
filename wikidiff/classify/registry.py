"""Find the rules: the modules of `classify.rules` in order of name, then what other packages bring."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from importlib.metadata import entry_points

from wikidiff.classify import rules as _rules
from wikidiff.classify.base import Rule
from wikidiff.errors import PackError, UsageError
from wikidiff.model.change import Aspect

GROUP = "wikidiff.classifiers"


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return all rules; PackError where an outside package brings something that is no rule."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(_rules.__path__))
    found: list[Rule] = [importlib.import_module(f"{_rules.__name__}.{name}").RULE for name in names]
    for entry in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        loaded = entry.load()
        if not isinstance(loaded, Rule):
            raise PackError(f"the entry point {entry.name!r} is no wikidiff rule", hint=f"look at {entry.value}")
        found.append(loaded)
    return tuple(found)


@lru_cache(maxsize=2)
def by_aspect(plain: bool = False) -> dict[Aspect, tuple[Rule, ...]]:
    """Return the rules that speak of each aspect; with `plain` those alone that speak of plain words too."""
    asked = [rule for rule in rules() if rule.plain or not plain]
    return {aspect: tuple(rule for rule in asked if aspect in rule.aspects) for aspect in Aspect}


def of_code(code: str) -> Rule:
    """Return the rule that gives a code; UsageError for a code that none gives."""
    for rule in rules():
        if code.upper() in rule.codes or code.lower() == rule.category.value:
            return rule
    known = ", ".join(code for rule in rules() for code in rule.codes)
    raise UsageError(f"no finding has the code {code!r}", hint=f"known codes: {known}")
