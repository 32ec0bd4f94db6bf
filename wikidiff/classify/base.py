"""What a rule is, and what it may claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wikidiff.model.change import Aspect, Edit, Page, Stretch
from wikidiff.model.document import BlockKind
from wikidiff.model.finding import Action, Category, Context


@dataclass(slots=True, kw_only=True)  # not frozen: a frozen one takes three times as long to make, and most lose
class Claim:
    """A rule's word on one edit; nobody changes it.

    `strength` says how sure the rule is that this is the most specific truth about the edit, 0 to 1: the arbiter
    gives the edit to the strongest claim. Claims with the same `key` over a page are one finding in several places;
    an empty key stands alone. `labels` are further categories that are true too. `places` are the very
    places, where the rule draws them wider than the edit (a whole term). `later` completes the
    claim that made a finding with what is too dear to find for every claim. `also` goes on with the message, behind
    the number of places. `many` is the message of several places that differ, its first `{}` is their number. `about`
    is where the value begins of which the edit is a part: several parts of one value are one place to a reader.
    """

    code: str
    category: Category
    strength: float
    action: Action
    message: str
    also: str = ""
    many: str = ""
    meaning: bool = True
    key: str = ""
    labels: tuple[Category, ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)
    old: str | None = None
    new: str | None = None
    places: tuple[tuple[Stretch, Stretch], ...] = ()
    later: Callable[[Page, Claim], Claim] | None = None
    about: int | None = None


Claiming = Callable[[Edit, Page], Iterable[Claim]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One classifier: `codes` names what it reports, `doc` is what `wikidiff explain` prints.

    `claim` is called for edits of its `aspects` only, and must depend on nothing but its arguments. A rule with
    nothing to say of plain words and passages (`features.is_plain`) says so by `plain` and is not asked of them.
    """

    name: str
    category: Category
    codes: Mapping[str, str]
    doc: str
    aspects: frozenset[Aspect]
    claim: Claiming
    plain: bool = True


_SPACES = re.compile(r"(?:\s|&nbsp;|&#160;)+")
SHOWN = 60


def rule(
    *, category: Category, codes: Mapping[str, str], aspects: Iterable[Aspect], doc: str | None, plain: bool = True
) -> Callable[[Claiming], Rule]:
    """Make a rule of a function; it is named as its file is."""

    def wrap(claim: Claiming) -> Rule:
        return Rule(
            name=claim.__module__.rpartition(".")[2],
            category=category,
            codes=dict(codes),
            doc=(doc or "").strip(),
            aspects=frozenset(aspects),
            claim=claim,
            plain=plain,
        )

    return wrap


def action_of(edit: Edit) -> Action:
    """Say what an edit did, by which sides hold anything."""
    stood, stands = edit.old.text.strip(), edit.new.text.strip()
    if stood:
        return Action.CHANGE if stands else Action.REMOVE
    return Action.ADD if stands or len(edit.new.text) > len(edit.old.text) else Action.REMOVE


def reordered(edit: Edit) -> bool:
    """Tell whether an edit only moved parameters, each on a line of its own, within their template."""
    if edit.aspect is not Aspect.MOVE:
        return False
    blocks = edit.solid_blocks
    return (
        bool(blocks)
        and all(block.kind is BlockKind.PARAMETER for block in blocks)
        and len({block.template.casefold() for block in blocks}) == 1
    )


def in_heading(edit: Edit, page: Page) -> bool:
    """Tell whether a space stands between the title of a heading and its signs: no reader sees it."""
    if edit.context is not Context.HEADING or "\n" in edit.old.text + edit.new.text:
        return False
    start, end = edit.new.start, edit.new.end
    return page.new_text[start - 1 : start] == "=" or page.new_text[end : end + 1] == "="


def squeezed(text: str) -> str:
    """Return a text on one line, its white space folded."""
    return " ".join(text.split()) if "&" not in text else _SPACES.sub(" ", text).strip()


def shown(text: str, limit: int = SHOWN) -> str:
    """Return a text for a message: one line, in quotation marks, cut at a word when it is long."""
    return _quoted(text[: limit * 4], limit, len(text) > limit * 4)


@lru_cache(maxsize=256)  # several rules say of an edit what it changed, and one is heard
def _quoted(text: str, limit: int, longer: bool) -> str:
    line = squeezed(text)
    if len(line) > limit or longer:
        cut = line.rfind(" ", limit // 2, limit)
        line = line[: cut if cut > 0 else limit] + "…"
    return f"“{line}”"
