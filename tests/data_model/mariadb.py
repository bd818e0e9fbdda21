"""A MariaDB server of a test's own: Debian's binaries, a temporary folder, a Unix socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import IN_CI
from tests.kit.postgres import unprivileged

PLACES = ("/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/local/bin/mariadbd")
TABLES = Path("/usr/share/mysql")  # where Debian keeps the statements that make the system's own tables
MISSING = "needs MariaDB: apt install --no-install-recommends mariadb-server-core"


def find_server() -> Path | None:
    """The server's program, with the statements of its system tables; None where there is none."""
    found = shutil.which("mariadbd") or next((each for each in PLACES if Path(each).exists()), None)
    return Path(found) if found and (TABLES / "mysql_system_tables.sql").exists() else None


class Server:
    """A running server; `new_database` gives an engine on an empty database."""

    def __init__(self, socket: Path):
        self.socket, self.count, self.engines = socket, 0, []

    def engine(self, database: str = "") -> sa.Engine:
        """An engine on a database, by the socket."""
        url = f"mysql+pymysql://tester@localhost/{database}?unix_socket={self.socket}&charset=utf8mb4"
        made = sa.create_engine(url)
        self.engines.append(made)
        return made

    def new_database(self) -> sa.Engine:
        """Make an empty database and give an engine on it."""
        self.count += 1
        name = f"course_{self.count}"
        with self.engine().connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        return self.engine(name)


@contextmanager
def running_mariadb():
    """Start a server that listens on a Unix socket alone; nobody else's data or service is touched."""
    program = find_server()
    if not program:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="kit-my-"))  # a socket's path is short
    data, log, process = folder / "data", folder / "log", None
    data.mkdir()
    if os.geteuid() == 0:
        user = next(int(each.removeprefix("--reuid=")) for each in unprivileged() if each.startswith("--reuid="))
        for each in (folder, data):
            os.chown(each, user, -1)
    common = [*unprivileged(), program, "--no-defaults", f"--datadir={data}", "--skip-networking",
              "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M",
              f"--tmpdir={folder}", f"--pid-file={folder / 'pid'}"]  # fmt: skip
    made = "CREATE DATABASE mysql;\nUSE mysql;\n" + (TABLES / "mysql_system_tables.sql").read_text()
    try:
        with log.open("w") as said:
            subprocess.run([*common, "--bootstrap"], input=made, text=True, check=True, cwd=folder, stdout=said,
                           stderr=said, timeout=120)  # fmt: skip
            process = subprocess.Popen([*common, "--skip-grant-tables", f"--socket={folder / 'socket'}",
                                        "--innodb-flush-log-at-trx-commit=0"],
                                       cwd=folder, stdout=said, stderr=said, start_new_session=True)  # fmt: skip
        server = Server(folder / "socket")
        _wait(process, server, log)
        yield server
        for each in server.engines:
            each.dispose()
    finally:
        if process:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process, server: Server, log: Path, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if server.socket.exists():
            try:
                with server.engine().connect() as connection:
                    connection.exec_driver_sql("SELECT 1")
                return
            except sa.exc.OperationalError:
                pass
        time.sleep(0.05)
    raise RuntimeError(f"MariaDB did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def mariadb():
    """A server for all tests of one process; skipped where there is no MariaDB, unless in CI."""
    if not find_server():
        if IN_CI:
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    with running_mariadb() as server:
        yield server
