"""Five published architectures load, are laid out without overlap, and get the findings that fit their shapes."""

import pytest

from helpers.architecture import Architecture
from tests.architecture.published import PUBLISHED

RATE = "50 K/s"


@pytest.fixture(params=PUBLISHED)
def known(request):
    return PUBLISHED[request.param]


def test_laid_out_without_overlap_and_with_hardly_a_crossing(known):
    placed = known[0].layout()
    assert not placed.overlaps()
    assert placed.crossings <= 1


def test_every_endpoint_has_its_ways(known):
    design, flows = known
    assert design.survives(flows) == {flow["name"] for flow in flows}
    for flow in flows:
        ways = design.paths(flow["name"], flows)
        assert {way.entity for way in ways if way.served == "store"} == {
            *flow.get("reads", ()),
            *flow.get("writes", ()),
        }
    assert not design.check(flows).errors


def test_round_trips(known):
    design = known[0]
    assert Architecture.from_dict(design.to_dict()) == design
    assert Architecture.from_mermaid(design.mermaid()) == design


def findings(name: str):
    design, flows = PUBLISHED[name]
    return design.check(flows, RATE, {"latency": "300 ms", "durability": 3})


def test_twitter_fans_out_through_a_stream_and_is_too_large_for_one_picture():
    found = findings("twitter_2012")
    assert "too-many-boxes" in found.rules()
    assert "fan-out-without-queue" not in found.rules()
    design, flows = PUBLISHED["twitter_2012"]
    loads = design.load(flows, RATE)
    assert loads["timelines"].writes == pytest.approx(50_000 * 0.02 * 75)  # 75 timelines for each tweet
    waited = design.paths("tweet", flows)[0].waits_for
    assert "fan_out" not in waited
    direct = design.remove("ingester").connect("write_api", "timelines", calls=75)
    assert "fan-out-without-queue" in direct.check(flows).rules()


def test_instagram_has_one_database_that_takes_the_writes():
    found = findings("instagram_2011")
    assert {each.where for each in found if each.rule == "single-point"} == {"postgres", "east_a"}
    assert "multiple-sources-of-truth" not in found.rules(), "the replicas are fed by replication"
    assert "large-in-database" not in found.rules()


def test_netflix_survives_a_region_and_keeps_video_off_its_own_machines():
    design, flows = PUBLISHED["netflix_open_connect"]
    assert not design.single_points_of_failure(flows, of=("component", "zone"))
    loads = design.load(flows, RATE)
    assert loads["originals"].arrivals == pytest.approx(50_000 * 0.4 * 0.02)  # only what the appliances lack
    assert findings("netflix_open_connect").ok


def test_discord_needs_no_balancer_before_its_stateful_data_services():
    design, flows = PUBLISHED["discord_2023"]
    assert "stateful-behind-balancer" not in design.check(flows).rules()
    balanced = design.disconnect("api", "data").replace("api", kind="load_balancer").connect("api", "data")
    assert "stateful-behind-balancer" in balanced.check(flows).rules()


def test_whatsapp_reads_its_media_apart_from_its_messages():
    design, flows = PUBLISHED["whatsapp_2014"]
    down = {
        each.name: each.endpoints
        for each in design.replace("media_service", replicas=1).single_points_of_failure(flows, of="component")
    }
    assert down == {"media_service": ("picture",)}
