from __future__ import annotations

from tests.report import samples
from wikidiff.model import Category
from wikidiff.report import listing


def test_every_finding_has_one_number_and_stands_in_one_group():
    made = samples.every_category()
    listed = listing.items(made)
    assert [item.number for item in listed] == list(range(1, len(made.findings) + 1))
    groups = listing.by_category(listed)
    assert sorted(item.number for _, group in groups for item in group) == [item.number for item in listed]
    assert all(item.finding.category is category for category, group in groups for item in group)
    assert groups[0][0] is Category.VANDALISM


def test_counts_add_up():
    counts = {count.category: count for count in listing.counts(listing.items(samples.terms()))}
    terms = counts[Category.TERMINOLOGY]
    assert (terms.findings, terms.meaning, terms.places) == (1, 1, 8)
    assert counts[Category.COPYEDIT].meaning == 0


def test_tables_tell_old_new_and_difference():
    listed = listing.items(samples.terms())
    (figure,) = listing.figures(listed)
    assert (figure.old, figure.new, figure.delta, figure.share, figure.source) == (
        "more than 410", "390", "−20", "−4.88%", "stands",
    )  # fmt: skip
    (source,) = listing.sources(listed)
    assert (source.done, source.field, source.old, source.new) == ("reformatted", "", "http", "https")


def test_a_source_is_named_and_its_fields_are_rows():
    import wikidiff

    old = '<ref name="a">{{cite web|title=Boats|url=http://example.org/a|date=2019}}</ref>'
    new = '<ref name="a">{{cite web|title=Boats|url=https://example.org/a|date=2020}}</ref>'
    rows = listing.sources(listing.items(wikidiff.compare(f"Text.{old}\n", f"Text.{new}\n")))
    assert {(row.source, row.field.partition(" ")[0]) for row in rows} >= {("Boats", "date")}
    (date,) = [row for row in rows if row.field == "date"]
    assert (date.old, date.new) == ("2019", "2020")
