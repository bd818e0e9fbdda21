"""nbgrader's gradebook without its server: importing `nbgrader` imports a Jupyter server, which takes seconds.

The packages stand there unfinished, so that their modules can be imported one by one; whoever asks for a name that only
a finished one has, finishes it.
"""

import importlib.util
import sys

PACKAGES = ("nbgrader", "nbformat")


def import_lightly() -> None:
    """Let `nbgrader.api` and its like be imported without the rest, where nothing has imported it yet."""
    for name in PACKAGES:
        if name in sys.modules:
            continue
        spec = importlib.util.find_spec(name)
        if spec is None:
            continue
        module = importlib.util.module_from_spec(spec)
        module.__getattr__ = _finisher(name, spec, module)
        sys.modules[name] = module


def _finisher(name: str, spec, module):
    """What an unfinished package does when it is asked for a name that it has not."""
    def found(wanted: str):
        if (wanted.startswith("__") and wanted != "__version__") or importlib.util.find_spec(f"{name}.{wanted}"):
            raise AttributeError(f"module {name!r} has no attribute {wanted!r}")
        vars(module).pop("__getattr__", None)
        spec.loader.exec_module(module)
        return getattr(module, wanted)

    return found
