"""Who first wrote each word: laws over generated and real histories, and cases told one by one."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.history.histories import histories, made, real
from wikidiff.errors import InputError
from wikidiff.history.origin import origins
from wikidiff.history.walk import walk
from wikidiff.history.words import Words
from wikidiff.text.tokens import split


def written(*texts: str | None) -> list[tuple[str, int | None]]:
    """Return the runs of the last text with the id of the revision that wrote each."""
    return [(entry.text, entry.revision.id) for entry in origins(made(*texts))]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["one two"], [("one two", 1)]),
        (["one two", "one big two"], [("one", 1), ("big", 2), ("two", 1)]),
        (["one two", "One two"], [("One two", 1)]),  # case makes no other word
        (["one two three four", "", "one two three four"], [("one two three four", 1)]),  # blanked and put back
        (["a b c d.", "x y z.", "a b c d."], [("a b c d.", 1)]),
        (["alpha one two.\nbeta one two.", "beta one two.\nalpha one two."], [("beta one two.\nalpha one two.", 1)]),
        (["a\nb", "a\nb\na"], [("a\nb", 1), ("a", 2)]),  # a copy of what stands is new
        (["the old word", "the new word", "the old word"], [("the old word", 1)]),
        (
            ["the old word here", "the new word here", "the old word there"],
            [("the", 1), ("old", 3), ("word", 1), ("there", 3)],
        ),
        (["One two three. Four five six.", "Four five six. One two three."], [("Four five six. One two three.", 1)]),
        (["a b", None, "a b c"], [("a b", 1), ("c", 3)]),
        ([None, "a b"], [("a b", 2)]),
        (["город большой", "город очень большой"], [("город", 1), ("очень", 2), ("большой", 1)]),
    ],
)
def test_who_wrote(texts, expected):
    assert written(*texts) == expected


def test_a_sentence_put_back_into_a_paragraph_that_changed_meanwhile_keeps_its_writer():
    assert written(
        "Rivers run far. The water is cold today. Fish swim here.",
        "Rivers run far. Fish swim here.",
        "Rivers run very far. Fish swim here.",
        "Rivers run very far. The water is cold today. Fish swim here.",
    ) == [("Rivers run", 1), ("very", 3), ("far. The water is cold today. Fish swim here.", 1)]


def test_a_stretch_alone():
    revisions = made("one two three", "one big two three")
    assert [(entry.text, entry.revision.id) for entry in origins(revisions, 4, 9)] == [("big", 2), ("t", 1)]
    assert [entry.span.start for entry in origins(revisions, 4, 9)] == [4, 8]


def test_a_history_without_any_text_is_refused():
    with pytest.raises(InputError, match="no revision"):
        origins(made(None, None))


def read(revisions):
    """Yield number, words and delta of each revision with a text."""
    words, last = Words(), None
    for step in walk(revisions, light=True):
        if step.revision.text is None:
            continue
        if last is None:
            yield step, words, words.begin(step.number, step.revision.text)
        elif step.changed is not None:
            yield step, words, words.step(step.number, last, step.revision.text, step.changed.hunks)
        last = step.revision.text


def check(revisions):
    standing: set[int] = set()
    before: dict[int, int] = {}
    for step, words, delta in read(revisions):
        text = step.revision.text
        places = list(words.places(text, 0, len(text)))
        assert [text[low:high] for low, high, _ in places] == [
            token for token in split_lines(text) if not token.isspace()
        ]
        numbers = [number for _, _, number in places]
        assert len(numbers) == len(set(numbers)), "a word stands once"
        gone = {word for passage in delta.gone for word in passage.words}
        back = {word for passage in delta.back for word in passage.words}
        assert gone <= standing
        assert not back & standing
        assert (standing - gone) | back | set(delta.born) == set(numbers)
        assert {number for number in range(len(words.standing)) if words.standing[number]} == set(numbers)
        assert all(words.born[number] == step.number for number in delta.born)
        assert all(words.born[number] == writer for number, writer in before.items()), "a writer stays"
        before.update((number, words.born[number]) for number in numbers)
        standing = set(numbers)


def split_lines(text):
    lines = text.split("\n")
    for number, line in enumerate(lines):
        yield from split(line + ("\n" if number < len(lines) - 1 else ""))


@given(histories())
def test_words_have_one_number_and_one_writer(revisions):
    check(revisions)


@pytest.mark.parametrize(("title", "wiki"), [("Rio Grande", "enwiki"), ("Anarchism", "enwiki"), ("कहानी", "hiwiki")])
def test_words_of_real_histories(title, wiki):
    check(real(title, wiki))
