"""What a saboteur plants in the reference designs of the capstone's cases: one defect for each of the eight steps."""

from helpers import Functional
from tests.design.whole import (
    with_box,
    with_decision,
    with_endpoint,
    with_entity,
    with_field,
    with_notes,
    with_pattern,
    with_plan,
    with_row,
    with_rows,
    without_alerts,
    without_index,
)


def what_if(design, **changes):
    return design.replace(estimate=design.estimate.what_if(**changes))


def cut(design, source, target):
    return design.replace(architecture=design.architecture.disconnect(source, target))


def foreseen(design, **more):
    return with_plan(design, predictions={**design.reliability.predictions, **more})


# (case, step): what is planted, the defect, the rule that must find it, where
TWINS = {
    ("chat", 1): ("a target below the time on the way", lambda d: with_row(d, "quick_send", at_most="6 ms"),
                  "latency-under-floor", "quick_send"),
    ("chat", 2): ("twice as many users as the boxes were drawn for", lambda d: what_if(d, daily_users=40e6),
                  "peak-over-capacity", "api"),
    ("chat", 3): ("a phone number stands in an address",
                  lambda d: with_endpoint(d, "list_conversations", parameters={"phone": "string(20)?"}),
                  "personal-in-address", "list_conversations"),
    ("chat", 4): ("messages are thrown away after ten days", lambda d: with_entity(d, "message", keep="10 days"),
                  "retention-below-target", "messages_kept"),
    ("chat", 5): ("no arrow leads to the people", lambda d: cut(d, "api", "people"), "endpoint-without-path",
                  "start_conversation"),
    ("chat", 6): ("a decision is left open", lambda d: with_decision(d, 1, choice=None), "decision-open",
                  "Who gives a message its place: the messages store, or the phones?"),
    ("chat", 7): ("nobody is told when delivery fails", lambda d: without_alerts(d, "delivery"),
                  "critical-box-without-alert", "delivery"),
    ("chat", 8): ("no risk and no unknown", lambda d: with_notes(d, risks=[], unknowns=[]), "no-open-risk", "notes"),
    ("ride_hailing", 1): ("a must-have that nothing serves",
                          lambda d: with_rows(d, Functional("cancel_ride", "rider", "cancels a ride")),
                          "must-without-endpoint", "cancel_ride"),
    ("ride_hailing", 2): ("a minute of looks, where five were learned", lambda d: what_if(d, looks_per_ride=15),
                          "scale-differs", "looks_per_ride"),
    ("ride_hailing", 3): ("a position may be kept for half a minute",
                          lambda d: with_endpoint(d, "track_ride", cached="30 s"), "stale-beyond-target",
                          "fresh_position"),
    ("ride_hailing", 4): ("an index is forgotten", lambda d: without_index(d, "ride", "driver", "requested desc"),
                          "pattern-without-index", "rides_of_driver"),
    ("ride_hailing", 5): ("a box keeps what nobody modelled",
                          lambda d: with_box(d, "positions", stores=["position", "car"]), "box-stores-unknown",
                          "positions"),
    ("ride_hailing", 6): ("a deep dive without its decision",
                          lambda d: with_notes(d, deep_dives=["positions", "rides", "recorder"]),
                          "deep-dive-without-decision", "recorder"),
    ("ride_hailing", 7): ("a forecast for a box that is not drawn", lambda d: foreseen(d, billing="down"),
                          "plan-for-unknown-box", "billing"),
    ("ride_hailing", 8): ("a confirmation of a decision that was never made",
                          lambda d: with_notes(d, confirmations={**d.notes.confirmations, "Which map?": "a test"}),
                          "confirmation-for-nothing", "Which map?"),
    ("ticketing", 1): ("a quality of an endpoint that is not there",
                       lambda d: with_row(d, "fresh_map", of="see_seat"), "quality-of-nothing", "fresh_map"),
    ("ticketing", 2): ("a storm of twice the size", lambda d: what_if(d, peak_factor=390), "peak-over-capacity",
                       "api"),
    ("ticketing", 3): ("a seat map may be kept for ten seconds",
                       lambda d: with_endpoint(d, "see_seats", cached="10 s"), "stale-beyond-target", "fresh_map"),
    ("ticketing", 4): ("mail addresses lie in the clear",
                       lambda d: with_field(d, "order", "email", "string(254) personal"), "personal-undecided",
                       "order"),
    ("ticketing", 5): ("no arrow leads to the tickets", lambda d: cut(d, "api", "ticket_files"),
                       "endpoint-without-path", "open_ticket"),
    ("ticketing", 6): ("a decision is left open", lambda d: with_decision(d, 0, choice=None), "decision-open",
                       "How does sales make sure that a seat is sold once?"),
    ("ticketing", 7): ("nobody is told when sales fail", lambda d: without_alerts(d, "sales"),
                       "critical-box-without-alert", "sales"),
    ("ticketing", 8): ("a quality without evidence", lambda d: with_notes(d, evidence=[]),
                       "quality-without-evidence", "data_deleted"),
    ("video_streaming", 1): ("a budget of half of what delivery costs",
                             lambda d: with_row(d, "budget", at_most="$1 M/month"), "over-budget", "budget"),
    ("video_streaming", 2): ("twice as many viewers as were drawn for", lambda d: what_if(d, daily_viewers=1.9e6),
                             "peak-over-capacity", "converter"),
    ("video_streaming", 3): ("the contract is served without TLS",
                             lambda d: d.replace(api=d.api.replace(server="http://api.video.example.com")),
                             "personal-on-open-wire", "server"),
    ("video_streaming", 4): ("a pattern asks at a hundredth of the rate",
                             lambda d: with_pattern(d, "video_by_id", rate=0.5), "pattern-rate-off", "video_by_id"),
    ("video_streaming", 5): ("what is converted goes nowhere", lambda d: cut(d, "converter", "pieces"),
                             "endpoint-without-path", "upload_part"),
    ("video_streaming", 6): ("a deep dive without its decision",
                             lambda d: with_notes(d, deep_dives=["delivery", "converter", "titles"]),
                             "deep-dive-without-decision", "titles"),
    ("video_streaming", 7): ("step 7 counts on machines that are not drawn",
                             lambda d: with_plan(d, copies={"converter": 400}), "copies-against-diagram",
                             "converter"),
    ("video_streaming", 8): ("one deep dive, where two or three are due",
                             lambda d: with_notes(d, deep_dives=["delivery"]), "few-deep-dives", "deep dives"),
}
