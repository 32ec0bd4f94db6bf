"""The frozen types that every room speaks: standard library and errors only, no input or output, no clock."""

from wikidiff.model.analysis import SCHEMA_VERSION, Analysis, Move, Note, Revert, ToneShift, Trigger, Work
from wikidiff.model.citation import Citation, CitationField, CitationKind
from wikidiff.model.detail import Detail, Plain, Value
from wikidiff.model.document import Block, BlockKind, Section, Token, TokenKind
from wikidiff.model.finding import Action, Category, Context, Finding, Occurrence, Side
from wikidiff.model.quantity import Quantity, QuantityKind
from wikidiff.model.revision import Between, Page, Revision, Slot, User
from wikidiff.model.span import Span
from wikidiff.model.watch import BareSource, Scan, Watch

__all__ = [
    "SCHEMA_VERSION",
    "Action",
    "Analysis",
    "BareSource",
    "Between",
    "Block",
    "BlockKind",
    "Category",
    "Citation",
    "CitationField",
    "CitationKind",
    "Context",
    "Detail",
    "Finding",
    "Move",
    "Note",
    "Occurrence",
    "Page",
    "Plain",
    "Quantity",
    "QuantityKind",
    "Revert",
    "Revision",
    "Scan",
    "Section",
    "Side",
    "Slot",
    "Span",
    "Token",
    "TokenKind",
    "ToneShift",
    "Trigger",
    "User",
    "Value",
    "Watch",
    "Work",
]
