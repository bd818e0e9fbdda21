"""The table of kinds, figure by figure, against the notes on figures (their source stands beside each)."""

import pytest

from helpers.architecture import KINDS, Architecture, Component, cost_of, kinds_table
from helpers.architecture.cost import SECONDS_A_MONTH
from helpers.architecture.kinds import CORE, MEMORY_GB, SPELT, SSD_GB
from helpers.architecture.load import TARGET_UTILISATION
from helpers.architecture.part_lookup import CLIENT_SECONDS, REGION_SECONDS
from helpers.inputs.words import key_of

# kind: machines, shards, copies, managed | servers, seconds, reads and writes a second | hit rate | $ a month of one
FIGURES = {
    "client": (1, 1, 1, False, None, 0, None, None, None, 0),
    "dns": (2, 1, 2, False, None, 0.001, None, None, None, 0),
    "cdn": (3, 1, 3, False, None, 0.005, None, None, 0.9, 0),
    "load_balancer": (1, 1, 1, False, 10, 0.0001, 100_000, 100_000, None, 4 * 15 + 8 * 2),
    "gateway": (1, 1, 1, False, 20, 0.001, 20_000, 20_000, None, 4 * 15 + 8 * 2),
    "service": (1, 1, 1, False, 16, 0.005, 3_200, 3_200, None, 4 * 15 + 8 * 2),
    "worker": (1, 1, 1, False, 16, 0.05, 320, 320, None, 4 * 15 + 8 * 2),
    "cache": (1, 1, 1, False, 100, 0.001, 100_000, 100_000, 0.8, 4 * 15 + 64 * 2),
    "sql": (1, 1, 1, False, 5, 0.0005, 10_000, 10_000, None, 16 * 15 + 64 * 2 + 1000 * 0.2),
    "document_store": (1, 1, 1, False, 10, 0.001, 10_000, 10_000, None, 16 * 15 + 64 * 2 + 1000 * 0.2),
    "wide_column": (3, 1, 3, False, 10, 0.001, 10_000, 10_000, None, 16 * 15 + 64 * 2 + 1000 * 0.2),
    "key_value": (1, 1, 3, True, 15, 0.005, 3_000, 1_000, None, 2 * 15 + 8 * 2 + 100 * 0.2),
    "blob": (1, 1, 3, True, 440, 0.08, 5_500, 3_500, None, 0),
    "search": (1, 1, 1, False, 20, 0.01, 2_000, 2_000, None, 8 * 15 + 32 * 2 + 500 * 0.2),
    "queue": (1, 1, 1, False, 100, 0.001, 100_000, 100_000, None, 4 * 15 + 16 * 2 + 100 * 0.2),
    "stream": (1, 1, 1, False, 1000, 0.001, 1_000_000, 1_000_000, None, 8 * 15 + 32 * 2 + 1000 * 0.2),
    "external": (1, 1, 1, False, None, 0.1, None, None, None, 0),
}
STORES = {"cache", "cdn", "sql", "document_store", "wide_column", "key_value", "blob", "search"}
FORGETFUL = {"cache", "cdn", "search"}  # stores that keep nothing for good
IN_ONE_PIECE = {"sql", "cdn"}  # stores that do not spread their data over shards by themselves
DATA = STORES - {"cdn"}
BROKERS = {"queue", "stream"}
# kind: whom it may call by itself
CALLS = {
    "client": {"dns", "cdn", "load_balancer", "gateway", "service", "blob", "external"},
    "dns": {"cdn", "load_balancer", "gateway", "service"},
    "cdn": {"load_balancer", "gateway", "service", "blob", "external"},
    "load_balancer": {"load_balancer", "gateway", "service"},
    "gateway": {"load_balancer", "service", "cache", "key_value", "external"} | BROKERS,
    "service": {"load_balancer", "gateway", "service", "external"} | DATA | BROKERS,
    "worker": {"service", "external"} | DATA | BROKERS,
    "cache": DATA,
}
# $ for a million reads and writes, $ a month for a GB: napkin-math, March 2026 (a CDN's: $0.05 a GB at 10 KB a reply)
PAID = {"cdn": (0.05 * 10e3 / 1e9 * 1e6, 0.05 * 10e3 / 1e9 * 1e6, 0), "blob": (0.40, 5.0, 0.02)}


@pytest.mark.parametrize("name", KINDS)
def test_the_figures_of_a_kind(name):
    kind = KINDS[name]
    found = (kind.replicas, kind.shards, kind.copies, kind.managed, kind.servers, kind.service_time, kind.capacity,
             kind.write_capacity, kind.hit_rate, kind.monthly_cost)  # fmt: skip
    assert found == pytest.approx(FIGURES[name])


@pytest.mark.parametrize("name", KINDS)
def test_a_box_has_the_figures_of_its_kind(name):
    box = Component("x", name)
    machines, shards, copies, _, servers, seconds, reads, writes, hits, price = FIGURES[name]
    assert (box.replicas, box.shards, box.servers, box.service_time, box.hit_rate, box.cost) == pytest.approx(
        (machines, shards, servers, seconds, hits, price)
    )
    assert box.copies == copies
    if reads is not None:
        assert box.read_capacity == pytest.approx(reads * machines)
        each_write = machines if name in STORES and not KINDS[name].managed else 1
        assert box.write_capacity == pytest.approx(writes * machines / each_write)


