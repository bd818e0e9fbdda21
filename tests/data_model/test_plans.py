"""What explain and advise say, held against what SQLite and PostgreSQL then do."""

import itertools
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from helpers import AccessPattern, DataModel, Entity
from helpers.data_model import DataModelError
from helpers.data_model.advice import Need, existing, fewest, satisfied
from helpers.data_model.plans import Plan
from tests.data_model.models import CASES, reference

POST = Entity(
    "post",
    {
        "id": "integer",
        "author": "integer",
        "kind": "enum(a, b, c)",
        "likes": "integer",
        "body": "text",
        "created": "timestamp",
    },
    key="id",
)
# by, order_by, limit: each is a scan or sorts without an index
ASKED = {
    "author": ("author", (), None),
    "newest": (("author",), "created desc", 20),
    "all_newest": ((), "created desc", 20),
    "kind_newest": (("kind",), "created desc", 20),
    "two": (("kind", "author"), (), None),
    "two_newest": (("author", "kind"), "created desc", 5),
    "since": ("created >=", (), 100),
    "author_since": (("author", "created >="), (), 100),
    "top": ((), "likes desc", 10),
    "mixed": ((), ("likes desc", "id"), 10),
    "author_top": ("author", "likes desc", 10),
    "likes": ("likes", (), 10),
}


def model(**changes) -> DataModel:
    made = DataModel("m").add(POST.replace(**changes))
    return made.add(*(AccessPattern(name, "post", by, order, limit) for name, (by, order, limit) in ASKED.items()))


def filled(made: DataModel, engine=None, rows: int = 20_000):
    engine = made.create(engine)
    made.fill(engine, rows=rows)
    return engine


@pytest.fixture(scope="module")
def sqlite():
    return filled(model())


def bare(made: DataModel) -> DataModel:
    return DataModel(
        made.name, tuple(each.replace(indexes=()) for each in made.entities), made.relations, made.patterns
    )


@pytest.mark.parametrize("name", ASKED)
def test_an_index_mends_each_pattern_and_is_taken_back(name, sqlite):
    plan = model().explain(name, sqlite)
    assert not plan.good
    assert plan.mended is not None
    assert plan.mended.good
    assert plan.mended.rows_touched <= plan.rows_touched
    assert plan.check()
    with sqlite.connect() as connection:
        assert not sa.inspect(connection).get_indexes("post")


@pytest.mark.parametrize("name", ASKED)
def test_the_proposed_index_made_for_good_is_used(name, sqlite):
    index = model().explain(name, sqlite).mend
    made = model(indexes=[index])
    plan = made.explain(name, filled(made, rows=3000))
    assert plan.good
    assert "ix_post" in plan.index
    assert plan.mended is None


@pytest.mark.parametrize("name", ASKED)
def test_rows_touched_are_counted_as_brute_force_counts_them(name, sqlite):
    plan = model().explain(name, sqlite)
    with sqlite.connect() as connection:
        total = connection.exec_driver_sql("SELECT count(*) FROM post").scalar()
        rows = connection.execute(sa.text(plan.statement.replace(":", r"\:"))).all()
    assert plan.rows_returned == len(rows)
    assert plan.rows_touched == total or (not plan.sorts and plan.rows_returned <= plan.rows_touched <= total)


@pytest.mark.parametrize("down", [True, False])
def test_a_walk_along_an_index_is_counted_to_where_it_stops(down):
    order = "created desc" if down else "created"
    made = DataModel("m").add(
        POST.replace(indexes=[["created", "author"]]), AccessPattern("p", "post", "author", order, 20)
    )
    engine = filled(made, rows=5000)
    plan = made.explain("p", engine)
    with engine.connect() as connection:
        author = re.search(r'"author" = (\S+)', plan.statement)[1]
        way = "DESC" if down else "ASC"
        rows = connection.exec_driver_sql(f"SELECT author, created FROM post ORDER BY created {way}").all()
    places = [place for place, row in enumerate(rows, 1) if str(row[0]) == author]
    assert plan.found == "scan"
    assert not plan.good
    assert plan.check().rules() == {"full-scan"}
    if len(places) >= 20:
        ties = sum(row[1] == rows[places[19] - 1][1] for row in rows)
        assert places[19] <= plan.rows_touched < places[19] + ties
        assert plan.whole == (plan.rows_touched == 5000)
        assert plan.whole or "where fewer are there, it reads all" in plan.words
    else:
        assert plan.whole


