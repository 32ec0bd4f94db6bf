"""Terms that give way to other terms for the same thing."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import categories, detail, one, only, texts
from wikidiff.model import Action, Category

KEYS = {"old_term", "new_term", "remaining", "neutral", "reason", "source_changed"}


@pytest.mark.parametrize(
    ("language", "old", "new", "code", "terms"),
    [
        ("en", "A manned mission.", "A crewed mission.", "TRM001", ("manned", "crewed")),
        ("en", "The fireman slept.", "The firefighter slept.", "TRM001", ("fireman", "firefighter")),
        ("en", "He flew to Leningrad.", "He flew to Saint Petersburg.", "TRM002", ("Leningrad", "Saint Petersburg")),
        ("en", "Dhaka, Bombay and Rome", "Dhaka, Mumbai and Rome", "TRM002", ("Bombay", "Mumbai")),
        ("de", "Er flog nach Bombay zurück.", "Er flog nach Mumbai zurück.", "TRM002", ("Bombay", "Mumbai")),
        (
            "de",
            "Sie wurde Lehrling im Werk.",
            "Sie wurde Auszubildender im Werk.",
            "TRM001",
            ("Lehrling", "Auszubildender"),
        ),
        ("ru", "Он жил в городе Сталинград.", "Он жил в городе Волгоград.", "TRM002", ("Сталинград", "Волгоград")),
    ],
)
def test_a_listed_pair_is_known_in_one_place(language, old, new, code, terms):
    finding = only(old, new, language)
    assert (finding.code, finding.category, finding.action) == (code, Category.TERMINOLOGY, Action.CHANGE)
    assert (finding.old, finding.new) == terms
    assert finding.meaning


def test_the_detail_has_the_terms_in_their_base_form_and_what_remains():
    old = "Two spokesmen met. The spokesmen spoke.<ref>Holm, p. 3.</ref>"
    said = detail(only(old, old.replace("men ", "persons ")))
    assert set(said) == KEYS
    assert (said["old_term"], said["new_term"]) == ("spokesman", "spokesperson")
    assert (said["remaining"], said["source_changed"]) == (0, False)


@pytest.mark.parametrize(("left", "says"), [(0, None), (1, "in 1 place."), (3, "in 3 places.")])
def test_places_that_were_forgotten_are_counted(left, says):
    rest = " A spokesman left." * left
    finding = only(f"The spokesman spoke.{rest}", f"The spokesperson spoke.{rest}")
    assert detail(finding)["remaining"] == left
    assert ("still stands" in finding.message) is bool(left)
    assert says is None or says in finding.message


def test_all_places_of_one_swap_are_one_finding():
    finding = only(
        "Steward wanted. A steward came, and the stewards sat down; a steward's hat is blue.",
        "Flight attendant wanted. A flight attendant came, and the flight attendants sat down; a flight attendant's "
        "hat is blue.",
    )
    assert texts(finding) == [
        ("Steward", "Flight attendant"),
        ("steward", "flight attendant"),
        ("stewards", "flight attendants"),
        ("steward's", "flight attendant's"),
    ]
    assert "in 4 places" in finding.message


def test_places_in_prose_lists_tables_and_labels_are_one_finding():
    old = """The chairman spoke to the [[Member|chairman]].

* Chairman of the board

