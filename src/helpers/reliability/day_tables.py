"""A day as tables for people: what went wrong on it, and the golden signals of each box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from helpers.reliability.budget import seconds_text
from helpers.reliability.clock import clock
from helpers.reliability.day_load import PEAK_AT
from helpers.simulation.verdicts import share

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.reliability.day import Day


def table(day: Day) -> DataFrame:
    """What went wrong: when, where, what happened, and whether somebody must get up for it."""
    from helpers.tables import pandas

    rows = [{"from": clock(each.start), "to": clock(each.end), "where": each.where, "what happened": each.words,
             "must tell": "a page" if each.urgent else "a ticket is enough" if each in day.outages
             else "nobody: no user notices"}
            for each in sorted((*day.outages, *day.harmless), key=lambda each: each.start)]
    return pandas.DataFrame(rows, columns=["from", "to", "where", "what happened", "must tell"])


def signals_table(day: Day) -> DataFrame:
    """The four golden signals of each box on a good evening and at their worst: latency, traffic, errors, full."""
    from helpers.tables import pandas

    rows = {}
    for name in day.boxes:
        usual, now = day.quiet, {what: day.signal(name, what) for what in ("errors", "saturation")}
        peak = int(PEAK_AT / day.step)
        rows[name] = {"traffic at the peak": f"{usual.signal(name, 'traffic')[peak]:,.0f}/s",
                      "99% within, at the peak": seconds_text(float(f"{usual.latency[name][peak]:.2g}")),
                      "at worst": seconds_text(float(f"{numpy.nanmax(day.latency[name]):.2g}")),
                      "errors at worst": share(numpy.nanmax(now["errors"])),
                      "fullest": f"{numpy.nanmax(now['saturation']):.0%}"}
    return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("box")