@pytest.mark.parametrize("case", CASES)
def test_what_is_advised_serves_all_patterns_on_sqlite(case):
    before = bare(reference(case))
    advice = before.advise(filled(before, rows=3000))
    served = advice.applied(before)
    engine = filled(served, rows=3000)
    for each in served.patterns:
        if each.writes != "insert":
            assert served.explain(each.name, engine).good, each.name
    assert not served.advise(engine).add


def test_what_is_advised_serves_all_patterns_on_postgresql(pg):
    before = bare(reference("microblog"))
    engine = filled(before, pg, rows=20_000)
    advice = before.advise(engine)
    assert advice.add
    assert not before.explain("posts_of_author", engine).good
    plan = before.explain("posts_of_author", engine).mended
    assert plan is not None
    assert plan.found != "scan"
    assert not sa.inspect(engine).get_indexes("post")
    with engine.begin() as connection:
        for entity, index in advice.serves:
            names = ", ".join(f'"{each}"' for each in index)
            connection.exec_driver_sql(f'CREATE INDEX ON "{entity}" ({names})')
        connection.exec_driver_sql("ANALYZE")
    assert before.explain("posts_of_author", engine).found != "scan"


@pytest.mark.parametrize("name", ASKED)
def test_postgresql_agrees_that_an_index_mends_it(name, pg_filled):
    plan = model().explain(name, pg_filled)
    assert plan.found == "scan"
    assert plan.mended is not None
    if (
        plan.mended.rows_touched * 10 < plan.rows_touched
    ):  # for a larger part of the table its planner rightly prefers the scan
        assert plan.mended.found != "scan"


@pytest.fixture
def pg_filled(postgres_module):
    return postgres_module


@pytest.fixture(scope="module")
def postgres_module(postgres):
    engine = sa.create_engine(postgres.new_database())
    made = model()
    made.create(engine)
    made.fill(engine, rows=20_000)
    yield engine
    engine.dispose()


def test_a_key_a_unique_rule_and_a_covering_index_are_told_apart():
    made = DataModel("m").add(
        Entity(
            "a",
            {"k": "string(9)", "u": "integer", "x": "integer", "y": "integer"},
            key="k",
            unique=["u"],
            indexes=[["x", "y"]],
        ),
        AccessPattern("key", "a", by="k"),
        AccessPattern("unique", "a", by="u"),
        AccessPattern("index", "a", by="x"),
        AccessPattern("alone", "a", by="x", returns="y"),
        AccessPattern("wrong", "a", by="y"),
        AccessPattern("whole", "a"),
    )
    engine = filled(made, rows=2000)
    found = {each.name: made.explain(each.name, engine).found for each in made.patterns}
    assert found == {
        "key": "search",
        "unique": "search",
        "index": "search",
        "alone": "covering index",
        "wrong": "scan",
        "whole": "scan",
    } | {"wrong": found["wrong"]}
    assert made.explain("key", engine).rows_touched == 1
    assert "full-scan" not in made.explain("whole", engine).check().rules()


@pytest.mark.parametrize(
    ("touched", "returned", "rules"),
    [(101, 10, {"full-scan"}), (100, 10, {"small-scan"}), (10, 0, {"small-scan"}), (11, 1, {"full-scan"})],
)
def test_a_scan_is_wrong_from_ten_rows_for_each_returned(touched, returned, rules):
    assert Plan("p", "a", "scan", "", False, touched, returned, 0.1, "", ()).check().rules() == rules


