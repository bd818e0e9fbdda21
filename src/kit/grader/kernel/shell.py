"""The shell that runs a learner's cells: IPython's own, with what it shows gathered instead of sent."""

import io
import os
import sys
import traceback

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

CELL = "<cell "


class Sink:
    """Gathers the outputs of one cell as nbformat has them, up to a number of characters."""

    def __init__(self, limit: int):
        self.limit = limit
        self.begin()

    def begin(self) -> None:
        """Forget what was shown."""
        self.outputs: list[dict] = []
        self.left = self.limit
        self.cut = self.clear_next = False

    def add(self, output: dict, size: int) -> None:
        """Keep one output of so many characters."""
        if self.clear_next:
            self.outputs, self.clear_next = [], False
        if size > self.left:
            self.note_cut()
            return
        self.left -= size
        self.outputs.append(output)

    def stream(self, name: str, text: str) -> None:
        """Keep what was printed."""
        if self.clear_next:
            self.outputs, self.clear_next = [], False
        if self.cut or not text:
            return
        shown = text[: self.left]
        self.left -= len(shown)
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"].append(shown)
        elif shown:
            self.outputs.append({"output_type": "stream", "name": name, "text": [shown]})
        if len(shown) < len(text):
            self.note_cut()

    def note_cut(self) -> None:
        """Say once that the rest is left out."""
        if not self.cut:
            self.cut = True
            note = f"\n... the output of this cell is longer than {self.limit:,} characters and was cut here ...\n"
            self.outputs.append({"output_type": "stream", "name": "stdout", "text": [note]})

    def taken(self) -> list[dict]:
        """Hand over the outputs."""
        found, self.outputs = self.outputs, []
        return [{**each, "text": "".join(each["text"])} if each["output_type"] == "stream" else each for each in found]


class Stream(io.TextIOBase):
    """Standard output or error of a learner's code."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str, sink: Sink):
        self.name, self._sink = f"<{name}>", sink
        self._kind = name

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text) -> int:
        """Send text to the sink."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._sink.stream(self._kind, text)
        return len(text)

    def fileno(self) -> int:
        """The descriptor of the like."""
        return 1 if self._kind == "stdout" else 2

    def isatty(self) -> bool:
        """It is no terminal."""
        return False


def _plain(bundle: dict) -> tuple[dict, int]:
    """A MIME bundle with nothing in it but what JSON holds, and its size in characters."""
    import json

    kept, size = {}, 0
    for kind, value in dict(bundle).items():
        if isinstance(value, bytes):
            import base64

            value = base64.b64encode(value).decode()
        try:
            text = value if isinstance(value, str) else json.dumps(value, default=repr)
            kept[str(kind)] = str(value) if isinstance(value, str) else json.loads(text)
        except (TypeError, ValueError, RecursionError):
            continue
        size += len(text)
    return kept, size


class Publisher(DisplayPublisher):
    """What `display` shows goes to the sink."""

    sink = None

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **keywords):
        """Keep what `display` was given."""
        kept, size = _plain(data)
        described, more = _plain(metadata or {})
        self.sink.add({"output_type": "display_data", "data": kept, "metadata": described}, size + more)

    def clear_output(self, wait=False):
        """Forget what the cell has shown."""
        if wait:
            self.sink.clear_next = True
        else:
            self.sink.outputs = []


class Hook(DisplayHook):
    """What a cell's last expression shows goes to the sink."""

    sink = None

    def write_output_prompt(self):
        """Nothing is shown before it."""
        self.bundle = None

    def write_format_data(self, format_dict, md_dict=None):
        """Keep the forms of the value."""
        self.bundle = (format_dict, md_dict or {})

    def finish_displayhook(self):
        """Send the value to the sink."""
        if getattr(self, "bundle", None):
            kept, size = _plain(self.bundle[0])
            described, more = _plain(self.bundle[1])
            self.sink.add({"output_type": "execute_result", "data": kept, "metadata": described,
                           "execution_count": self.shell.execution_count}, size + more)
        self.bundle = None
        self._is_active = False


class Compiler(CachingCompiler):
    """Names a cell's code so that it can be told from a library's."""

    def get_code_name(self, raw_code, code, number):
        """The name of a cell's code."""
        return f"{CELL}{number}>"


class Shell(InteractiveShell):
    """IPython without a history, a terminal or a network: cells in, outputs out."""

    compiler_class = Type(Compiler)
    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def init_history(self):
        """Keep no history: it would start a thread."""
        super().init_history()
        self.history_manager.enabled = False

    def init_sys_modules(self):
        """Leave `__main__` to the learner's names, as a Jupyter kernel does."""
        self._main_mod_cache = {}
        sys.modules["__main__"] = self.user_module

    def system(self, cmd):
        """Run a command of a `!` line. There are no terminals; what it says goes to the kernel's own descriptors."""
        import subprocess

        sys.stdout.flush()
        done = subprocess.run(self.var_expand(cmd, depth=1), shell=True, stdin=subprocess.DEVNULL)
        self.user_ns["_exit_code"] = done.returncode

    def ask_exit(self):
        """Nothing to leave: the notebook goes on, as it does in JupyterLab when the dialogue is refused."""

    def showtraceback(
            self, exc_tuple=None, filename=None, tb_offset=None, exception_only=False, running_compiled_code=False):
        """Show where a cell failed, without a library's inside."""
        kind, value, trace = sys.exc_info() if exc_tuple is None else exc_tuple
        self.show_error(kind, value, [] if exception_only else traceback.extract_tb(trace, limit=60))

    def showsyntaxerror(self, filename=None, running_compiled_code=False):
        """Show a slip in a cell's Python."""
        kind, value, _ = sys.exc_info()
        self.show_error(kind, value, [])

    def show_error(self, kind, value, frames) -> None:
        """Send an error to the sink."""
        name, said = kind.__name__, said_by(value)
        lines = [f"{name}  (most recent call last)"] if frames else []
        for frame in frames:
            if CELL in frame.filename or not frame.filename.startswith((sys.prefix, sys.base_prefix, "<frozen")):
                if "/grading/kernel/" in frame.filename or "/IPython/core/" in frame.filename:
                    continue
                place = f"{os.path.basename(frame.filename)}, line {frame.lineno}, in {frame.name}"
                lines.append(f"  {place}\n    {frame.line}")
        lines.append(f"{name}: {said}")
        size = sum(map(len, lines))
        self.sink.add({"output_type": "error", "ename": name, "evalue": said, "traceback": lines}, min(size, 20_000))


def said_by(value) -> str:
    """What an exception says, even when asking it raises."""
    try:
        return str(value)[:5_000]
    except BaseException:
        return ""


def make_shell(output: int) -> Shell:
    """The one shell of this process."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Plain"
    shell = Shell.instance(config=config)
    shell.sink = Sink(output)
    shell.display_pub.sink = shell.displayhook.sink = shell.sink
    return shell


def take_streams(shell: Shell) -> None:
    """Send what is printed, and what programs write, to the sink."""
    sys.stdout, sys.stderr = Stream("stdout", shell.sink), Stream("stderr", shell.sink)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr


def no_input(*_, **__):
    """Refuse `input()` as a notebook that is graded does."""
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError("input() has nobody to ask while a notebook is graded. Give the value in the cell.")


def no_breakpoint(*_, **__) -> None:
    """Go on where somebody left a breakpoint: nobody is there to look."""
    print("(A breakpoint stands here. Nobody is there to look while a notebook is graded, so it goes on.)")
