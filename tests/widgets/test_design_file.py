"""The widget that takes all designs home and brings them back."""

import base64
from datetime import UTC, datetime

from helpers import Design, DesignFile
from helpers.design import pack


def uploaded(widget, name, content):
    widget.upload.value = ({"name": name, "type": "", "size": len(content), "content": memoryview(content),
                            "last_modified": datetime(2026, 11, 29, tzinfo=UTC)},)


def test_what_is_taken_home_comes_back_elsewhere(tmp_path):
    Design("links", case="url_shortener").save(tmp_path / "home" / "links.yaml")
    Design("mine").save(tmp_path / "home" / "mine.yaml")
    home = DesignFile(tmp_path / "home")
    assert home.message == "In it: links, mine."
    content = base64.b64decode(home.link.content)
    assert content == pack(tmp_path / "home")
    away = DesignFile(tmp_path / "away")
    assert "no design yet" in away.message
    assert not away.link.content
    uploaded(away, "my_designs.zip", content)
    assert away.message == "Brought back: links, mine. What stood there is kept as .bak."
    assert Design.load(tmp_path / "away" / "links.yaml").case == "url_shortener"
    assert away.link.content


def test_a_file_that_is_none_changes_nothing_and_says_why(tmp_path):
    Design("links").save(tmp_path / "links.yaml")
    before = (tmp_path / "links.yaml").read_bytes()
    widget = DesignFile(tmp_path)
    uploaded(widget, "<b>.yaml", b"name: x\nestimate: [<script>\n")
    assert widget.message.startswith("Nothing was changed. <b>.yaml, line 3")
    assert "<b>" not in widget.told.value
    assert "<script" not in widget.told.value
    assert [each.name for each in tmp_path.iterdir()] == ["links.yaml"]
    assert (tmp_path / "links.yaml").read_bytes() == before


def test_it_packs_anew_when_asked(tmp_path):
    widget = DesignFile(tmp_path)
    Design("late").save(tmp_path / "late.yaml")
    widget.again.click()
    assert "late" in widget.message
    assert "All designs as one file" in widget._repr_mimebundle_()["text/plain"]


def test_the_same_file_is_brought_back_twice(tmp_path):
    """The upload is emptied after each file: only a change of its value is told to the kernel."""
    Design("links").save(tmp_path / "home" / "links.yaml")
    content = pack(tmp_path / "home")
    away = DesignFile(tmp_path / "away")
    for _ in range(2):
        uploaded(away, "my_designs.zip", content)
        assert Design.load(tmp_path / "away" / "links.yaml").name == "links"
        (tmp_path / "away" / "links.yaml").unlink()
        assert away.upload.value == ()
