"""A kind of box that the recipe of CONTRIBUTING makes: what follows from its family needs no other place."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.architecture import KINDS
from helpers.architecture.kind_families import FAMILIES

PACKAGE = Path(__file__).parents[2] / "src" / "helpers"
ROW = '''    Kind("tested_store", "Tested store", "Keeps rows, as those of its family do.",
         stateful=True, durable=True, servers=10, service_time=0.002, cores=16, memory_gb=128, ssd_gb=1000,
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 5 K/s", "cost": _MACHINES}),
'''
# file of helpers: what stands there, what the recipe makes of it
RECIPE = {
    "architecture/kind_families.py": ('"rows": (', '"rows": ("tested_store", '),
    "architecture/kinds.py": ("_TABLE = (\n", f"_TABLE = (\n{ROW}"),
    "architecture/kind_vocabulary.py": ("NOUNS = {\n", 'NOUNS = {\n    "tested_store": "tested shelf",\n'),
    "widgets/diagram_messages.py": ("SIGNS = {\n", 'SIGNS = {\n    "tested_store": ("TS", "drum"),\n'),
}
USE = '''
from helpers import Architecture, Component
from helpers.architecture.kind_words import kind_of_words
from helpers.reliability.troubles import TROUBLES
from helpers.widgets import diagram_messages

drawn = Architecture("Friends", large_entities=["photo"]).add(
    Component("client", "client"), Component("api", "service", replicas=2), Component("work", "queue"),
    Component("friends", "Tested store", stores=["friend", "photo"], replicas=2))
drawn = drawn.connect("client", "api").connect("api", "friends").connect("api", "work", "async")
assert "unexpected-call" not in drawn.check().rules()
assert "large-in-database" in drawn.check().rules()
assert "client-to-store" in drawn.connect("client", "friends").check().rules()
assert "store-behind-queue" in drawn.connect("work", "friends", "async").check().rules()
flows = [{"name": "meet", "share": 1, "reads": ["friend"], "writes": ["friend"]}]
assert not drawn.check(flows).rules() & {"not-durable", "entity-not-stored"}
assert "friends[(" in drawn.mermaid()
assert Architecture.from_mermaid(drawn.mermaid()) == drawn
assert '"Database"' in drawn.structurizr()
assert kind_of_words("Tested Shelf") == "tested_store"
assert {name for name, each in TROUBLES.items() if "tested_store" in each.kinds} == {
    "grey", "crash", "gone", "full disk", "batch"}
assert "Tested store" in diagram_messages._page()
'''


def test_each_kind_has_one_family():
    named = [name for names in FAMILIES.values() for name in names]
    assert sorted(named) == sorted(KINDS)


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """A copy of helpers in which the recipe was followed."""
    root = tmp_path_factory.mktemp("kind")
    left_out = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    helpers = Path(shutil.copytree(PACKAGE, root / "helpers", ignore=left_out))
    for name, (old, new) in RECIPE.items():
        text = (helpers / name).read_text()
        assert text.count(old) == 1, name
        (helpers / name).write_text(text.replace(old, new))
    return root


def test_what_follows_from_its_family_is_there_for_a_new_kind(package):
    ran = subprocess.run([sys.executable, "-c", USE], env={**os.environ, "PYTHONPATH": str(package)}, cwd=package,
                         capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
