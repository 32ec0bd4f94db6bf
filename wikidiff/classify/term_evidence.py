"""Whether two unknown words name one thing: what the page itself shows."""

from __future__ import annotations

from itertools import pairwise

from wikidiff.classify.features import Features, fold, swaps
from wikidiff.classify.term_borders import LONGEST
from wikidiff.model.change import Edit, Page
from wikidiff.model.inline import PieceKind
from wikidiff.text import words

UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
_LETTERS = 16  # of a term where each letter is a word
_GLUE = ":=_"  # what stands right before a word that is a value in code
_KIN = 0.5  # enough for the label beside another category, not for the verdict
_NEAR = 2  # letters by which two spellings of one name differ
_PART = 3  # letters of a part of a compound that a blend keeps
_AKIN = 3  # letters that two modifiers of one head share
_HEAD = 5  # letters of a head inside a compound


def could_be(edit: Edit, page: Page, found: Features, *, listed: bool) -> bool:
    """Tell whether both sides have the form of a term: few words, at least one of them heavy, no figures."""
    if not found.old_heavy or not found.new_heavy or not found.has_letters:
        return False
    if len(found.old_text) + len(found.new_text) > 2 * LONGEST * 30:
        return False
    longest = _LETTERS if page.language in UNSPACED else LONGEST
    if max(len(found.old), len(found.new)) > longest or not _no_figures(edit, listed=listed):
        return False
    marks = (*edit.old_pieces, *edit.new_pieces)
    stops = ";:!?" if found.relation == "abbreviation" else ".;:!?,"  # Mt. Everest, Mount Everest
    if any(p.kind >= PieceKind.REF or (p.kind == PieceKind.PUNCT and p.text in stops) for p in marks):
        return False
    if listed:
        return True
    every = (*found.old, *found.new)
    if words.negations(every, page.language):
        return False
    in_names = edit.old_target and edit.new_target  # First Nations is no claim of rank
    return bool(in_names) or not words.has_superlative(every, page.language)


def _no_figures(edit: Edit, *, listed: bool) -> bool:
    """Tell whether no quantity is touched; a number word inside a name is none: *First Nations*, *Third Reich*."""
    touched = (*edit.old_quantities, *edit.new_quantities)
    if not touched:
        return True
    if any(letter.isdigit() for quantity in touched for letter in quantity.text):
        return False
    return listed or bool(edit.old_target and edit.new_target)


def evidence(edit: Edit, page: Page, found: Features, times: int) -> float:
    """Say how strongly an unknown pair looks like two terms for one thing."""
    if times >= 2:
        return _repeated(edit, page, found, times)
    if one_target(edit):
        return 0.85
    if _blend(found.old_text, found.new_text):
        return 0.8
    if _shares_word(found, page.language):
        return 0.6
    if _compound_head(found):
        return 0.58
    return _KIN if _linked_kin(edit, page.language) else 0.3


def _repeated(edit: Edit, page: Page, found: Features, times: int) -> float:
    """Weigh a swap made in several places: words change together when their thing has another name.

    A name that gives way to another twice may as well be another person or place, set right.
    """
    if swaps(page).back(edit, page) or _in_code(edit, page):
        return 0.0
    if times >= 3:
        return 0.88
    if one_target(edit):
        return 0.85
    if all(word[:1].isupper() for word in (*found.old_heavy, *found.new_heavy)) or _cut_short(found):
        return _KIN
    return 0.8


def _cut_short(found: Features) -> bool:
    """Tell whether one word is the other without its beginning or end."""
    if len(found.old) != 1 or len(found.new) != 1:
        return False
    short, long = sorted((found.old[0].casefold(), found.new[0].casefold()), key=len)
    return long.startswith(short) or long.endswith(short)


