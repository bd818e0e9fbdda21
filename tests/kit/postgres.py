"""A PostgreSQL server of a test's own: Debian's binaries, a temporary folder, a Unix socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import IN_CI

DEBIAN = Path("/usr/lib/postgresql")  # Debian keeps PostgreSQL's binaries off the path, by version
USED = ("initdb", "postgres", "psql", "pg_isready")
MISSING = "needs PostgreSQL: apt install postgresql"


def find_binaries() -> Path | None:
    """The folder of PostgreSQL's binaries: of Debian's newest version, or on the path; `None` where there are none."""
    found = [each.parent for each in DEBIAN.glob("*/bin/initdb") if all((each.parent / name).exists() for name in USED)]
    if found:
        return max(found, key=lambda each: float(each.parent.name))
    on_path = shutil.which("initdb")
    folder = Path(on_path).resolve().parent if on_path else None
    return folder if folder and all((folder / name).exists() for name in USED) else None


def unprivileged() -> list[str]:
    """What to put before a command: PostgreSQL refuses root, and a server must not outlive the test that began it."""
    if not shutil.which("setpriv"):
        return []
    prefix = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() == 0:
        user = _user()
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [*prefix, "--"]


def _user():
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("there is no user `postgres` or `nobody` to run PostgreSQL as")


class Server:
    """A running server; `new_database` gives the URL of an empty database."""

    def __init__(self, binaries: Path, folder: Path):
        self.binaries, self.folder, self.count = binaries, folder, 0

    def new_database(self) -> str:
        """Make an empty database and return its URL, as it stands in `nbgrader_config.py`."""
        self.count += 1
        name = f"class_{self.count}"
        self.psql("postgres", f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://tester@/{name}?host={self.folder}"

    def psql(self, database: str, statement: str) -> str:
        """Run one statement past everything under test, and return what it printed."""
        command = [self.binaries / "psql", "-h", self.folder, "-U", "tester", "-d", database, "-XAtq",
                   "-v", "ON_ERROR_STOP=1", "-c", statement]  # fmt: skip
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


@contextmanager
def running_postgres(durable: bool = False):
    """Start a server that listens on a Unix socket alone. `durable` waits for the disk, as a real one does."""
    binaries = find_binaries()
    if not binaries:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="kit-pg-"))  # a socket's path is short; root's own folders are closed
    if os.geteuid() == 0:
        user = _user()
        os.chown(folder, user.pw_uid, user.pw_gid)
    settings = {"listen_addresses": "", "unix_socket_directories": folder, "shared_buffers": "16MB",
                "log_timezone": "UTC", "timezone": "Europe/Berlin",  # a server elsewhere must not move a due date
                **({} if durable else {"fsync": "off", "full_page_writes": "off"})}  # fmt: skip
    log, process = folder / "log", None
    try:
        with log.open("w") as said:
            subprocess.run([*unprivileged(), binaries / "initdb", "-D", folder / "data", "-U", "tester", "--auth=trust",
                            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
                           check=True, cwd=folder, stdout=said, stderr=said)  # fmt: skip
            options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
            process = subprocess.Popen([*unprivileged(), binaries / "postgres", "-D", folder / "data", *options],
                                       cwd=folder, stdout=said, stderr=said, start_new_session=True)  # fmt: skip
        _wait(process, binaries, folder, log)
        yield Server(binaries, folder)
    finally:
        if process:
            process.send_signal(2)  # the fast way to stop: clients are cut off
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process, binaries: Path, folder: Path, log: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    ready = [binaries / "pg_isready", "-h", folder, "-U", "tester", "-d", "postgres", "-q"]
    while time.monotonic() < until and process.poll() is None:
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def postgres():
    """A server for all tests of one process; skipped where there is no PostgreSQL, unless in CI."""
    if not find_binaries():
        if IN_CI:
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    with running_postgres() as server:
        yield server
