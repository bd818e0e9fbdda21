"""Progress: silent outside a notebook and for what is soon done; else a line that ends."""

from helpers.widgets import progress
from helpers.widgets.one_header import one_header


class Shown:
    def __init__(self):
        self.texts = []

    def __call__(self, text, display_id=False):
        self.texts.append(text.data)
        return self

    def update(self, text):
        self.texts.append(text.data)


def test_it_says_how_far_it_is_once_it_takes_long_and_goes_away(monkeypatch):
    import IPython.display

    shown = Shown()
    monkeypatch.setattr(IPython.display, "display", shown)
    monkeypatch.setattr(progress, "_in_notebook", lambda: True)
    report = progress.Progress("Sweep <x>")
    report(1, 4)
    assert shown.texts == [], "what is soon done says nothing"
    report._started -= 3
    report(2, 4)
    assert "2 of 4" in shown.texts[-1]
    assert "Sweep &lt;x&gt;" in shown.texts[-1]
    assert "■" in shown.texts[-1]
    report(4, 4)
    assert shown.texts[-1] == ""


def test_outside_a_notebook_it_is_silent():
    report = progress.Progress()
    report._started -= 5
    report(1, 2)
    assert report._shown is None


def test_tables_have_one_header_row_and_no_empty_header():
    import re

    from pandas import DataFrame

    html = one_header(DataFrame({"wait": ["5 ms", "< 1 ms"], "who": ["a", "b"]}, index=["x", "<y>"]), "policy")
    heads = re.findall(r"<th\b[^>]*>(.*?)</th>", html)
    assert heads == ["policy", "wait", "who", "x", "&lt;y&gt;"]
    assert html.count("<tr>") == 3
    assert len(re.findall(r"<td[^>]*right", html)) == 2
    assert len(re.findall(r"<td[^>]*left", html)) == 2