@pytest.mark.parametrize("name", KINDS)
def test_whom_a_kind_calls_and_what_it_is_paid_by(name):
    kind = KINDS[name]
    assert kind.calls == CALLS.get(name, set())
    assert (kind.per_million_reads, kind.per_million_writes, kind.per_gb) == pytest.approx(PAID.get(name, (0, 0, 0)))
    assert kind.stores == (name in STORES)
    assert kind.stateful == (name in STORES | BROKERS)
    assert kind.durable == (name in STORES - FORGETFUL)
    assert kind.spreads == (name in STORES - IN_ONE_PIECE)
    assert kind.caches == (name in ("cache", "cdn"))


def test_every_kind_is_in_the_tables_above_and_tells_its_sources():
    assert set(FIGURES) == set(KINDS)
    for kind in KINDS.values():
        wanted = {"service_time"}
        wanted |= {"servers"} if kind.servers else set()
        wanted |= {"copies"} if kind.copies > 1 else set()
        wanted |= {"hit_rate"} if kind.hit_rate else set()
        wanted |= {"write_work"} if kind.write_work != 1 else set()
        wanted |= {"cost"} if kind.monthly_cost or kind.per_million_reads else set()
        assert wanted <= set(kind.sources), kind.name


def test_prices_and_seconds():
    """napkin-math, March 2026: a core, a GB of memory, a GB of zonal SSD; a round trip in one region."""
    assert (CORE, MEMORY_GB, SSD_GB, REGION_SECONDS, CLIENT_SECONDS) == (15, 2, 0.2, 0.00025, 0.020)
    assert SECONDS_A_MONTH == 365.25 * 86400 / 12
    assert TARGET_UTILISATION == 0.7


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_known_by_name_and_label_however_they_are_spelt(name):
    for text in (name, name.upper(), name.replace("_", "-"), name.replace("_", " ").title(), KINDS[name].label,
                 f" {KINDS[name].label.lower()} "):
        made = Component("box", text)
        assert made == Component("box", name)
        assert made.kind == name, "held and saved is the name alone"
        assert Component("box", "client").replace(kind=text) == Component("box", name)
        assert Architecture("One").add(made).of_kind(text) == (made,)


def test_two_kinds_are_never_spelt_alike():
    assert len(SPELT) == len({key_of(text) for each in KINDS.values() for text in (each.name, each.label)})
    for each in KINDS.values():
        assert SPELT[key_of(each.name)] is SPELT[key_of(each.label)] is each


def test_what_blobs_cost():
    """A petabyte at $0.02 a GB; a thousand writes a second for a month at $5 a million, reads at $0.40."""
    files = Component("files", "blob", stored_gb="1 PB")
    assert cost_of(files) == pytest.approx(20_000)
    assert cost_of(files.replace(stored_gb=None), writes=1_000) == pytest.approx(2_629.8 * 5)
    assert cost_of(files.replace(stored_gb=None), reads=1_000) == pytest.approx(2_629.8 * 0.40)
    assert cost_of(files.replace(shards=9)) == pytest.approx(20_000), "prefixes cost nothing"


def test_what_a_cdn_and_machines_cost():
    assert cost_of(Component("edge", "cdn"), reads=1_000) == pytest.approx(2_629.8 * 0.5)
    assert cost_of(Component("posts", "wide_column", shards=4, copies=3)) == 12 * 568
    assert cost_of(Component("posts", "sql", copies=3, cost="$100/month", stored_gb="9 TB")) == 300
    assert cost_of(Component("counts", "key_value", shards=4)) == 4 * 66, "its copies are in the price"


def test_the_cost_of_a_design_parts_reads_from_writes():
    made = Architecture("Files").add(
        Component("client", "client"), Component("api", "service"),
        Component("files", "blob", stores="file", stored_gb="10 TB")).connect("client", "api").connect("api", "files")
    flows = [{"name": "get", "share": 0.9, "reads": ["file"]}, {"name": "put", "share": 0.1, "writes": ["file"]}]
    expected = 76 + 200 + 2.6298 * (90 * 0.40 + 10 * 5)
    assert made.monthly_cost(made.load(flows, 100)).magnitude == pytest.approx(expected)
    assert made.cost_table(made.load(flows, 100)).loc["files", "all"] == "$426/month"


def test_the_table_shows_what_the_kinds_hold():
    shown = kinds_table()
    assert list(shown.index) == list(KINDS)
    assert list(shown.columns) == ["label", "meaning", "keeps data", "replicas", "shards", "copies", "service time",
                                   "capacity", "writes", "cost a month", "may call", "sources"]  # fmt: skip
    assert dict(shown.loc["key_value", ["replicas", "shards", "copies", "capacity", "writes"]]) == {
        "replicas": 1, "shards": 1, "copies": 3, "capacity": "3 K/s", "writes": "1 K/s"}  # fmt: skip
    assert shown.loc["service", "copies"] == ""
