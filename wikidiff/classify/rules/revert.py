"""The edit puts back, wholly or in part, what an earlier revision had.

What: a new text equal to an earlier one (an identity revert), found in the history that the caller gives.

Why: a revert is a statement about the edits it undoes, not about the article. Without this, undoing a removal would
read like forty additions.

Limits: needs the history. Putting back a part of an earlier text is found only where the page equals an earlier
revision.
"""

from __future__ import annotations

from collections.abc import Iterator

from wikidiff.classify.base import Claim, rule
from wikidiff.model import Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action


@rule(
    category=Category.REVERT,
    codes={"RVT001": "page put back as it was in an earlier revision"},
    aspects=tuple(Aspect),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim every edit of a revision that equals an earlier one."""
    if page.reverts_to is None:
        return
    number = page.reverts_to
    yield Claim(
        code="RVT001",
        category=Category.REVERT,
        strength=0.99,
        action=Action.CHANGE if edit.old.text and edit.new.text else Action.ADD if edit.new.text else Action.REMOVE,
        key="revert",
        message=f"The page is again as it was in revision {number}." if number else "The page is as it was before.",
        detail={"reverted_to": number},
    )
