"""Where numba is installed it compiles the loops. It changes speed only, never a result.

What is compiled is kept in a folder inside the package, named after the text of all parts of the event engine's loop,
so that a change in any of them is a new copy. `compile_ahead` fills it after an install. Until it has, the plain loops
answer: a long run starts to compile in the background, and a later one, or the rest of this one, has the copy. Where
that folder cannot be written, this is done for the session, in a folder of its own.
"""

import dis
import hashlib
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType

from helpers.simulation import background

WORTH_COMPILING = 20_000_000  # steps of a loop over one station (two seconds): fewer are sooner done than compiled
DEARER = 10  # compiling takes so many times as long as loading a copy; that takes half a second and 150 MB
WORTH_LOADING = WORTH_COMPILING // DEARER
_wanted: bool | None = None
_ready: set = set()  # loops that this session has compiled, or loaded, and for which types
_forms: dict = {}  # of each loop, for how many combinations of types
_loaded: set = set()  # loops that have been handed to numba, which has been imported by then


def use_compiled(wanted: bool | None) -> None:
    """Compile the loops always (True), never (False), or where it is worth the wait (None, as at the start)."""
    global _wanted
    _wanted = None if wanted is None else bool(wanted)


def compiled_available(steps: int = WORTH_COMPILING, function: Callable | None = None, worth: int = WORTH_COMPILING,
                       arguments: tuple | None = None) -> bool:
    """Whether a loop of so many steps is to run compiled: numba is there, and it is worth it or was done already.

    Parameters
    ----------
    steps : int
        How many steps the loop will take.
    function : callable, optional
        The loop. Without it, only `steps` decide.
    worth : int
        From so many steps on, compiling pays: for a loop of the simulator it begins in the background, and this run is
        not compiled. It is where nothing has to be compiled for it: this session has done so already, or a copy on
        disk fits and the run has a tenth of these steps.
    arguments : tuple, optional
        What the loop will be called with: it is compiled for each combination of types.

    >>> compiled_available(1) in (True, False)
    True
    """
    if _wanted is False or not _installed():
        return False
    if _wanted is True or (function, _types(function, arguments)) in _ready:
        return True
    if function is None or not _is_ours(function):
        return steps >= worth or (steps >= worth // DEARER and function is not None and _on_disk(function, arguments))
    if steps >= worth // DEARER and _on_disk(function, arguments):
        return True
    if steps >= worth:
        compile_in_background()
    return False


def compile_in_background() -> None:
    """Begin to compile all loops of the simulator, for later runs, where numba is there and this is left to it."""
    if _wanted is None and _installed():
        background.start(_place())


def can_compile() -> bool:
    """Whether numba is there, and wanted.

    >>> can_compile() in (True, False)
    True
    """
    return _wanted is not False and _installed()


def is_ready(function: Callable) -> bool:
    """Whether this session has the compiled form of a loop, so that runs in several threads share the cores."""
    return _wanted is not False and (function, None) in _ready


@contextmanager
def in_all(steps: int, function: Callable, worth: int) -> Iterator[None]:
    """Runs in here are the first of many that take so many steps together: compile where that is worth it for all."""
    global _wanted
    before = _wanted
    if _wanted is None and compiled_available(steps, function, worth):
        _wanted = True
    try:
        yield
    finally:
        _wanted = before


@cache
def _installed() -> bool:
    return os.environ.get("HELPERS_COMPILED") != "0" and find_spec("numba") is not None


def _types(function, arguments):
    """The types that a compiled loop is made for; None where that is not known."""
    if arguments is None or function not in _loaded:
        return None
    made = _compiled(function)
    return None if made is None else tuple(made.typeof_pyval(each) for each in arguments)


def _on_disk(function, arguments=None) -> bool:
    """Whether numba has kept a compiled copy that fits this source, Python, numba, processor and these arguments.

    An index beside the source may be one of another Python, or of the source before its last change: numba would
    compile anew without a word, for half a minute.
    """
    source = Path(function.__code__.co_filename)
    index = f"{source.stem}.{function.__name__}-*.nbi"
    if _is_ours(function):
        if not any((_place() if background.begun() else cache_folder()).rglob(index)):
            return False
    elif not os.environ.get("NUMBA_CACHE_DIR") and not any(source.parent.glob(f"__pycache__/{index}")):
        return False  # the usual case, told without loading numba
    try:
        made = _compiled(function)
        types = _types(function, arguments)
        wanted = [key[0] for key in made._cache._cache_file._load_index()] if types is None else [types]
        return any(made._cache.load_overload(each, made.targetctx) is not None for each in wanted)
    except Exception:  # a numba that keeps its copies otherwise, or an index that cannot be read
        return False


@cache
def _compiled(function):
    """The compiled function, kept on disk where that is possible; None where numba cannot compile it here."""
    try:
        import numba

        _loaded.add(function)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = _with_compiled_parts(function)
            try:
                with _kept_in(_place() if _is_ours(function) else None):
                    return numba.njit(cache=True, **_options(function))(made)
            except RuntimeError:  # no place to keep it: a read-only install
                return numba.njit(**_options(function))(made)
    except Exception:  # a numba that does not fit this numpy or Python
        return None


OURS = "helpers.simulation."
PARTED = f"{OURS}loop."  # a loop of several functions, each compiled by itself


def _is_ours(function) -> bool:
    return function.__module__.startswith(OURS)


def _is_parted(function) -> bool:
    return function.__module__.startswith(PARTED)


def _place() -> Path:
    """Where copies of the simulator's loops lie that this session can load."""
    return background.kept_in(cache_folder())


@cache
def cache_folder() -> Path:
    """Where compiled copies of the loops lie: a folder for each state of the parted loop's sources, inside the package.

    >>> cache_folder().name.startswith("compiled-")
    True
    """
    here = Path(__file__).parent
    text = hashlib.sha256()
    for path in [*sorted((here / "loop").glob("*.py")), here / "outcomes.py", Path(__file__)]:
        text.update(path.read_bytes())
    base = os.environ.get("NUMBA_CACHE_DIR")
    return (Path(base) if base else here / "__pycache__") / f"compiled-{text.hexdigest()[:12]}"


@contextmanager
def _kept_in(folder: Path | None) -> Iterator[None]:
    """What numba compiles in here is kept in this folder; None: where numba keeps it."""
    from numba.core import config

    before = config.CACHE_DIR
    if folder is not None:
        config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def _options(function) -> dict:
    """How to compile, so that several runs share the cores; the parted loop makes no arrays that need counting."""
    parted = {"_nrt": False, "error_model": "numpy"} if _is_parted(function) else {}
    return {"nogil": True, **parted}


def _with_compiled_parts(function):
    """A function that calls the compiled forms of the functions that it calls; what works on lists, on arrays."""
    if not _is_parted(function):
        return function
    from helpers.simulation.loop import arrays

    known = dict(function.__globals__)
    for name in {each.argval for each in dis.get_instructions(function) if each.opname == "LOAD_GLOBAL"}:
        part = known.get(name)
        if name in vars(arrays) and isinstance(vars(arrays)[name], FunctionType):
            known[name] = _part(vars(arrays)[name])
        elif isinstance(part, FunctionType) and part.__module__.startswith(PARTED):
            known[name] = _part(part)
    made = FunctionType(function.__code__, known, function.__name__, function.__defaults__)
    made.__module__, made.__qualname__ = function.__module__, function.__qualname__
    return made


# What happens to each request: handing all tables over costs more than these do, so their callers take them in.
OFTEN = {
    "answer", "answer_caller", "answer_client", "answered", "arrive", "begin", "call_ends", "count", "drawn",
    "earliest", "later", "let_go", "make_call", "make_calls", "new_call", "note_passage", "note_visit", "pop",
    "push", "put", "replica_for", "request_comes", "send", "server_free", "service_over", "set_out", "take",
}


@cache
def _part(function):
    """A part of the loop, which only other parts call: it needs no form that Python could call."""
    import numba

    options = {**_options(function), "forceinline": True} if function.__name__ in OFTEN else _options(function)
    return numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)(_with_compiled_parts(function))


def call(function, plain, *arguments):
    """Call the compiled form of `function`; where there is none, or it cannot be compiled here, call `plain`."""
    if function not in _hopeless:
        for make in (_compiled, _uncached):
            try:
                fast = make(function)
                if fast is not None:
                    found = fast(*arguments)
                    if len(fast.overloads) != _forms.get(function):  # telling all types takes as long as a short run
                        _forms[function] = len(fast.overloads)
                        _ready.update({(function, None), (function, _types(function, arguments))})
                    return found
            except Exception as error:
                if not _of_numba(error):
                    raise
        _hopeless.add(function)
    return plain(*arguments)


_hopeless: set = set()


def _of_numba(error: Exception) -> bool:
    """Whether compiling failed, and not the function itself."""
    if type(error).__module__.startswith("numba") or isinstance(error, OSError | ImportError):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and f"{os.sep}numba{os.sep}" in trace.tb_frame.f_code.co_filename


@cache
def _uncached(function):
    """Compiled afresh, without the copy on disk; None where that fails as well."""
    try:
        import numba

        return numba.njit(**_options(function))(_with_compiled_parts(function))
    except Exception:
        return None
