"""Rules on single fields: types that lose something, lists that grow, counters that many change."""

import re

from helpers.data_model.rules.registry import KARWIN, KLEPPMANN, WIKI, rule

MONEY = re.compile(r"(^|_)(price|cost|amount|balance|salary|fee|total|payment|refund)s?($|_)", re.IGNORECASE)
MOMENT = re.compile(r"(^|_)(created|updated|deleted|expires|expiry|timestamp|birthday)($|_)|(^|[a-z])(_at|_date|Date)$")
LISTED = re.compile(r"(_ids|_list|^tags|^hashtags|^roles|_emails)$", re.IGNORECASE)
HOT = 100  # updates of one row per second: each waits for the one before, a millisecond or more on a disk
WIDE = 80


def each_field(look):
    """Every field with its entity, and how it is named in a finding."""
    for entity in look.model.entities:
        for field in entity.fields:
            yield entity, field, f"{entity.name}.{field.name}"


@rule("unbounded-list", "error", KLEPPMANN.format("ch. 2, Which data model leads to simpler application code?"))
def unbounded_list(look):
    """A list inside a row grows with its row, and each change reads and writes it whole."""
    for _, field, where in each_field(look):
        if field.base == "list" and not field.numbers:
            yield where, "a list without an end inside one row", "Make it an entity of its own, or write list(..., 10)."


@rule("list-in-text", "warning", KARWIN.format("ch. 2, Jaywalking"))
def list_in_text(look):
    """Several values in one text cannot be searched, counted or referred to."""
    for _, field, where in each_field(look):
        if field.base in ("string", "text") and LISTED.search(field.name):
            yield where, "its name says that several values stand in one text", "Make it an entity of its own."


@rule("numbered-fields", "warning", KARWIN.format("ch. 8, Multicolumn Attributes"))
def numbered_fields(look):
    """phone1, phone2, phone3: the fourth has no place, and a search must look everywhere."""
    for entity in look.model.entities:
        stems: dict[str, list[str]] = {}
        for name in entity.names:
            match = re.fullmatch(r"(.*?[A-Za-z])_?(\d{1,2})", name)
            if match:
                stems.setdefault(match[1], []).append(name)
        for stem, names in stems.items():
            if len(names) > 2:
                yield entity.name, f"{', '.join(names)} are one list", f"Make {stem} an entity of its own."


@rule("money-as-float", "error", WIKI.format("don't use money"), "IEEE 754: 0.1 has no exact value in base two")
def money_as_float(look):
    """0.1 + 0.2 is not 0.3 there: sums of money come out wrong."""
    for _, field, where in each_field(look):
        if field.base == "float" and (field.has("money") or MONEY.search(field.name)):
            yield where, "money as a number that is not exact", "Write decimal(12,2) money, or integer in cents."


@rule("time-without-zone", "warning", WIKI.format("don't use timestamp (without time zone)"))
def time_without_zone(look):
    """Without its zone a time of day is no moment: an hour stands there twice each autumn."""
    for _, field, where in each_field(look):
        if field.base == "datetime":
            yield where, "a time of day without its zone", "Write timestamp."


@rule("time-as-text", "warning", KARWIN.format("appendix; a type is a rule that the database keeps"))
def time_as_text(look):
    """Text is neither ordered nor counted as time, and holds what is no time."""
    for _, field, where in each_field(look):
        if field.base in ("string", "text") and MOMENT.search(field.name):
            yield where, "a time kept as text", "Write timestamp, or date."


@rule("document-for-everything", "note", KARWIN.format("ch. 6, Entity-Attribute-Value"))
def document_for_everything(look):
    """Where all is one document, the database keeps no rule and finds nothing inside."""
    for entity in look.model.entities:
        rest = [each for each in entity.fields if each.name not in entity.key]
        if rest and all(each.base == "json" for each in rest):
            yield (
                entity.name,
                "everything but the key is a document",
                "Make fields of what is asked for, and keep the rest.",
            )


@rule(
    "hot-counter",
    "warning",
    KLEPPMANN.format("ch. 7, Preventing Lost Updates"),
    "Helland (2007), Life beyond Distributed Transactions, CIDR",
)
def hot_counter(look):
    """All who count up one row wait for each other."""
    for entity, field, where in each_field(look):
        if not field.has("counter"):
            continue
        rate = sum(
            each.rate
            for each in look.model.patterns
            if each.entity == entity.name
            and each.writes == "update"
            and (not each.returns or field.name in each.returns)
        )
        if rate > HOT:
            yield (
                where,
                f"{rate:,.0f} updates a second wait for one row where it is popular",
                "Count into several rows and add them up, or write events and count them later.",
            )


@rule("wide-row", "note", "tbls lint: columnCount")
def wide_row(look):
    """So many fields are seldom one thing, and seldom read together."""
    for entity in look.model.entities:
        if len(entity.fields) > WIDE:
            yield entity.name, f"{len(entity.fields)} fields", "Put what is read together into an entity of its own."
