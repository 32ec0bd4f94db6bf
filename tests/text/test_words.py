"""What two words are to each other, word classes, word forms, signs of damage, sentence borders."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from wikidiff import packs
from wikidiff.text import stems, words
from wikidiff.text.scripts import bare
from wikidiff.text.spelling import known_words, spelling_rows

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "pl", "nl", "hi", "ar", "zh", "ja", "th")

RELATIONS = [
    ("Jose\u0301", "José", "es", "same"),
    ("French", "french", "en", "case"),
    ("UNESCO", "Unesco", "en", "case"),
    ("Perez", "Pérez", "en", "diacritics"),
    ("Łódź", "lodz", "pl", "diacritics"),
    ("ещё", "еще", "ru", "diacritics"),
    ("إسلام", "اسلام", "ar", "diacritics"),
    ("e-mail", "email", "en", "punctuation"),
    ("co operate", "co-operate", "en", "punctuation"),
    ("PaulKlee", "Paul Klee", "en", "punctuation"),
    ("l'Europe", "l’Europe", "fr", "punctuation"),
    (",", ";", "en", "punctuation"),
    ("葡萄牙語", "葡萄牙语", "zh", "script"),
    ("Нови Сад", "Novi Sad", "sr", "script"),
    ("みかん", "ミカン", "ja", "script"),
    ("ＮＨＫ", "NHK", "ja", "script"),
    ("a", "а", "ru", "script"),
    ("広島", "廣島", "ja", "script"),
    ("farmer", "farmers", "en", "inflection"),
    ("catch", "caught", "en", "inflection"),
    ("stopped", "stopping", "en", "inflection"),
    ("city", "cities'", "en", "inflection"),
    ("firemen", "fireman", "en", "inflection"),
    ("NGO", "NGOs", "en", "inflection"),
    ("an", "a", "en", "inflection"),
    ("Vierten", "Viertes", "de", "inflection"),
    ("Häuser", "Haus", "de", "inflection"),
    ("gebaut", "baut", "de", "inflection"),
    ("guerras", "guerra", "es", "inflection"),
    ("войны", "война", "ru", "inflection"),
    ("polskiego", "polski", "pl", "inflection"),
    ("flavour", "flavor", "en", "spelling_variant"),
    ("modernise", "modernize", "en", "spelling_variant"),
    ("flavours", "flavored", "en", "spelling_variant"),
    ("palaeontology", "paleontology", "en", "spelling_variant"),
    ("Spaß", "Spass", "de", "spelling_variant"),
    ("Müller", "Mueller", "de", "spelling_variant"),
    ("Delphin", "Delfin", "de", "spelling_variant"),
    ("direcção", "direção", "pt", "spelling_variant"),
    ("सम्बन्ध", "संबंध", "hi", "spelling_variant"),
    ("Sergey", "Sergei", "en", "spelling_variant"),
    ("teh", "the", "en", "typo"),
    ("recieve", "receive", "en", "typo"),
    ("goverment", "government", "en", "typo"),
    ("principal", "principle", "en", "typo"),
    ("Novosibrisk", "Novosibirsk", "ru", "typo"),
    ("IMF", "International Monetary Fund", "en", "abbreviation"),
    ("U.S.", "the United States", "en", "abbreviation"),
    ("CEOs", "chief executive officers", "en", "abbreviation"),
    ("Gov.", "Governor", "en", "abbreviation"),
    ("ООН", "Организации Объединённых Наций", "ru", "abbreviation"),
    ("RFA", "République fédérale d'Allemagne", "fr", "abbreviation"),
    ("Bombay", "Mumbai", "en", "name_change"),
    ("Peking's", "Beijing's", "en", "name_change"),
    ("University of Madras", "University of Chennai", "en", "name_change"),
    ("Калинина", "Твери", "ru", "name_change"),
    ("キエフ", "キーウ", "ja", "name_change"),
    ("fireman", "firefighter", "en", "term_pair"),
    ("firefighters", "firemen", "en", "term_pair"),
    ("Tolstoy", "Leo Tolstoy", "en", "substring"),
    ("Ludwig van Beethoven", "Beethoven", "de", "substring"),
    ("legal", "illegal", "en", "different"),
    ("possible", "impossible", "en", "different"),
    ("Iran", "Iraq", "en", "different"),
    ("policy", "police", "en", "different"),
    ("communism", "communist", "en", "different"),
    ("terrorista", "terrorismo", "es", "different"),
    ("plan", "plane", "en", "different"),
    ("new", "news", "en", "different"),
    ("million", "billion", "en", "different"),
    ("1,000", "1000", "en", "different"),
    ("-5", "5", "en", "different"),
    ("2009", "2010", "en", "different"),
    ("Slovak", "Slovakia", "en", "different"),
    ("Government", "British government", "en", "different"),
    ("日本", "本日", "ja", "different"),
    ("", "word", "en", "different"),
]


@pytest.mark.parametrize(("old", "new", "language", "expected"), RELATIONS)
def test_relation(old: str, new: str, language: str, expected: str) -> None:
    assert words.relation(old, new, language) == expected
    assert words.relation(new, old, language) == expected


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from((*LANGUAGES, "xx")))
def test_relation_is_symmetric_and_total(old: str, new: str, language: str) -> None:
    found = words.relation(old, new, language)
    assert found in words.RELATIONS
    assert words.relation(new, old, language) == found
    assert words.relation(old, old, language) == "same"


def test_a_phrase_counts_as_its_furthest_word() -> None:
    assert words.relation("flavour tests", "flavor test", "en") == "spelling_variant"
    assert words.relation("recieved letter", "received letters", "en") == "typo"
    assert words.relation("the old goverment", "the old government", "en") == "typo"
    assert words.relation("red houses", "blue house", "en") == "different"


def test_unknown_language_has_only_the_common_rules() -> None:
    assert words.relation("Ålesund", "Aalesund", "xx") == "spelling_variant"
    assert words.relation("gatto", "gatti", "xx") in {"inflection", "different"}
    assert words.quote_pairs("xx")
    assert words.word_class("the", "xx") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_term_pair_is_found_both_ways(language: str) -> None:
    rows = packs.rows(language, "terms.tsv") if packs.has(language, "terms.tsv") else ()
    for old, new, neutral, charged, source in rows:
        assert neutral in {"left", "right", "both", "none"}
        assert charged in {"yes", "no"}
        assert source
        assert words.term_pair(old, new, language) is not None, (old, new)
        assert words.term_pair(new, old, language) is not None, (new, old)
    assert language == "th" or len(rows) >= (150 if language == "en" else 15)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_name_is_found_both_ways(language: str) -> None:
    own = packs.rows(language, "names.tsv") if packs.has(language, "names.tsv") else ()
    for old, new, year, source in (*packs.rows("und", "names.tsv"), *own):
        assert source
        assert not year or year.isdecimal()
        assert words.name_change(old, new, language) is not None, (old, new)
        assert words.name_change(new, old, language) is not None, (new, old)
    assert len(packs.rows("und", "names.tsv")) >= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_spelling_example_holds(language: str) -> None:
    near = {"spelling_variant", "diacritics", "punctuation", "script", "inflection"}
    for kind, *cells in spelling_rows(language):
        if kind == "pair":
            assert words.relation(cells[0], cells[1], language) in near, cells
        elif kind == "confused":
            assert words.relation(cells[0], cells[1], language) in {*near, "typo"}, cells
        elif kind == "abbr":
            assert words.relation(cells[0], cells[1], language) == "abbreviation", cells
        elif kind in {"rule", "lower_rule"}:
            re.compile(cells[1])
            left, comma, right = cells[3].partition(", ") if len(cells) > 3 else ("", "", "")
            if comma and ";" not in right and " " not in left + right:
                assert words.relation(left, right, language) in near, cells


def test_common_words_are_no_variants_of_each_other() -> None:
    known = known_words("en")
    for first, second in (
        ("edward", "edwards"),
        ("reward", "rewards"),
        ("four", "for"),
        ("Julie", "July"),
        ("does", "des"),
    ):
        assert words.relation(first, second, "en") != "spelling_variant"
    assert {"government", "Iran", "Iraq", "the"} <= known
    assert "goverment" not in known
    assert words.is_known("farmers", "en")
    assert not words.is_known("runing", "en")


def test_term_pair_says_which_side_its_source_prefers() -> None:
    pair = words.term_pair("Firefighters", "firemen", "en")
    assert pair is not None
    assert (pair.old, pair.new, pair.neutral, pair.charged, pair.reversed) == (
        "firefighter", "fireman", "old", False, True,
    )  # fmt: skip
    assert pair.mirror() == words.term_pair("fireman", "firefighter", "en")
    assert words.term_pair("fireman", "policeman", "en") is None
    charged = words.term_pair("the Moslems", "Muslims", "en")
    assert charged is not None
    assert charged.charged
    assert charged.neutral == "new"


def test_same_stem_is_stricter_than_stem() -> None:
    assert words.stem("organisation", "en")
    assert words.stem("built", "en") == words.stem("builds", "en")
    assert not words.same_stem("organ", "organised", "en")
    assert words.same_stem("planning", "plans", "en")
    assert not words.same_stem("hoping", "hopping", "en")
    assert words.same_root("communism", "communists", "en")
    assert words.same_root("capitalismo", "capitalista", "es")
    assert not words.same_root("comedy", "comet", "en")
    assert words.stem("x" * 100_000, "en") == "x" * 100_000


@pytest.mark.parametrize(
    ("term", "language", "base"),
    [
        ("illegal widgets", "en", "illegal widget"),
        ("Chairmen", "en", "chairman"),
        ("the appeals courts", "en", "appeals court"),
        ("children with asthma", "en", "child with asthma"),
        ("NATO", "en", "NATO"),
        ("Bombay's", "en", "Bombay"),
        ("United States", "en", "United States"),
        ("human rights", "en", "human rights"),
        ("crises", "en", "crisis"),
        ("series", "en", "series"),
        ("der Häuser", "de", "Häuser"),
        ("", "en", ""),
    ],
)
def test_lemma_like(term: str, language: str, base: str) -> None:
    assert words.lemma_like(term, language) == base


def test_word_classes() -> None:
    assert words.word_class("Not", "en") == "negation"
    assert words.word_class("most", "en") == "quantifier"
    assert words.word_class("largest", "en") == "superlative"
    assert words.word_class("the", "en") == "article"
    assert words.word_class("was", "en") == "auxiliary"
    assert words.word_class("table", "en") is None
    assert words.is_negation("isn’t", "en")
    assert words.is_negation("nie", "pl")
    assert words.is_pronoun("ihnen", "de") is False
    assert words.is_pronoun("ihr", "de")
    assert words.is_article("der", "de")
    assert words.is_quantifier("большинство", "ru")
    assert words.is_superlative("唯一", "zh")
    assert words.is_function_word("of", "en")
    assert not words.is_function_word("without", "en")
    assert words.is_auxiliary("sont", "fr")
    assert words.negating_prefix("able", "unable", "en") == "un"
    assert (
        words.negating_prefix("event", "prevent", "en") is None or words.negating_prefix("out", "about", "en") is None
    )
    assert words.tense_shift("is", "was", "en")
    assert not words.tense_shift("is", "are", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_classes_and_marks(language: str) -> None:
    data = packs.settings(language, "words.toml")
    for key in ("pronouns", "prepositions", "conjunctions", "auxiliaries", "negations", "quantifiers", "superlatives"):
        assert len(data[key]) >= 5, key
        assert len(set(data[key])) == len(data[key]), key
    assert words.quote_pairs(language)[0] == tuple(data["quotes"][0])
    assert ("“", "”") in words.quote_pairs(language)
    assert ("‘", "’") in words.quote_pairs(language, single=True)
    assert "." in words.sentence_ends(language)
    assert words.insult(f"x {data['insults'][0]} y", language)


@pytest.mark.parametrize(
    "text",
    ["asdfgh", "lkjhg", "jjjjjj", "aaaaaah", "hahahaha", "sdkjfhskdjfh", "йцукен", "xkcdbvwqrtz", "andkjHASGDvagle"],
)
def test_letter_run(text: str) -> None:
    assert words.letter_run(f"He was {text} born")


@pytest.mark.parametrize(
    "text",
    [
        "Knightsbridge",
        "Angstschweiß",
        "property",
        "MMXXIV",
        "HTTPS",
        "взгляд",
        "Szczebrzeszyn",
        "Mississippi",
        "rhythms",
        "",
    ],
)
def test_no_letter_run(text: str) -> None:
    assert not words.letter_run(text)


def test_other_signs_of_damage() -> None:
    assert words.insult("he is an IDIOT", "en") == "IDIOT"
    assert words.insult("Philip K. Dick wrote", "en") is None
    assert words.insult("mr smith is gay!", "en") == "is gay"
    assert words.insult("一个傻逼说", "zh") == "傻逼"
    assert words.insult("an idiosyncratic essay", "en") is None
    assert words.insult("anything", "xx") is None
    assert words.shouting("THIS ARTICLE IS WRONG")
    assert not words.shouting("NATO and the EU met")
    assert words.graffiti("Kevin was here!!", "en") == "was here"
    assert words.graffiti("The army was here for a year", "en") is None


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("One. Two! Three?", "en", 3),
        ("Dr. Smith met J. R. Jones in the U.S. Senate. He left.", "en", 2),
        ("He said “No.” Then he left.", "en", 2),
        ("It grew.<ref name=a/> Then it fell.<ref>x</ref> End", "en", 3),
        ("Am 3. Oktober 1990 war es so weit. Danach nicht.", "de", 2),
        ("彼は来た。彼女も来た。", "ja", 2),
        ("वह आया। वह गया।", "hi", 2),
        ("one\n\ntwo", "en", 2),
        ("version 3.5 is out", "en", 1),
        ("", "en", 1),
    ],
)
def test_sentence_borders(text: str, language: str, count: int) -> None:
    borders = words.sentence_borders(text, language, 0, len(text))
    assert len(borders) == count + 1
    assert "".join(text[start:end] for start, end in pairwise(borders)) == text


@given(st.text(alphabet='.!? aA\n"”<ref>/。', max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_sentence_borders_are_sorted_and_inside(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    borders = words.sentence_borders(text, "en", start, end)
    assert borders[0] == start
    assert borders[-1] == end
    assert all(left < right for left, right in pairwise(borders)) or borders == [start, end]


@pytest.mark.parametrize("unit", ["a", ".", '"', "ab", ". ", "<ref ", ".<ref>", "é", "漢", "1", " "])
def test_hostile_texts_get_an_answer(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert words.relation(text, text[:-1] + "x", "en") in words.RELATIONS
    assert words.sentence_borders(text, "en", 0, len(text))[-1] == len(text)
    assert words.letter_run(text) in {True, False}
    assert words.insult(text, "en") is None
    assert words.edit_distance(text, text[1:] + "z", 2) <= 3
    assert words.lemma_like(text, "en")
    assert words.term_pair(text, text, "en") is None


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_edit_distance_agrees_with_the_full_table(first: str, second: str) -> None:
    rows = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for row in range(len(first) + 1):
        for column in range(len(second) + 1):
            if not row or not column:
                rows[row][column] = row + column
                continue
            cost = min(
                rows[row - 1][column] + 1,
                rows[row][column - 1] + 1,
                rows[row - 1][column - 1] + (first[row - 1] != second[column - 1]),
            )
            if row > 1 and column > 1 and first[row - 1] == second[column - 2] and first[row - 2] == second[column - 1]:
                cost = min(cost, rows[row - 2][column - 2] + 1)
            rows[row][column] = cost
    full = rows[-1][-1]
    for limit in range(1, 4):
        assert words.edit_distance(first, second, limit) == min(full, limit + 1)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "ru", "sv", "da", "no", "hi"])
def test_a_stem_begins_as_its_word_does(language: str) -> None:
    page = max((page for page in material.wikis() if page.language == language), key=lambda page: len(page.text))
    found = sorted({word.lower() for word in re.findall(r"[^\W\d_]{2,20}", page.text)})[:2_000]
    assert len(found) > 100
    rules = stems.grammar(language)
    assert rules.keeps_start
    for word in found:
        if word not in rules.lemmas:
            assert bare(words.stem(word, language)[:1]) == bare(word[:1]), word


def test_rows_of_the_same_stems_in_any_order() -> None:
    assert words.same_stems(("Old", "towns"), ("town", "old"), "en")
    assert words.same_stems(("built",), ("build",), "en")
    assert words.same_stems(("went",), ("go",), "en")
    assert not words.same_stems(("old", "towns"), ("old",), "en")
    assert not words.same_stems(("town",), ("city",), "en")
    assert not words.same_stems(("old", "old"), ("old", "odd"), "en")
