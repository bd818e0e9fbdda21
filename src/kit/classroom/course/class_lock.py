"""One writer at a time in a class: whatever changes its gradebook works alone, on this machine and on any other."""

import contextlib
from collections.abc import Iterator

from kit.classroom.course.database import class_gradebook, only_writer
from kit.classroom.course.folder import ClassError, ClassFolder

LOCK = ".kit-grading.lock"


@contextlib.contextmanager
def alone(folder: ClassFolder) -> Iterator[None]:
    """Keep every other writer out of the same class folder. Raises `ClassError` where there is one."""
    try:
        file = open(folder.root / LOCK, "w")  # noqa: SIM115 (held open as long as the lock is)
    except OSError as error:
        raise ClassError(f"{folder.root}: this class cannot be written to ({error.strerror}). "
                         "Make the folder yours, or copy it.") from None
    with file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass
        except OSError:
            raise ClassError(f"{folder.root}: another kit grade, accept, release or init works on this class. "
                             "Wait for it, or stop it.") from None
        yield


@contextlib.contextmanager
def writing(folder: ClassFolder) -> Iterator:
    """The gradebook of a class, while every other writer is kept out of it. Raises `ClassError`."""
    with alone(folder), class_gradebook(folder) as gradebook:
        lock = only_writer(gradebook.engine, folder.course.course_id)
        try:
            yield gradebook
        finally:
            if lock is not None:
                lock.close()