@pytest.mark.parametrize("wrong", ["nothing", 5, "new"])
def test_what_has_no_plan_is_told(wrong, sqlite):
    made = model().add(AccessPattern("new", "post", writes="insert"))
    with pytest.raises(Exception, match=r"no pattern|insert looks"):
        made.explain(wrong, sqlite)
    with pytest.raises(DataModelError, match="tables first"):
        made.explain("author", sa.create_engine("sqlite://"))


fields = st.sampled_from("abcd")
needs = st.builds(
    lambda number, equal, then: Need(
        f"p{number}", frozenset(equal), tuple((name, down) for name, down in then if name not in equal)
    ),
    st.integers(0, 99),
    st.sets(fields, max_size=2),
    st.lists(st.tuples(fields, st.booleans()), max_size=1),
).filter(lambda need: need.equal or need.then)


@given(st.lists(needs, min_size=1, max_size=4))
def test_no_smaller_set_of_indexes_would_serve(wanted):
    chosen = fewest(wanted)
    assert all(any(need.served_by(index) for index in chosen) for need in wanted)
    every = [
        tuple((name, False) for name in names) for size in (1, 2, 3) for names in itertools.permutations("abcd", size)
    ]
    for fewer in itertools.combinations(every, len(chosen) - 1):
        assert not all(any(need.served_by(index) for index in fewer) for need in wanted)


def test_one_index_serves_three_patterns():
    wanted = [Need("a", frozenset("x")), Need("b", frozenset("xy")), Need("c", frozenset("xy"), (("z", True),))]
    assert fewest(wanted) == [(("x", False), ("y", False), ("z", False))]
    entity = Entity("e", dict.fromkeys("xyz", "integer"), key="x", indexes=[["y", "z desc"]])
    assert existing(entity) == [(("x", False),), (("y", False), ("z", True))]
    assert satisfied(Need("d", frozenset("xz")), entity)  # the key leaves one row
    assert not satisfied(Need("d", frozenset("z")), entity)


def test_the_same_seed_fills_the_same_rows_and_few_are_referred_to_by_many():
    made = reference("microblog")
    dumps = []
    for seed in (1, 1, 2):
        engine = made.create()
        done = []
        counts = made.fill(engine, rows=5000, seed=seed, progress=lambda *told, to=done: to.append(told))
        assert done[-1] == (sum(counts.values()),) * 2
        with engine.connect() as connection:
            dumps.append(connection.exec_driver_sql("SELECT * FROM post ORDER BY id").all())
            most = (
                connection.exec_driver_sql("SELECT count(*) FROM post GROUP BY author ORDER BY 1 DESC").scalars().all()
            )
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert most[0] > 5 * (sum(most) / len(most))
    assert dumps[0] == dumps[1] != dumps[2]


def test_every_type_can_be_filled_on_both_databases(pg):
    types = (
        "identity",
        "integer",
        "integer(16)",
        "integer(32)",
        "decimal",
        "decimal(10,2)",
        "float",
        "boolean",
        "string(32)",
        "text",
        "enum(open, closed)",
        "date",
        "timestamp",
        "datetime",
        "uuid",
        "uuid7",
        "json",
        "bytes",
        "bytes(32)",
        "list(string(20))",
        "ref a?",
    )
    made = DataModel("m").add(
        Entity("a", {f"f{re.sub(chr(92) + 'W', '', text)}": text for text in types}, key="fidentity")
    )
    for engine in (made.create(), made.create(pg)):
        assert made.fill(engine, rows=300) == {"a": 300}