{| class="wikitable"
|-
| chairman || 4
|}
The end."""
    finding = only(old, old.replace("chairman", "chair").replace("Chairman", "Chair"))
    assert [str(place.context) for place in finding.occurrences] == ["prose", "prose", "list", "table"]
    assert finding.code == "TRM001"


def test_three_swaps_are_three_findings():
    old = "The chairman flew from Kiev. The spokesman stayed."
    new = "The chair flew from Kyiv. The spokesperson stayed."
    assert categories(old, new) == ["terminology"] * 3


def test_unknown_words_are_terms_when_they_are_swapped_everywhere():
    old = "The skarn is deep. Miners dug the skarn, and skarns were sold. Each skarn had a name."
    finding = only(old, old.replace("skarn", "veldt"))
    assert (finding.code, len(finding.occurrences)) == ("TRM001", 4)
    once = "The skarn is deep. Miners dug it."
    assert categories(once, once.replace("skarn", "veldt")) == ["content"]


def test_more_places_make_it_surer():
    sure = []
    for times in (2, 3):
        old = " ".join(f"In part {word} the skarn is deep." for word in ("one", "two", "three")[:times])
        sure.append(only(old, old.replace("skarn", "veldt")).confidence)
    assert sure == sorted(sure)


def test_a_modifier_is_taken_with_the_word_that_it_qualifies():
    old = "Grey skarns came. The grey skarns went, and grey skarns are rare. The grey veil fell."
    new = "Pale veldts came. The pale veldts went, and pale veldts are rare. The pale veil fell."
    found = wikidiff.compare(old, new).findings
    assert [(finding.old.casefold(), finding.new.casefold()) for finding in found] == [
        ("grey skarns", "pale veldts"),
        ("grey veil", "pale veil"),
    ]
    assert {finding.code for finding in found} == {"TRM001"}


def test_a_charged_pair_is_labelled_tone_and_a_neutral_one_is_not():
    charged = only("The estate kept forty slaves.", "The estate kept forty enslaved people.")
    assert charged.labels == (Category.TERMINOLOGY, Category.TONE)
    assert only("The chairman spoke.", "The chair spoke.").labels == (Category.TERMINOLOGY,)


def test_an_abbreviation_says_nothing_new():
    finding = only("Members of the European Union voted.", "Members of the EU voted.")
    assert (finding.code, finding.meaning) == ("TRM003", False)


def test_a_swap_inside_a_quotation_puts_words_into_a_mouth():
    finding = only(
        "The chairman came. She wrote: “The chairman is late.” Nobody knew.",
        "The chair came. She wrote: “The chair is late.” Nobody knew.",
    )
    assert [place.quotation_altered for place in finding.occurrences] == [False, True]
    assert "1 of them inside quotations" in finding.message


def test_a_swap_beside_a_new_source_says_so():
    finding = one(
        "TRM001",
        "The chairman resigned.<ref>Holm, p. 3.</ref>",
        "The chair resigned.<ref>Lind, p. 9.</ref>",
    )
    assert detail(finding)["source_changed"] is True


def test_the_section_is_that_of_the_place():
    old = "Lead.\n\n== History ==\n\n=== Board ===\nThe chairman spoke.\n\n== Today ==\nNothing."
    finding = only(old, old.replace("chairman", "chair"))
    assert finding.section == ("History", "Board")


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "The colour is grey.", "The color is gray."),
        ("en", "The mill was build of brick.", "The mill was built of brick."),
        ("en", "A mill stands there.", "Mills stand there."),
        ("en", "The wether was bad.", "The weather was bad."),
        ("en", "He moved to Graz.", "He moved to Lund."),
        ("en", "She wrote in May.", "She did not write in May."),
        ("en", "It has 12 rooms.", "It has 14 rooms."),
        ("en", "The miners left.", "They left."),
        ("en", "It is the oldest mill.", "It is an old mill."),
        ("en", "The mill has a red roof.", "The mill has a flat roof."),
        ("en", "Text.<ref>{{cite book|title=The chairman}}</ref>", "Text.<ref>{{cite book|title=The chair}}</ref>"),
        ("en", "Text.<!-- the chairman -->", "Text.<!-- the chair -->"),
        ("de", "Die Strasse ist lang.", "Die Straße ist lang."),
        ("hi", "वह हिन्दी बोलते थे।", "वह हिंदी बोलते थे।"),
    ],
)
def test_it_is_silent(language, old, new):
    assert "terminology" not in categories(old, new, language)


def test_a_heading_that_takes_part_is_a_rename_of_its_own():
    old = "== Chairman ==\nThe chairman is elected. The chairman is paid."
    assert sorted(categories(old, old.replace("hairman", "hair"))) == ["structure", "terminology"]


def test_the_mirror_swaps_the_terms():
    there = only("Flights to Kiev ended.", "Flights to Kyiv ended.")
    back = only("Flights to Kyiv ended.", "Flights to Kiev ended.")
    assert (there.old, there.new) == (back.new, back.old)
    assert detail(there)["old_term"] == detail(back)["new_term"]
    assert there.code == back.code


@pytest.mark.parametrize(
    ("language", "old", "new", "terms"),
    [
        ("en", "Here children with autism play.", "Here autistic children play.", ("children with autism", 1)),
        ("en", "Here disabled people live.", "Here people with disabilities live.", ("disabled people", 1)),
        ("ja", "彼は東ドイツで生まれた。", "彼はドイツ民主共和国で生まれた。", ("東ドイツ", 1)),
    ],
)
def test_a_phrase_turned_around_is_one_place(language, old, new, terms):
    finding = only(old, new, language)
    assert finding.category is Category.TERMINOLOGY
    assert (finding.old, len(finding.occurrences)) == terms


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The house of stone stood there.", "The stone house stood there."),
        ("The border with Mexico was long.", "The Mexican border was long."),
        ("It was red/green then.", "It was green then."),
        ("The value color:lguitar and color:lguitar stood.", "The value color:guitar and color:guitar stood."),
        ("The [[anarcho-primitivism]] of May.", "The [[anarcho-feminism]] of May."),
        ("He read [[Amen (album)]] there.", "He read [[Amen (song)]] there."),
        ("He sold Berg. Then Berg went.", "He sold Strand. Then Strand went."),
    ],
)
def test_what_only_looks_like_a_swap_is_not_claimed(old, new):
    assert "terminology" not in categories(old, new)


def test_the_forms_of_one_swap_are_one_finding_in_inflected_languages():
    old = "Город Сталинград рос. В Сталинграде жили люди, и Сталинграда все боялись."
    finding = only(old, old.replace("Сталинграде", "Волгограде").replace("Сталинграда", "Волгограда"), "ru")
    assert len(finding.occurrences) == 2
    assert finding.detail["remaining"] == 1
    assert "1 place." in finding.message
