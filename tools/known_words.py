"""Make the lists of common words (`packs/lang/<tag>/known.tsv`) from texts: `python tools/known_words.py DATA`.

A word is listed if it stands in at least three documents, or in two and no far commoner word is one letter away
(that would be a slip). English capitalised words are listed as such if they stand so inside sentences.
The list holds no counts and no text. Inputs under DATA:

    pages/enwiki-2016-sample.xml.bz2
    intent/iterater_documents_train.jsonl.gz
    tone/en_neutralised_pairs.jsonl.gz, tone/en_neutral_sentences.jsonl.gz
    tone/pl_neutralised_pairs.jsonl.gz, tone/pl_neutral_sentences.jsonl.gz
"""

from __future__ import annotations

import bz2
import gzip
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKS = Path(__file__).parent.parent / "wikidiff" / "packs" / "lang"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
BREAK = re.compile(r"(?<=[.!?:])\s+|\n|\|")
MARKUP = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"<ref[^>]*/>"),
    re.compile(r"<ref.*?</ref>", re.DOTALL),
    *[re.compile(r"\{\{[^{}]*\}\}")] * 4,
    re.compile(r"\{\|.*?\|\}", re.DOTALL),
    re.compile(r"\[\[(?:File|Image|Category):.*?\]\]"),
    re.compile(r"https?://\S+"),
    re.compile(r"<[^>]*>"),
    re.compile(r"'{2,}"),
)
ALPHABET = {"en": "abcdefghijklmnopqrstuvwxyz", "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"}
LINE = 110


def plain(wikitext: str) -> str:
    """Return the words of a page without its markup."""
    for pattern in MARKUP:
        wikitext = pattern.sub(" ", wikitext)
    return re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", wikitext)


def pages(path: Path) -> Iterator[str]:
    """Yield the articles of an export, redirects left out."""
    export = bz2.decompress(path.read_bytes()).decode()
    for found in re.finditer(r"<text[^>]*>(.*?)</text>", export, re.DOTALL):
        if not found[1].startswith("#"):
            yield plain(html.unescape(found[1]))


def lines(path: Path, key: str, group: str | None = None) -> Iterator[str]:
    """Yield one field of JSON lines; of lines that share `group` only the last."""
    last: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            record = json.loads(line)
            last[record[group] if group else str(number)] = record[key]
    yield from last.values()


def count(documents: Iterable[str], small: Counter[str], capital: Counter[str]) -> None:
    """Count in how many documents a word stands in small letters, and capitalised inside a sentence."""
    for document in documents:
        seen: set[str] = set()
        names: set[str] = set()
        for sentence in BREAK.split(document):
            for place, word in enumerate(WORD.findall(sentence)):
                if word.islower():
                    seen.add(word)
                elif place and word.isascii() and word.istitle():
                    names.add(word)
        small.update(seen)
        capital.update(names)


def neighbours(word: str, alphabet: str) -> Iterator[str]:
    """Yield every string one edit away."""
    for cut in range(len(word) + 1):
        head, tail = word[:cut], word[cut:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in alphabet if letter != tail[0])
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in alphabet)


def common(counts: Counter[str], alphabet: str) -> list[str]:
    """Return the words that are listed, sorted."""
    kept = []
    for word, documents in counts.items():
        if len(word) < 2 or len(word) > 24 or documents < 2:
            continue
        beside = max((counts[near] for near in neighbours(word, alphabet)), default=0)
        if beside < documents * (15 if documents == 2 else 150):
            kept.append(word)
    return sorted(kept)


def write(tag: str, words: list[str], sources: str) -> None:
    """Write one pack file, words wrapped to lines."""
    out = [
        "# Common words, sorted, for telling a slip of the pen from another word. No counts, no text.",
        f"# Made by tools/known_words.py from {sources}",
        "# Words with a capital letter are names or stand capitalised inside sentences.",
    ]
    line = ""
    for word in words:
        if len(line) + len(word) >= LINE:
            out.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    (PACKS / tag / "known.tsv").write_text("\n".join([*out, line]) + "\n", encoding="utf-8")


def main(data: Path) -> None:
    """Make both lists."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    count(pages(data / "pages/enwiki-2016-sample.xml.bz2"), small, capital)
    count(lines(data / "intent/iterater_documents_train.jsonl.gz", "after_revision", "doc_id"), small, capital)
    uncased: Counter[str] = Counter()
    count(lines(data / "tone/en_neutralised_pairs.jsonl.gz", "new"), uncased, Counter())
    count(lines(data / "tone/en_neutral_sentences.jsonl.gz", "text"), uncased, Counter())
    for word, number in uncased.items():
        title = word.capitalize()
        if capital[title] > 2 * small[word]:
            capital[title] += number
        else:
            small[word] += number
    ascii_small = Counter({word: number for word, number in small.items() if word.isascii() and word.isalpha()})
    words = common(ascii_small, ALPHABET["en"])
    listed = set(words)
    names = [
        word for word, number in sorted(capital.items())
        if number >= 2 and len(word) > 2 and (word.lower() not in listed or number > 2 * small[word.lower()])
    ]  # fmt: skip
    write(
        "en",
        sorted([*words, *names]),
        "English Wikipedia (a sample of 2016), IteraTeR (Apache-2.0), Wiki Neutrality Corpus slices.",
    )
    small = Counter()
    count(lines(data / "tone/pl_neutralised_pairs.jsonl.gz", "new"), small, Counter())
    count(lines(data / "tone/pl_neutral_sentences.jsonl.gz", "text"), small, Counter())
    polish = Counter({word: number for word, number in small.items() if set(word) <= set(ALPHABET["pl"])})
    write(
        "pl",
        [word for word in common(polish, ALPHABET["pl"]) if polish[word] > 2],
        "the bias-pl sentences of Polish Wikipedia.",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
