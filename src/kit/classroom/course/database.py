"""The gradebook's database, and what it asks of its writer: one at a time, plain words when it is gone, names that fit.

nbgrader itself runs on PostgreSQL unchanged. One database holds one class: nbgrader would mix two.
"""

import contextlib
import errno
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kit.classroom.course.folder import ClassError, ClassFolder

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy.engine import Connection, Engine

LONGEST = 128  # characters of a student's id in nbgrader's tables: SQLite lets more pass, PostgreSQL does not


def class_gradebook(folder: ClassFolder) -> "Gradebook":
    """The gradebook of a class, made where there is none; to be used in a `with`. Raises `ClassError`."""
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    url, course_id = folder.gradebook_url, folder.course.course_id
    try:
        return Gradebook(url, course_id)
    except (SQLAlchemyError, ImportError) as error:
        raise ClassError(f"gradebook: {without_password(url)} cannot be opened ({type(error).__name__}: "
                         f"{str(error).splitlines()[0][:200]}). Is the server up, and may you write there?") from None


def without_password(url: str) -> str:
    """A database's URL as it may be shown."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


def only_writer(engine: "Engine", course_id: str) -> "Connection | None":
    """Keep a grader on another machine off the same gradebook; returns what to close at the end. Raises `ClassError`.

    PostgreSQL lets go by itself when the connection ends, however it ends. A gradebook in a file needs no more than the
    lock in its class folder: for it this returns `None`.
    """
    from sqlalchemy import text

    if engine.dialect.name != "postgresql":
        return None
    lock = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    taken = lock.execute(text("SELECT pg_try_advisory_lock(hashtext('kit grade'), hashtext(:course))"),
                         {"course": course_id}).scalar()
    if not taken:
        lock.close()
        raise ClassError("gradebook: another kit grade works on this database, or accept, release or init. "
                         "Wait for it, or stop it.")
    return lock


WRITING = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk's quota is used up",
           errno.EROFS: "the file system may only be read", errno.EACCES: "it is not yours to write",
           errno.EPERM: "it is not yours to write", errno.EIO: "the disk answers with errors"}


@contextlib.contextmanager
def plainly_told() -> Iterator[None]:
    """Say in one sentence that the database went away, or that a place cannot be written to."""
    from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError

    try:
        yield
    except OSError as error:
        if isinstance(error, BlockingIOError | BrokenPipeError | ConnectionError | TimeoutError):
            raise
        why = WRITING.get(error.errno or 0, error.strerror or type(error).__name__)
        raise ClassError(f"{error.filename or 'the class folder'}: {why}. What was there before is kept; make room, "
                         "or make the folder yours, and start the same command again.") from None
    except PendingRollbackError:
        raise ClassError("gradebook: what was last written did not reach it. What was saved before is kept: start the "
                         "same command again.") from None
    except DBAPIError as error:
        if any(said in str(error.orig) for said in ("readonly", "full", "unable to open")):
            why = " ".join(str(error.orig).split())[:200]
            raise ClassError(f"gradebook: it cannot be written to ({why}). What was saved before is kept; make room, "
                             "or make the folder yours, and start again.") from None
        if not isinstance(error, OperationalError) and not error.connection_invalidated:
            raise
        why = " ".join(str(error.orig).split())[:200]
        raise ClassError(f"gradebook: the database no longer answers ({why}). What was saved before is kept: "
                         "start kit grade again when it is back.") from None


def odd_name(student: str) -> str:
    """Why a submission's folder cannot stand in the gradebook as a student's id; nothing where it can.

    >>> odd_name("anna"), odd_name("a" * 200)[:38]
    ('', "its folder's name has 200 characters; ")
    """
    if len(student) > LONGEST:
        return (f"its folder's name has {len(student)} characters; a student's id has up to {LONGEST}. "
                "Rename the folder to the student's id.")
    if shown_name(student) != student:
        return "its folder's name is not text in UTF-8. Rename the folder to the student's id."
    return ""


def shown_name(student: str) -> str:
    """A folder's name as any database and report takes it: bytes that are no text are shown as numbers."""
    try:
        return student.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")[:255]
    except UnicodeEncodeError:
        pass
    return student.encode("utf-8", "backslashreplace").decode()[:255]
