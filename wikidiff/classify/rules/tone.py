"""The stance of the text changed: words that praise, blame, doubt, hedge or stress came, went or were swapped.

What: loaded and promotional words, weasel words, hedges and boosters, editorialising, reporting verbs (said,
claimed), words of allegation, honorifics and attributions; with a direction, the device, and the words that weigh.

Why: an article is asked to describe disputes, not to take part in them. Both directions are reported alike.

Limits: a word list knows no irony and no context beyond the sentence. Quotations, titles and names are left alone,
as the style guides ask. In languages without a learned model only the word lists speak.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wikidiff.classify.base import Claim, action_of, rule, shown
from wikidiff.classify.features import Features, of
from wikidiff.classify.tone_score import devices, has_tone, is_learned
from wikidiff.model import Category, ToneShift, Trigger
from wikidiff.model.change import Aspect, Edit, Page
from wikidiff.model.finding import Context
from wikidiff.text import words
from wikidiff.text.dates import dates

_FRAMES = ("reporting_verb", "attribution", "weasel", "hedge", "allegation", "doubt")
_FRAME = 8  # words of a phrase that frames a standing sentence (some critics argue that)
_FRAME_SHARE = 3  # one word in so many of a framing phrase is a listed one
_SLIGHT = ("editorialising", "relative_time")
_LIGHT = 0.3  # a listed word that is loaded less than this only joins clauses
_LONG_WORD = 7  # letters of a word in which two may differ and it is still the same word, put right
_LONGEST = 14  # words; a longer passage that comes or goes is content, whatever its tone
_SHIFT = 0.08  # a score nearer to nothing than this has no direction


@rule(
    category=Category.TONE,
    codes={
        "TON001": "loaded, promotional or emotive wording",
        "TON002": "hedge, doubt or certainty",
        "TON003": "reporting verb or attribution",
        "TON004": "honorific",
        "TON005": "stance changed by other means",
    },
    aspects=(Aspect.TEXT,),
    doc=__doc__,
)
def RULE(edit: Edit, page: Page) -> Iterator[Claim]:  # noqa: N802 - the rule is the module's one public name
    """Claim changes of stance."""
    if edit.context in (Context.CITATION, Context.CODE, Context.COMMENT) or not has_tone(page.language):
        return
    found = of(edit, page)
    if not (found.old or found.new) or max(len(found.old), len(found.new)) > _LONGEST:
        return
    if len(found.old_text) + len(found.new_text) > _LONGEST * 30 or not found.has_letters:
        return
    if found.relation in ("case", "diacritics", "punctuation", "script", "spelling_variant", "same", "typo"):
        return
    if found.relation in ("name_change", "abbreviation", "substring"):
        return
    shift = found.tone
    if shift is None:
        return
    strength = _strength(edit, found, shift, page)
    if strength < 0.2:
        return
    direction = "shift" if abs(shift.score) < _SHIFT else "toward_loaded" if shift.score > 0 else "toward_neutral"
    device = shift.device or "loaded_term"
    yield Claim(
        code=_code(device),
        category=Category.TONE,
        strength=strength,
        action=action_of(edit),
        key=f"{found.old_text.casefold()}→{found.new_text.casefold()}" if found.old and found.new else "",
        labels=(Category.TERMINOLOGY,) if device == "loaded_term" and found.old and found.new else (),
        message=_message(edit, direction, device),
        detail={
            "direction": direction,
            "device": device,
            "triggers": [
                {"text": t.text, "side": t.side, "weight": t.weight, "device": t.device} for t in shift.triggers
            ],
            "score": shift.score,
            "learned": is_learned(page.language),
        },
    )


def _sentence(edit: Edit) -> bool:
    """Tell whether a whole sentence comes or goes: that is content, whatever its words."""
    if edit.old.text.strip() and edit.new.text.strip():
        return False
    text = (edit.old_words or edit.new_words).rstrip()
    return text.endswith((".", "!", "?", "。", "।")) and len(text.split()) > 3


def _in_name(edit: Edit, found: Features) -> bool:
    """Tell whether a capitalised word comes or goes inside a name (Great in the Great Northern Hotel)."""
    word = found.old or found.new
    if len(word) != 1 or (found.old and found.new) or not word[0][:1].isupper():
        return False
    inside = bool(edit.before) and edit.before[-1] not in (".", "!", "?", ":")
    return inside and bool(edit.after) and edit.after[0][:1].isupper()


def _names(edit: Edit, found: Features) -> bool:
    """Tell whether names gave way to names inside a sentence: a month is called May, a hotel Great."""
    inside = bool(edit.before) and edit.before[-1] not in (".", "!", "?", ":")
    every = (*found.old_heavy, *found.new_heavy) or (*found.old, *found.new)
    return inside and bool(found.old) and bool(found.new) and all(word[:1].isupper() for word in every)


def _dated(edit: Edit, listed: Sequence[Trigger], language: str) -> bool:
    """Tell whether all that is listed belongs to a date: *May 2011*, *late 1994*."""
    months = dates(language).months
    for trigger in listed:
        if trigger.device != "honorific" and not (trigger.text[:1].isupper() and trigger.text.lower() in months):
            return False
        words_of = edit.old_words if trigger.side == "old" else edit.new_words
        row = [*edit.before[-2:], *words_of.replace(",", " ").split(), *edit.after[:2]]
        places = [place for place, word in enumerate(row) if word == trigger.text]
        if not any(word[:1].isdigit() for place in places for word in row[max(0, place - 1) : place + 3]):
            return False
    return bool(listed)


def _scope(found: Features, language: str) -> bool:
    """Tell whether quantifiers or ranks are all that changed: most, many."""
    every = (*found.old_heavy, *found.new_heavy) or (*found.old, *found.new)
    return all(words.is_quantifier(word, language) or words.is_superlative(word, language) for word in every)


def _resembles(found: Features) -> bool:
    """Tell whether one word gave way to another of nearly the same letters (hand, grand): a slip put right."""
    if len(found.old) != 1 or len(found.new) != 1:
        return False
    old, new = found.old[0].casefold(), found.new[0].casefold()
    reach = 2 if old[-3:] == new[-3:] or max(len(old), len(new)) >= _LONG_WORD else 1
    return words.edit_distance(old, new, reach) <= reach


def _slight(found: Features, listed: Sequence[Trigger], language: str) -> bool:
    """Tell whether all that is listed joins clauses (however) or stands for a date (this year)."""
    if any(trigger.device not in _SLIGHT for trigger in listed):
        return False
    if any(trigger.device == "relative_time" for trigger in listed):
        return any(word[:1].isdigit() for word in (*found.old, *found.new))
    return all(abs(trigger.weight) < _LIGHT for trigger in devices((*found.old, *found.new), language))


def _frames(found: Features, listed: Sequence[Trigger]) -> bool:
    """Tell whether the listed words are a good part of a phrase that came or went, not chance in a statement."""
    known = sum(len(trigger.text.split()) or 1 for trigger in listed)
    return bool(listed) and known * _FRAME_SHARE >= max(len(found.old), len(found.new))


def _strength(edit: Edit, found: Features, shift: ToneShift, page: Page) -> float:
    """Say how sure an edit is one of tone: a listed word on one side, and not much else changed."""
    listed = [trigger for trigger in shift.triggers if trigger.device]
    if _dated(edit, listed, page.language):
        return 0.0
    strength = shift.probability * 0.9
    if _resembles(found):
        strength *= 0.5
    elif listed and not _slight(found, listed, page.language):
        weight = max(abs(trigger.weight) for trigger in listed)
        strength = max(strength, 0.55 + 0.3 * min(1.0, weight))
    framed = not (found.old and found.new) and shift.device in _FRAMES and _frames(found, listed)
    size = max(len(found.old_heavy), len(found.new_heavy))
    if size > 4 and not framed:
        strength *= 4 / size
    if framed and max(len(found.old), len(found.new)) <= _FRAME:
        strength = max(strength, 0.8)
    honoured = shift.device == "honorific" and (not (found.old and found.new) or len(listed) == size)
    if _sentence(edit) or (not honoured and (_in_name(edit, found) or _names(edit, found))):
        strength *= 0.5
    if found.old and found.new and _scope(found, page.language):
        strength *= 0.8
    return min(strength, 0.94)


def _code(device: str) -> str:
    if device in ("hedge", "doubt", "certainty", "allegation", "weasel"):
        return "TON002"
    if device in ("reporting_verb", "attribution"):
        return "TON003"
    if device == "honorific":
        return "TON004"
    return "TON001" if device in ("loaded_term", "peacock", "emotive", "euphemism", "intensifier") else "TON005"


_DIRECTIONS = {
    "toward_loaded": "more loaded",
    "toward_neutral": "more neutral",
    "shift": "differently loaded",
}


def _message(edit: Edit, direction: str, device: str) -> str:
    how = _DIRECTIONS[direction]
    name = device.replace("_", " ")
    if not edit.old.text.strip():
        return f"{shown(edit.new.text)} was added: the text became {how} ({name})."
    if not edit.new.text.strip():
        return f"{shown(edit.old.text)} was taken out: the text became {how} ({name})."
    return f"{shown(edit.old.text)} became {shown(edit.new.text)}: the text became {how} ({name})."