def test_too_few_values_and_a_circle_are_told():
    made = DataModel("m").add(Entity("a", {"k": "string(1)"}, key="k"))
    with pytest.raises(DataModelError, match="too few"):
        made.fill(made.create(), rows=1000)
    circle = DataModel("m").add(
        Entity("a", {"k": "integer", "b": "ref b"}, key="k"), Entity("b", {"k": "integer", "a": "ref a"}, key="k")
    )
    with pytest.raises(DataModelError, match="circle"):
        circle.fill(circle.create())


def blind(fields: dict) -> DataModel:
    return DataModel("m").add(
        Entity("user", fields, key="id", unique=["digest"]), AccessPattern("by_digest", "user", by="digest", limit=1)
    )


def test_raw_bytes_are_looked_for(recwarn):
    made = blind({"id": "integer", "digest": "bytes(32)"})
    engine = made.create()
    made.fill(engine, 500)
    plan = made.explain("by_digest", engine)
    assert (plan.found, plan.rows_returned) == ("search", 1)
    assert "X'" in plan.statement
    assert not [each for each in recwarn if "deprecated" in str(each.message)]


def test_raw_bytes_are_looked_for_on_postgresql(pg):
    made = blind({"id": "integer", "digest": "bytes(32)"})
    made.create(pg)
    made.fill(pg, 2_000)
    plan = made.explain("by_digest", pg)
    assert (plan.found, plan.rows_returned) == ("search", 1)


def test_endpoints_may_be_given_by_name():
    found = reference("pastebin").check(["read_paste", "create_paste", "search"])
    assert [(each.rule, each.where) for each in found] == [("endpoint-without-pattern", "search")]


@pytest.mark.parametrize(
    "kind", ["uuid", "uuid7", "integer", "string(20)", "timestamp", "date", "decimal(8,2)", "bytes(16)"]
)
def test_a_row_is_found_again_by_its_key_of_any_type(kind, pg):
    made = DataModel("m").add(
        Entity("a", {"k": kind}, key="k"),
        Entity("b", {"id": "integer", "a": "ref a"}, key="id", indexes=["a"]),
        AccessPattern("one", "a", by="k"),
        AccessPattern("of", "b", by="a"),
    )
    for engine in (made.create(), made.create(pg)):
        made.fill(engine, {"a": 200, "b": 2_000})
        assert made.explain("one", engine).rows_returned == 1
        assert made.explain("of", engine).rows_returned >= 1


@pytest.mark.filterwarnings("error")
def test_an_index_changes_no_value_that_is_asked_for():
    follow = Entity("follow", {"follower": "integer", "followed": "integer"}, key=["follower", "followed"])
    model = DataModel("Follows").add(follow, AccessPattern("of", "follow", by="followed", order_by="follower"))
    engine = model.create()
    model.fill(engine, 3000)
    before = model.explain("of", engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE INDEX other ON follow (followed, follower)")
    after = model.explain("of", engine)
    assert (before.statement, before.rows_returned) == (after.statement, after.rows_returned)
    assert (before.found, after.found) == ("scan", "covering index")


def test_a_plan_as_a_table_stands_beside_the_one_that_an_index_would_give():
    made = DataModel("m").add(
        Entity("a", {"k": "integer", "x": "integer"}, key="k"), AccessPattern("p", "a", by="x", limit=5)
    )
    engine = made.create()
    made.fill(engine, 3_000)
    table = made.explain("p", engine).table()
    assert table.index.tolist() == ["as it is", "with the index [x]"]
    assert table["found by"].tolist() == ["scan", "through the new index"]
    assert int(table["rows read"].iloc[0].replace(",", "")) > int(table["rows read"].iloc[1].replace(",", ""))


def test_the_index_of_a_unique_rule_is_not_called_by_sqlites_own_name():
    made = DataModel("m").add(
        Entity("a", {"k": "identity", "u": "string(9)", "x": "integer"}, key="k", unique=["u"]),
        AccessPattern("p", "a", "u", limit=1),
    )
    assert made.explain("p", filled(made, rows=50)).words == (
        "reads 1 row of a through its key or a unique rule to return 1"
    )
