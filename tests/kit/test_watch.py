"""What tests stand on is looked at by the numbers of its changes, and put back whatever was done to it."""

import gc
import importlib
import sys
import types

import pytest

import helpers.rounding  # noqa: F401 (watched, since it is there)
from helpers import Checks  # noqa: F401 (a name that the package has once it was asked for)
from kit.grader.kernel import dict_versions
from kit.grader.kernel.dict_versions import Versions, has_versions
from kit.grader.kernel.watch import Watch


@pytest.fixture
def module():
    """A module of the course's, as far as the watch can tell."""
    made = types.ModuleType("helpers.made_for_a_test")
    exec("import math\nLIMIT = 3\ndef double(x):\n    return 2 * x\n"
         "class Kept:\n    def method(self):\n        return 1\n", vars(made))
    sys.modules[made.__name__] = made
    yield made
    sys.modules.pop(made.__name__, None)


@pytest.fixture(params=["numbered", "looked through"])
def watch(request, module, monkeypatch):
    """A picture of it, on a Python that numbers changes and on one that does not."""
    if request.param == "looked through":
        monkeypatch.setattr("kit.grader.kernel.watch.Versions", _blind())
    return Watch()


def _blind():
    class Blind(Versions):
        def __init__(self, held):
            super().__init__(held)
            self.numbers = []

    return Blind


CHANGES = {
    "a function": lambda made: setattr(made, "double", lambda x: x),
    "a method": lambda made: setattr(made.Kept, "method", lambda self: 2),
    "a method, by type's own": lambda made: type.__setattr__(made.Kept, "method", lambda self: 2),
    "a constant": lambda made: vars(made).update(LIMIT=4),
    "a module in it": lambda made: vars(made).__setitem__("math", types.ModuleType("math")),
    "a name before a built-in one": lambda made: setattr(made, "abs", lambda x: x),
    "a name before a built-in one, in another's place": lambda made: (
        vars(made).pop("__doc__"), setattr(made, "len", lambda x: 0)),
    "the module": lambda made: sys.modules.__setitem__(made.__name__, types.ModuleType(made.__name__)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_told_once_and_put_back(watch, module, change):
    before = {key: value for key, value in vars(module).items() if not key.startswith("__")}
    assert watch.restore() == []
    change(module)
    told = watch.restore()
    assert len(told) == 1
    assert told[0].startswith("helpers.made_for_a_test")
    assert watch.restore() == []
    assert sys.modules[module.__name__] is module
    assert {key: value for key, value in vars(module).items() if not key.startswith("__")} == before
    assert module.Kept().method() == 1


def test_another_table_of_modules_is_told_of_and_put_back(watch):
    there = sys.modules
    sys.modules = dict(there)
    try:
        assert watch.restore() == ["sys.modules"]
        assert sys.modules is there
    finally:
        sys.modules = there


@pytest.mark.parametrize("name", ["json", "math", "helpers", "helpers.rounding"])
def test_a_library_that_is_read_again_is_no_change(watch, name):
    old = importlib.import_module(name)
    try:
        del sys.modules[name]
        importlib.import_module(name)
        assert watch.restore() == []
        assert sys.modules[name] is old
        importlib.reload(old)
        assert watch.restore() == []
    finally:
        sys.modules[name] = old


def test_this_python_numbers_its_changes_or_is_looked_through(monkeypatch):
    held = [{"a": 1}, {"b": 2}, {}]
    seen = Versions(held)
    if sys.implementation.name == "cpython" and sys.version_info[:2] == (3, 11):
        assert has_versions()
        assert seen.moved() == frozenset()
        held[1]["b"] = 3
        assert seen.moved() == {1}
        seen.note()
        assert seen.moved() == frozenset()
    monkeypatch.setattr(dict_versions, "_number", lambda held: [len(held)])  # a number that most changes do not change
    assert not has_versions()
    assert Versions(held).moved() == {0, 1, 2}


def test_a_number_of_changes_is_not_written_to():
    if has_versions():
        with pytest.raises(TypeError):
            dict_versions._number({})[0] = 0


def test_reading_the_numbers_of_changes_needs_no_search_of_the_memory(watch):
    assert all(type(each) is dict for each in watch.versions.held)
    assert gc.get_referents(vars(Watch))[0] not in watch.versions.held
