"""Signs of damage for a person to look at: a pointer, not a verdict.

What: a page or section blanked with nothing put in its place, insults, runs of letters, shouting.

Why: such damage should be seen first, and should not be listed as forty other findings.

Limits: a quotation may hold an insult and a table of codes a run of letters. Sober-looking damage (a changed figure, a
false name) is not of this kind: it is numeric or content. Damage that goes is content with this label.
"""

from __future__ import annotations

from collections.abc import Iterator

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.features import of
from wikidiff.model import Category
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Action, Context
from wikidiff.text import words

_MOST = 2000
_SOME = 20  # characters that a section must have had to be called blanked


@rule(
    category=Category.VANDALISM,
    codes={"VAN001": "page or section blanked", "VAN002": "insult", "VAN003": "run of letters or shouting"},
    aspects=(Aspect.TEXT, Aspect.BLOCK),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim signs of damage in what came."""
    if edit.context is Context.CODE:
        return
    if edit.aspect is Aspect.BLOCK and page.blanked:
        yield _claim("VAN001", 0.9, "The page was blanked" + _instead(edit), action_of(edit), key="blanked")
        return
    if edit.aspect is Aspect.BLOCK and _emptied(edit, page):
        yield _claim("VAN001", 0.85, f"The section {shown('/'.join(edit.section[-1:]))} was blanked", action_of(edit))
        return
    text = edit.new.text
    if edit.aspect is Aspect.TEXT:
        found = of(edit, page)
        if not found.new_heavy:
            return
        text = found.new_seen
    came = text[:_MOST]
    insult = words.insult(came, page.language)
    if insult and not edit.quotation and not words.insult(edit.old.text[:_MOST], page.language):
        yield _claim("VAN002", 0.88, f"{shown(insult)} was put in: {shown(edit.new.text)}", action_of(edit))
    elif came and len(came) < 400 and not edit.quotation and words.graffiti(came, page.language):
        yield _claim("VAN002", 0.8, f"A scribble was put in: {shown(edit.new.text)}", action_of(edit))
    elif came and len(came) < 200 and words.letter_run(came) and not words.letter_run(edit.old.text[:200]):
        yield _claim("VAN003", 0.85, f"A run of letters was put in: {shown(edit.new.text)}", action_of(edit), key="run")


def _emptied(edit: Edit, page: Page) -> bool:
    """Tell whether a section lost all its text and kept its heading."""
    if edit.new.text.strip() or len(edit.old.text.strip()) < _SOME or not edit.section:
        return False
    before = page.new_text[: edit.new.start].rstrip()
    after = page.new_text[edit.new.end :].lstrip()
    line = before[before.rfind("\n") + 1 :]
    old_before = page.old_text[: edit.old.start].rstrip()
    alone = old_before.endswith("=") and line.startswith("=") and line.endswith("=")
    old_after = page.old_text[edit.old.end :].lstrip()
    return alone and (not old_after or old_after.startswith("=")) and (not after or after.startswith("="))


def _instead(edit: Edit) -> str:
    return f"; instead stands {shown(edit.new.text)}" if edit.new.text.strip() else ""


def _claim(code: str, strength: float, message: str, action: Action, key: str = "") -> Claim:
    return Claim(
        code=code,
        category=Category.VANDALISM,
        strength=strength,
        action=action,
        key=key,
        message=message + ".",
    )
