"""Writing in one step: what is no file stays what it is."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers import CourseError, Design, load_case
from helpers.files import read_bounded, write_atomically
from kit.classroom.course.students import read_students


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_a_pipe_stays_a_pipe_and_gets_the_text(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        write_atomically(pipe, "a,b\n")
        assert read.result(timeout=20) == b"a,b\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(OSError, match="no file"):
        write_atomically(pipe, "x", follow=False)
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_a_device_stays_a_device():
    before = os.stat(os.devnull)
    write_atomically(os.devnull, "x")
    assert os.stat(os.devnull).st_rdev == before.st_rdev
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)


@pytest.mark.skipif(not Path("/dev/zero").is_char_device(), reason="this system has no device without end")
def test_a_device_without_end_is_read_to_its_bound(tmp_path):
    with pytest.raises(OSError, match="more than 1,000 bytes"):
        read_bounded("/dev/zero", 1_000)
    text = tmp_path / "text"
    text.write_bytes(b"x" * 1_000)
    assert read_bounded(text, 1_000) == b"x" * 1_000
    for read in (read_students, load_case, Design.load):
        with pytest.raises(CourseError, match="zero"):
            read(Path("/dev/zero"))
