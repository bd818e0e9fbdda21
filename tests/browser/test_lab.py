"""The tests' own way to ask a kernel: it starts no heartbeat, and leaves no socket open."""

import os
from pathlib import Path

import pytest
from jupyter_client import KernelManager
from jupyter_client.channels import HBChannel

from tests.browser.lab import ask_kernel


@pytest.fixture
def kernel():
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    yield Path(manager.connection_file)
    manager.shutdown_kernel(now=True)


def test_a_kernel_is_asked_without_a_heartbeat_and_nothing_stays_open(kernel, monkeypatch):
    begun = []
    monkeypatch.setattr(HBChannel, "start", begun.append)
    assert ask_kernel(kernel, "6 * 7") == 42
    files = Path("/proc/self/fd")
    before = len(os.listdir(files)) if files.exists() else 0
    assert [ask_kernel(kernel, f"[{number}]") for number in range(5)] == [[number] for number in range(5)]
    assert not begun
    if files.exists():
        assert len(os.listdir(files)) <= before
