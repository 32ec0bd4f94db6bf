"""What another package might bring through the entry point: a rule, and something that is none."""

from __future__ import annotations

from collections.abc import Iterator

from wikidiff.classify.base import Claim, Rule
from wikidiff.model import Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action


def _claim(edit: Edit, page: Page) -> Iterator[Claim]:
    if edit.new_words.startswith("Sir"):
        yield Claim(
            code="HON001", category=Category.TONE, strength=1.0, action=Action.ADD, message=f"{page.language}: Sir."
        )


EXTRA = Rule(
    name="honorific",
    category=Category.TONE,
    codes={"HON001": "honorific put in"},
    doc="An honorific was put in.",
    aspects=frozenset([Aspect.TEXT]),
    claim=_claim,
)
NO_RULE = "a word"
