"""The columns of the tables: names and kinds, from which Arrow, Spark and the documentation take them.

A kind is `bool`, `int32`, `int64`, `float64`, `string`, `timestamp` (microseconds, UTC), a list `[kind]`, or a tuple of
columns, which is a record. The tables have the version of the wire schema: a column may be added under the same number,
one whose meaning changes brings another.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from wikidiff.model import SCHEMA_VERSION, Category

Kind: TypeAlias = str | list["Kind"] | tuple["Column", ...]


class Column(NamedTuple):
    """One column: its name, its kind, and what it holds."""

    name: str
    kind: Kind
    says: str


VERSION: Final = SCHEMA_VERSION

SLOT: Final = (
    Column("role", "string", "the name of the slot"),
    Column("model", "string", "its content model"),
    Column("sha1", "string", "the SHA-1 of its content, as the source gives it"),
)

HEADER: Final = (
    Column("wiki", "string", "database name"),
    Column("page_id", "int64", "id of the page"),
    Column("namespace", "int32", "number of the page's namespace"),
    Column("title", "string", "title of the page, with its namespace"),
    Column("revision_id", "int64", "id of the revision"),
    Column("parent_id", "int64", "id of its parent, as the wiki tells it"),
    Column("timestamp", "timestamp", "when it was saved"),
    Column("user", "string", "name or address of who saved it; null where hidden or unknown"),
    Column("user_id", "int64", "id of the user, 0 for an address"),
    Column("temporary", "bool", "is it a temporary account? null where the user is unknown"),
    Column("bot", "bool", "is it a bot? null where the user is unknown"),
    Column("comment", "string", "summary of the edit; null where hidden or unknown"),
    Column("minor", "bool", "was it marked as minor?"),
    Column("tags", ["string"], "tags of the edit; dumps carry none"),
    Column("sha1", "string", "SHA-1 of the text, as the source gives it"),
    Column("size", "int64", "bytes of the text in UTF-8"),
    Column("model", "string", "content model; null where unknown"),
    Column("hidden", ["string"], "what the wiki does not show: `text`, `user`, `comment`"),
    Column("suppressed", "bool", "is it hidden from administrators too?"),
    Column("missing", ["string"], "what the wiki should have and does not: `revision`, `text`, or the role of a slot"),
    Column("slots", [SLOT], "slots beside the main one, without their content"),
    Column("script", "string", "address of the wiki's `index.php`; dumps do not tell it"),
    Column("paged", "bool", "was the page known at all?"),
)

BETWEEN: Final = (
    Column("revisions", "int32", "revisions strictly between the two"),
    Column("users", "int32", "how many users made them; null where that was not counted"),
    Column("more", "bool", "are there more than were counted?"),
    Column("same", "bool", "are all by the user of the new revision?"),
)

COUNTS: Final = tuple(
    Column(f"count_{category.value}", "int32", f"findings of the category `{category.value}`") for category in Category
)

NOTE: Final = (
    Column("code", "string", "for programs"),
    Column("text", "string", "for people"),
)

REVISIONS: Final = (
    Column("schema", "int32", "version of the tables, that of the JSON"),
    *HEADER,
    Column("status", "string", "what became of it: see below"),
    Column("old", HEADER, "the revision with which it was compared; its fields are null where there was none"),
    Column("between", BETWEEN, "what lies between the two, where somebody who knows the history said it"),
    Column("language", "string", "language of the packs that read it"),
    Column("site", "string", "the site pack that read it"),
    Column("findings", "int32", "how many findings there are, before `--only`"),
    *COUNTS,
    Column("reverts_to", "int64", "id of the earlier revision whose text it has again; 0 for one without an id"),
    Column("notes", [NOTE], "what was degraded, and why"),
    Column("characters", "int64", "characters of both texts"),
    Column("parsed_characters", "int64", "how many of them reached the parser"),
    Column("cells", "int64", "cells of the tables that the alignment of words filled"),
    Column("budget", "float64", "the largest share of a budget that it took; above 1 the result is coarse"),
    Column("milliseconds", "float64", "how long it took: the one column that is not the same in every run"),
    Column("escaped", "bool", "its strings held lone surrogates and are written with JSON's escapes"),
)

OCCURRENCE: Final = (
    Column("old_start", "int32", "first code point in the old text"),
    Column("old_end", "int32", "code point after the last"),
    Column("old_text", "string", "what stands there"),
    Column("new_start", "int32", "first code point in the new text"),
    Column("new_end", "int32", "code point after the last"),
    Column("new_text", "string", "what stands there"),
    Column("section", ["string"], "heading path of the place"),
    Column("context", "string", "`prose`, `quotation`, `table`, …"),
    Column("quotation_altered", "bool", "were the words of a direct quotation changed?"),
)

TYPED: Final = (
    Column("source_changed", "bool", "prose: did the citation beside it change too? null for no citation"),
    Column("claim_changed", "bool", "citations: did the sentence change too?"),
    Column("old_term", "string", "terminology: base form of the old term"),
    Column("new_term", "string", "terminology: base form of the new term"),
    Column("remaining", "int32", "terminology, numeric: places where the old one still stands"),
    Column("direction", "string", "tone: `toward_loaded`, `toward_neutral`, `shift`"),
    Column("device", "string", "tone: `peacock`, `weasel`, `reporting_verb`, …"),
    Column("score", "float64", "tone: -1 to +1, positive is more loaded"),
    Column("kind", "string", "citations: `added`, `removed`, `replaced`, `archived`, …"),
    Column("matched_by", "string", "citations: `doi`, `url`, `name`, `title`, …"),
    Column("template", "string", "citations and templates: the name of the template"),
    Column("urls", ["string"], "citations: the addresses"),
    Column("delta", "float64", "numeric: new value minus old value"),
    Column("relative_delta", "float64", "numeric: delta over the old value"),
)

FINDINGS: Final = (
    Column("schema", "int32", "version of the tables, that of the JSON"),
    Column("wiki", "string", "database name"),
    Column("page_id", "int64", "id of the page"),
    Column("revision_id", "int64", "id of the revision that made the change"),
    Column("position", "int32", "place among the findings of the revision, from 0"),
    Column("code", "string", "stable name of what was observed: `wikidiff explain CODE`"),
    Column("category", "string", "one of the fourteen"),
    Column("labels", ["string"], "every category that is true of it, the first is `category`"),
    Column("action", "string", "`add`, `remove`, `change`, `move`, `rename`, `replace`"),
    Column("section", ["string"], "heading path; empty for the lead"),
    Column("old", "string", "what gave way"),
    Column("new", "string", "what took its place"),
    Column("meaning", "bool", "would a reader learn something different?"),
    Column("confidence", "float64", "0 to 1, calibrated"),
    Column("message", "string", "one sentence for people"),
    Column("occurrences", [OCCURRENCE], "the places, in the order of the text"),
    *TYPED,
    Column("detail", "string", "the rest of what is particular to the category, as JSON"),
    Column("escaped", "bool", "its strings held lone surrogates and are written with JSON's escapes"),
)

ERRORS: Final = (
    Column("schema", "int32", "version of the tables, that of the JSON"),
    Column("kind", "string", "`file`, `page`, `failed`, `lost`"),
    Column("path", "string", "the file, for what is wrong with a file"),
    Column("byte", "int64", "where in the file, in bytes of what it holds unpacked, where that is known"),
    Column("wiki", "string", "database name"),
    Column("page_id", "int64", "id of the page"),
    Column("title", "string", "title of the page"),
    Column("revision_id", "int64", "id of the revision"),
    Column("message", "string", "what is wrong, in one sentence"),
)

TABLES: Final = {"revisions": REVISIONS, "findings": FINDINGS, "errors": ERRORS}