def _in_code(edit: Edit, page: Page) -> bool:
    """Tell whether a value of a setting changed, not a word: *color:guitar*."""
    at = edit.new.start
    if "_" in edit.old.text or "_" in edit.new.text:
        return True
    return at > 0 and page.new_text[at - 1] in _GLUE and not edit.new.text[:1].isspace()


def one_target(edit: Edit) -> bool:
    """Tell whether the swapped words are labels of links to one page, or one links to what the other says."""
    old = {_name(piece.text) for piece in edit.old_pieces if piece.kind == PieceKind.LINK_OPEN} | {edit.old_target}
    new = {_name(piece.text) for piece in edit.new_pieces if piece.kind == PieceKind.LINK_OPEN} | {edit.new_target}
    if (old & new) - {""}:
        return True
    said_old, said_new = edit.old_words.casefold(), edit.new_words.casefold()
    if said_old in {name.casefold() for name in new}:
        return True
    return said_new in {name.casefold() for name in old}


def _name(opening: str) -> str:
    return opening.strip("[|").strip()


def _shares_word(found: Features, language: str) -> bool:
    """Tell whether phrases of several words share a head and are kin: *appellate court, appeals court*.

    Two things of one kind share the head too (*socialist party, political party*): what stands before it must be akin.
    """
    if min(len(found.old), len(found.new)) < 2:
        return False
    if len(found.old_heavy) < len(found.old) or len(found.new_heavy) < len(found.new):
        return False  # a clause, not a name
    if fold(found.old[-1], language) != fold(found.new[-1], language):
        return False
    return found.old[0][:_AKIN].casefold() == found.new[0][:_AKIN].casefold()


def _linked_kin(edit: Edit, language: str) -> bool:
    """Tell whether two links with other targets share their head: *Republic of Artsakh, Nagorno-Karabakh Republic*.

    Whoever replaces a link by a link to a kindred name often renames the thing. Figures, and what stands in brackets
    behind a title, tell two things apart; and names that differ by a letter are spellings.
    """
    old, new = edit.old_target, edit.new_target
    if not old or not new or old == new or any(letter.isdigit() or letter in "(:#" for letter in old + new):
        return False
    left, right = old.split(), new.split()
    if max(len(left), len(right)) > LONGEST or min(len(left), len(right)) < 2:
        return False
    heads = _heads(left, language) & _heads(right, language)
    return bool(heads) and words.edit_distance(old.casefold(), new.casefold(), _NEAR) > _NEAR


def _heads(parts: list[str], language: str) -> set[str]:
    """Return what may be the head of a name: its first and last word, and the one before a binding word."""
    ends = [parts[0], parts[-1]]
    ends.extend(one for one, two in pairwise(parts) if words.is_function_word(two, language))
    return {fold(part, language) for part in ends if not words.is_function_word(part, language)}


def _compound_head(found: Features) -> bool:
    """Tell whether the head of a compound stands as a word of its own: *Slavomacedonians, ethnic Macedonians*."""
    short, long = sorted((found.old, found.new), key=len)
    if len(short) != 1 or len(long) != 2:
        return False
    compound, head = short[0].casefold(), long[1].casefold()
    return len(head) >= _HEAD and compound.endswith(head) and len(compound) - len(head) >= _PART


def _blend(old: str, new: str) -> bool:
    """Tell whether one word is drawn together from the parts of the other: *Eskimo–Aleut, Eskaleut*."""
    short, long = sorted((old.casefold(), new.casefold()), key=len)
    if " " in short or "-" in short or "–" in short:
        return False
    parts = long.replace("–", "-").replace(" ", "-").split("-")
    if len(parts) != 2 or min(map(len, parts)) < _PART or len(short) < 2 * _PART:
        return False
    shared = 0
    while shared < min(len(parts[0]), len(short)) and parts[0][shared] == short[shared]:
        shared += 1
    return shared >= _PART - 1 and any(
        parts[1].endswith(short[cut:]) and len(short) - cut >= _PART for cut in range(_PART - 1, shared + 1)
    )
