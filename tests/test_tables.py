"""Tables of the course: shown as they are, whatever a learner has set; and a learner's own tables stay as they were."""

import re

import pandas
import pytest

from helpers import conventions_table, laboratories_table, load_case
from helpers.tables import Table
from helpers.tables import pandas as ours

PRICES = ours.DataFrame({"price": ["$5", "$7/GB"], "why": ["x" * 190, "short"]},
                        index=ours.Index(["a", "b"], name="what"))


def test_importing_the_course_leaves_the_options_of_a_learner_alone():
    defaults = {name: pandas.get_option(name) for name in ("display.html.use_mathjax", "display.max_colwidth")}
    assert defaults == {"display.html.use_mathjax": True, "display.max_colwidth": 50}
    with pandas.option_context("display.max_colwidth", 10, "display.precision", 2):
        PRICES._repr_html_()
        repr(PRICES)
        assert pandas.get_option("display.max_colwidth") == 10


def test_amounts_are_no_formulas_and_reasons_are_read_to_their_end():
    page = PRICES._repr_html_()
    assert "mathjax_ignore" in page
    assert "x" * 190 in page
    assert "x" * 190 in repr(PRICES)
    own = pandas.DataFrame({"why": ["x" * 190]})
    assert "x" * 190 not in own._repr_html_()


@pytest.mark.parametrize("table", [PRICES, PRICES[["price"]], PRICES.loc[["a"]], PRICES.head(1),
                                   load_case("microblog").table(), laboratories_table()], ids=range(6))
def test_one_header_row_one_alignment_and_no_header_without_a_name(table):
    page = table._repr_html_()
    head = re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)[1]
    assert head.count("<tr") == 1
    assert not re.search(r"<th[^>]*></th>", page)
    assert all("text-align:left" in cell for cell in re.findall(r"<t[dh]\b[^>]*>", page) if "<td></td>" not in cell)
    if table.index.name:
        assert f">{table.index.name}</th>" in head


def test_a_table_is_a_frame_in_all_else():
    assert isinstance(PRICES, pandas.DataFrame)
    assert isinstance(PRICES[["price"]], Table)
    assert PRICES.equals(PRICES.copy())
    assert ours.Series is pandas.Series
    pandas.testing.assert_frame_equal(pandas.DataFrame(PRICES), pandas.DataFrame(PRICES.copy()))
    assert conventions_table().loc["month", "seconds"] == "2,629,800"


def test_a_number_and_its_unit_stay_on_one_line_and_reasons_may_be_broken():
    page = ours.DataFrame({"value": ["100 M/month"], "why": ["because somebody said so, long ago"]})._repr_html_()
    cells = re.findall(r"<td ([^>]*)>([^<]+)</td>", page)
    assert [("nowrap" in style, text.split()[0]) for style, text in cells] == [(True, "100"), (False, "because")]
