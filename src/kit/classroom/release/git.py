"""The git executable, with nobody's settings and a neutral identity: one commit a release, nothing sent anywhere."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from helpers.errors import shorten
from kit.classroom.course.folder import ClassError

IDENTITY = ("-c", "user.name=Course kit", "-c", "user.email=course@localhost")
PLAIN = ("-c", "core.autocrlf=false", "-c", "core.fileMode=true", "-c", "core.hooksPath=/dev/null",
         "-c", "commit.gpgSign=false", "-c", "gc.auto=0", "-c", "safe.directory=*", "-c", "core.quotePath=false")


def git(repository: Path, *arguments: str, data: bytes | None = None, check: bool = True, **environment: str) -> bytes:
    """What a git command printed; nothing where it fails without `check`. Raises `ClassError` with what it said."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = ["git", *IDENTITY, *PLAIN, "-C", str(repository), *arguments]
    try:
        ran = subprocess.run(command, input=data if data is not None else b"", capture_output=True,
                             env=own | environment)
    except FileNotFoundError:
        raise ClassError("git: the program is not installed. Install it, or choose the form folder or zip.") from None
    if ran.returncode and check:
        said = ran.stderr.decode("utf-8", "replace").strip()
        raise ClassError(f"git {arguments[0]} failed in {repository}: {said[:300] or 'it says nothing'}.")
    return ran.stdout if not ran.returncode else b""


def text(repository: Path, *arguments: str, **options) -> str:
    """The same as text, without the last line end."""
    return git(repository, *arguments, **options).decode("utf-8", "replace").strip()


def is_repository(folder: Path) -> bool:
    """Whether a folder itself is a git repository, bare or with files; not whether it lies in one."""
    return (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir())


def check_branch(branch: str) -> None:
    """Raise `ClassError` for a name that git does not take for a branch."""
    with tempfile.TemporaryDirectory() as scratch:
        if branch.startswith("-") or not text(Path(scratch), "check-ref-format", "--branch", branch, check=False):
            raise ClassError(f"branch: {shorten(branch)} is no branch's name. Choose one such as students.")


def head(repository: Path, branch: str) -> str:
    """The last commit of a branch; empty where there is none."""
    return text(repository, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", check=False)


def prepare(to: Path, branch: str) -> bool:
    """Make a bare repository at `to` unless there is one; whether it was made. Raises `ClassError`."""
    check_branch(branch)
    if to.exists() and is_repository(to):
        if _checked_out(to, branch) and text(to, "status", "--porcelain"):
            raise ClassError(f"to: {to} has changes that are not committed. Commit or undo them, then release again.")
        return False
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise ClassError(f"to: {to} is not empty, and no git repository. Give a repository, or a new folder.")
    to.mkdir(parents=True, exist_ok=True)
    git(to, "init", "--quiet", "--bare", f"--initial-branch={branch}", ".")
    return True


def commit(to: Path, files: Path, branch: str, message: str) -> str:
    """Put a folder's files as one new commit on top of a branch, which begins without a past; return the commit.

    A release that changes nothing makes no commit.
    """
    before = head(to, branch)
    directory = text(to, "rev-parse", "--absolute-git-dir")
    with tempfile.TemporaryDirectory() as scratch:
        place = {"GIT_INDEX_FILE": str(Path(scratch) / "index"), "GIT_DIR": directory, "GIT_WORK_TREE": str(files)}
        git(files, "add", "--all", "--force", ".", **place)
        tree = text(files, "write-tree", **place)
    if before and text(to, "rev-parse", f"{before}^{{tree}}") == tree:
        return before
    parents = ("-p", before) if before else ()
    made = text(to, "commit-tree", tree, *parents, "-m", message)
    move(to, branch, made)
    return made


def move(to: Path, branch: str, commit: str) -> None:
    """Let a branch end in a commit, or, for an empty one, delete it; files that are checked out follow."""
    checked_out = _checked_out(to, branch)
    if commit:
        git(to, "update-ref", f"refs/heads/{branch}", commit)
        if checked_out:
            git(to, "reset", "--quiet", "--hard", commit)
    else:
        git(to, "update-ref", "-d", f"refs/heads/{branch}")
        git(to, "prune", "--expire=now")


def _checked_out(to: Path, branch: str) -> bool:
    bare = text(to, "rev-parse", "--is-bare-repository") == "true"
    return not bare and text(to, "symbolic-ref", "--quiet", "HEAD", check=False) == f"refs/heads/{branch}"


def commits(repository: Path, branch: str | None = None) -> list[str]:
    """The commits of a branch, or of everything there is."""
    wanted = f"refs/heads/{branch}" if branch else "--all"
    return text(repository, "rev-list", wanted, "--").split()


def files(repository: Path, commit: str) -> Iterator[tuple[str, str]]:
    """The files of a commit: the name of the contents, and the path."""
    for line in git(repository, "ls-tree", "-r", "-z", commit).decode("utf-8", "replace").split("\0"):
        if line:
            about, path = line.split("\t", 1)
            yield about.split()[2], path


def contents(repository: Path, names: list[str]) -> dict[str, bytes]:
    """The contents of many files in one go."""
    said, found, at = git(repository, "cat-file", "--batch", data="\n".join([*names, ""]).encode()), {}, 0
    for name in names:
        end = said.index(b"\n", at)
        about = said[at:end].split()
        size = int(about[2]) if about[-1] != b"missing" else 0  # a submodule's commit lies elsewhere
        found[name] = said[end + 1: end + 1 + size]
        at = end + 1 + size + (about[-1] != b"missing")
    return found


def messages(repository: Path) -> Iterator[tuple[str, bytes]]:
    """Every commit as git keeps it, and the names of branches and tags with what their notes say."""
    yield from ((f"commit {name[:8]}", data) for name, data in contents(repository, commits(repository)).items())
    yield "branches and tags", git(repository, "for-each-ref", "--format=%(refname) %(contents)")
