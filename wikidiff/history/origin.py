"""Who first wrote the words of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wikidiff.errors import InputError
from wikidiff.history.subjects import phrase
from wikidiff.history.walk import walk
from wikidiff.history.words import Words
from wikidiff.model import Revision, Span
from wikidiff.model.history import Origin


def origins(
    revisions: Iterable[Revision], start: int = 0, end: int | None = None, language: str = "en"
) -> tuple[Origin, ...]:
    """Return who first wrote the words of `[start, end)` in the last revision, in runs of one revision each.

    What was taken out and put back by others keeps its writer. The method and how far it goes is told in
    `wikidiff.history.words`.

    Raises:
        InputError: no revision has a text.
    """
    words = Words(language)
    writers: list[Revision] = []
    last: Revision | None = None
    for step in walk(revisions, language, light=True):
        writers.append(step.revision.header())
        if step.revision.text is None:
            continue
        follow(words, step.number, last, step.revision, step.changed.hunks if step.changed is not None else ())
        last = step.revision
    if last is None or last.text is None:
        raise InputError("no revision of this history has a text", hint="give revisions with their wikitext")
    stop = len(last.text) if end is None else min(end, len(last.text))
    return tuple(runs(words, writers, last.text, max(0, start), stop))


def follow(
    words: Words, number: int, last: Revision | None, revision: Revision, hunks: Sequence[tuple[int, int, int, int]]
) -> None:
    """Give words the next text."""
    text = revision.text or ""
    if last is None or last.text is None:
        words.begin(number, text)
    elif hunks:
        words.step(number, last.text, text, hunks)


def runs(words: Words, writers: Sequence[Revision], text: str, start: int, end: int) -> Iterator[Origin]:
    """Yield stretches whose words one revision wrote; spaces go with the word before them."""
    first = stop = -1
    writer = -1
    for low, high, word in words.places(text, start, end):
        born = words.born[word]
        if born != writer:
            if first >= 0:
                yield Origin(span=Span(first, stop), text=text[first:stop], revision=writers[writer])
            first, writer = max(low, start), born
        stop = min(high, end)
    if first >= 0:
        yield Origin(span=Span(first, stop), text=text[first:stop], revision=writers[writer])


def places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return where a phrase stands in a text, in any case."""
    return [match.span() for match in phrase(wanted).finditer(text)]
