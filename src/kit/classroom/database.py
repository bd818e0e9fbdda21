"""What a gradebook on a server asks of its writer: one writer at a time, plain words when it is gone, names that fit.

nbgrader itself runs on PostgreSQL unchanged. One database holds one class: nbgrader would mix two.
"""

import contextlib

from kit.classroom.folder import ClassError

LONGEST = 128  # characters of a student's id in nbgrader's tables: SQLite lets more pass, PostgreSQL does not


def only_writer(engine, course_id: str):
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
        raise ClassError("gradebook: another kit grade works on this database. Wait for it, or stop it.")
    return lock


@contextlib.contextmanager
def plainly_told():
    """Say in one sentence that the database went away."""
    from sqlalchemy.exc import DBAPIError, OperationalError

    try:
        yield
    except DBAPIError as error:
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
    """A folder's name as any database and report takes it."""
    return student.encode("utf-8", "backslashreplace").decode()[:255]
