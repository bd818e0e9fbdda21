"""Each rule on a model that has the fault, and on one that only looks as if it had."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import AccessPattern, DataModel, Entity, Estimate, Relation
from helpers.data_model import DataModelError, rules_table
from helpers.data_model.rules import RULES
from tests.data_model.models import CASES, reference

E, P, R = Entity, AccessPattern, Relation
USER = E("user", {"id": "integer", "email": "string(99)"}, key="id", unique=["email"])


def of(*parts) -> DataModel:
    return DataModel("m").add(*parts)


def one(**fields) -> DataModel:
    keep = fields.pop("keep", None)
    return of(E("a", {"k": "integer", **fields}, key="k", keep=keep))


def big(*parts, **changes) -> DataModel:
    return of(
        E("a", {"k": "integer", "x": "integer", "y": "integer", "z": "text"}, key="k", rows=10**6, **changes), *parts
    )


FOLLOW = {"follower": "ref user", "followed": "ref user"}
# Rule: a model with the fault, and its near miss.
RULE_CASES = {
    "no-key": (of(E("a", {"x": "text"})), one(x="text")),
    "key-may-be-empty": (of(E("a", {"k": "integer?"}, key="k")), one(x="integer?")),
    "mutable-key": (of(E("a", {"k": "string(9) changes"}, key="k")), one(x="string(9) changes")),
    "personal-key": (of(E("a", {"k": "string(9) personal"}, key="k")), one(x="string(9) personal")),
    "random-key": (of(E("a", {"k": "uuid"}, key="k")), of(E("a", {"k": "uuid7", "x": "uuid"}, key="k"))),
    "key-runs-out": (
        of(E("a", {"k": "integer(32)"}, key="k", growth=13.7)),
        of(E("a", {"k": "integer(32)"}, key="k", growth=13.6)),
    ),
    "unknown-entity": (one(x="ref b"), of(USER, E("b", {"k": "integer", "x": "ref user"}, key="k"))),
    "unknown-field": (big(P("p", "a", by="w")), big(P("p", "a", by="x"))),
    "reference-without-key": (
        of(E("b", {"k": "integer", "l": "integer"}, key=["k", "l"]), E("a", {"x": "ref b"})),
        of(USER, E("a", {"x": "ref user"})),
    ),
    "circle-of-references": (
        of(E("a", {"k": "integer", "b": "ref b"}, key="k"), E("b", {"k": "integer", "a": "ref a"}, key="k")),
        of(E("a", {"k": "integer", "b": "ref b"}, key="k"), E("b", {"k": "integer", "a": "ref a?"}, key="k")),
    ),
    "many-to-many-without-table": (
        of(USER, E("f", {"follower": "ref user"}), R("user", "user", "many to many", "f")),
        of(USER, E("f", FOLLOW), R("user", "user", "many to many", "f")),
    ),
    "doubles-possible": (
        of(USER, E("f", FOLLOW | {"k": "integer"}, key="k"), R("user", "user", "many to many", "f")),
        of(USER, E("f", FOLLOW, key=["follower", "followed"]), R("user", "user", "many to many", "f")),
    ),
    "nothing-serves-pattern": (big(P("p", "a", by="x")), big(P("p", "a", by="x"), indexes=["x"])),
    "wrong-leading-column": (
        big(P("p", "a", by="x"), indexes=[["y", "x"]]),
        big(P("p", "a", by="x"), indexes=[["x", "y"]]),
    ),
    "partly-served": (
        big(P("p", "a", by="x", order_by="y"), indexes=["x"]),
        big(P("p", "a", by="x", order_by="y desc"), indexes=[["x", "y"]]),
    ),
    "reference-without-index": (
        of(USER, E("a", {"k": "integer", "x": "ref user"}, key="k")),
        of(USER, E("a", {"k": "integer", "x": "ref user"}, key="k", indexes=["x"])),
    ),
    "duplicate-index": (big(indexes=["x", "x"]), big(indexes=["x", "y"])),
    "redundant-index": (big(indexes=["x", ["x", "y"]]), big(indexes=["y", ["x", "y"]])),
    "unused-index": (big(P("p", "a", by="x"), indexes=["y"]), big(P("p", "a", by="x"), indexes=["x"])),
    "wide-index": (big(indexes=[["x", "y", "z", "k"]]), big(indexes=[["x", "y", "z"]])),
    "many-indexes": (
        big(indexes=[["x"], ["y"], ["z"], ["x", "y"], ["y", "x"], ["z", "x"], ["z", "y"]]),
        big(indexes=[["x"], ["y"], ["z"], ["x", "y"], ["y", "x"], ["z", "x"]]),
    ),
    "unbounded-list": (one(x="list(text)"), one(x="list(text, 10)")),
    "list-in-text": (one(friend_ids="text"), one(friend_id="text")),
    "numbered-fields": (one(phone1="text", phone2="text", phone3="text"), one(line1="text", line2="text")),
    "money-as-float": (one(price="float"), one(price="decimal(10,2)", priceless="float")),
    "time-without-zone": (one(x="datetime"), one(x="timestamp")),
    "time-as-text": (one(created="string(30)"), one(created="timestamp", recreated_by="text")),
    "document-for-everything": (one(x="json"), one(x="json", y="text")),
    "hot-counter": (
        big(P("p", "a", by="k", writes="update", rate=101)).put(
            E("a", {"k": "integer", "likes": "integer counter"}, key="k")
        ),
        big(P("p", "a", by="k", writes="update", rate=100)).put(
            E("a", {"k": "integer", "likes": "integer counter"}, key="k")
        ),
    ),
    "wide-row": (
        one(**{f"f_{chr(97 + n // 10)}{chr(97 + n % 10)}": "text" for n in range(80)}),
        one(**{f"f_{chr(97 + n // 10)}{chr(97 + n % 10)}": "text" for n in range(79)}),
    ),
    "personal-without-retention": (one(x="text personal"), one(x="text personal", keep="5 years")),
    "personal-not-marked": (
        one(email="text"),
        one(email="text personal", emailed="timestamp", email_index="string(64)"),
    ),
    "personal-not-encrypted": (one(x="text personal"), one(x="text personal encrypted")),
    "secret-in-plain-text": (one(token="text"), one(token="text hashed", tokens_left="integer")),
    "password-encrypted": (one(password="text encrypted"), one(password="text hashed", token="text encrypted")),
    "encrypted-searched": (
        big(P("p", "a", by="x")).put(E("a", {"x": "text encrypted"})),
        big(P("p", "a", by="x")).put(E("a", {"x": "bytes(32)", "y": "text encrypted"})),
    ),
    "unique-encrypted": (
        of(E("a", {"k": "identity", "x": "text encrypted"}, key="k", unique=["x"])),
        of(E("a", {"k": "identity", "x": "text encrypted", "x_index": "bytes(32)"}, key="k", unique=["x_index"])),
    ),
    "key-tells-time": (
        of(E("a", {"k": "uuid7", "x": "text personal"}, key="k")),
        of(E("a", {"k": "uuid7", "x": "text"}, key="k")),
    ),
    "endpoint-without-pattern": (big(P("p", "a", by="k", serves="other")), big(P("p", "a", by="k", serves="open"))),
    "pattern-serves-nothing": (big(P("p", "a", by="k", serves="other")), big(P("p", "a", by="k", serves="open"))),
    "unbounded-read": (big(P("p", "a", by="x")), big(P("p", "a", by="x", limit=9), P("q", "a", by="k"))),
    "order-without-end": (big(P("p", "a", by="x", limit=9)), big(P("p", "a", by="x", limit=9, order_by="y"))),
    "text-search": (big(P("p", "a", by="z like")), big(P("p", "a", by="z"))),
    "unique-rule-races": (
        big(P("p", "a", by="x", limit=1, serves="s"), P("q", "a", writes="insert", serves="s")),
        big(P("p", "a", by="x", limit=1, serves="s"), P("q", "a", writes="insert", serves="s"), unique=["x"]),
    ),
    "never-read": (big(P("q", "a", writes="insert")), big(P("q", "a", by="x"))),
    "off-from-estimate": (
        of(E("a", {"k": "integer"}, key="k", growth=41)),
        of(E("a", {"k": "integer"}, key="k", growth=39)),
    ),
}
API = SimpleNamespace(endpoints=(SimpleNamespace(name="open"),))
ESTIMATE = Estimate("e").assume("new_as", "20/s")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_leaves_its_near_miss(rule):
    fault, near = RULE_CASES[rule]
    found = [each for each in fault.check(API, ESTIMATE) if each.rule == rule]
    assert found, rule
    assert all(each.severity == RULES[rule].severity and each.message and each.fix for each in found)
    assert rule not in near.check(API, ESTIMATE).rules()


def test_there_are_rules_enough_each_with_origin_and_reason():
    assert len(RULES) >= 25
    assert set(RULES) == set(RULE_CASES)
    table = rules_table()
    assert (table["origin"].str.len() > 8).all()
    assert (table["why it matters"].str.len() > 20).all()


@pytest.mark.parametrize("case", CASES)
def test_a_reference_model_has_nothing_to_mend(case):
    found = reference(case).check()
    assert found.ok, found.errors
    assert not found.warnings, found.warnings


def test_without_endpoints_and_estimate_those_rules_are_silent():
    silent = {"endpoint-without-pattern", "off-from-estimate"}
    assert not silent & RULE_CASES["endpoint-without-pattern"][0].check().rules()
    assert "pattern-serves-nothing" not in RULE_CASES["pattern-serves-nothing"][0].check().rules()


@pytest.mark.parametrize("wrong", [5, "api", SimpleNamespace(endpoints=5), SimpleNamespace(endpoints=[1])])
def test_what_has_no_endpoints_is_told(wrong):
    with pytest.raises(DataModelError, match=r"^api"):
        big().check(wrong)


SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_published_schema_is_read_linted_and_drawn(path):
    model = DataModel.from_ddl(path.read_text())
    assert len(model.entities) >= 10
    found = model.check()
    assert not found.errors, found.errors
    assert model.mermaid().count("||--") + model.mermaid().count("|o--") >= 8
    assert set(DataModel.from_database(model.create()).names) == set(model.names)
    for dialect in ("postgresql", "mysql"):
        assert set(DataModel.from_ddl(model.ddl(dialect), dialect).names) == set(model.names)


def test_both_schemas_are_there():
    assert len(SCHEMAS) == 2


def counted(*patterns) -> DataModel:
    return of(E("a", {"k": "integer", "likes": "integer counter", "name": "text"}, key="k"),
              E("b", {"k": "integer", "likes": "integer"}, key="k"), *patterns)


@pytest.mark.parametrize(("patterns", "told"), [
    ([P("like", "a", by="k", writes="update", rate=101)], True),
    ([P("like", "a", by="k", writes="update", rate=100)], False),
    ([P("like", "a", by="k", writes="update", rate=60, returns="likes"),
      P("view", "a", by="k", writes="update", rate=60)], True),
    ([P("rename", "a", by="k", writes="update", rate=999, returns="name")], False),
    ([P("made", "a", writes="insert", rate=999)], False),
    ([P("seen", "a", by="k", rate=999, returns="likes")], False),
    ([P("like", "b", by="k", writes="update", rate=999, returns="likes")], False),
])
def test_a_counter_is_hot_by_what_counts_it_up_alone(patterns, told):
    assert ("hot-counter" in counted(*patterns).check().rules()) == told
