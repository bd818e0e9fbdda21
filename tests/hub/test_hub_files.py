"""The files for a JupyterHub load, and set nothing that does not exist. No hub runs here: none is load-tested."""

import ast
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml
from traitlets.config import Config, PyFileConfigLoader

HERE = Path(__file__).resolve().parent
OFF = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': False}"
# JupyterHub is no dependency of the course. These names are from its documentation: "Spawners" in the API reference.
JUPYTERHUB = {"Spawner": {"mem_limit", "cpu_limit", "default_url", "pre_spawn_hook", "environment", "args"}}
# Z2JH's values.schema.yaml allows no other keys than it lists. Its keys, as far as they are used here.
ANY = object()
MEMORY = {"limit", "guarantee"}
Z2JH = {
    "hub": {"config": ANY, "services": ANY, "loadRoles": ANY, "extraConfig": ANY},
    "singleuser": {"image": {"name", "tag"}, "defaultUrl": ANY, "memory": MEMORY, "cpu": MEMORY, "extraEnv": ANY,
                   "networkPolicy": {"egressAllowRules"}, "extraFiles": ANY},
    "cull": {"enabled", "timeout"},
}  # fmt: skip
SERVICE = {"name", "admin", "command", "url", "api_token", "apiToken", "display"}
EXTRA_FILE = {"mountPath", "data", "stringData", "binaryData", "mode"}


def nbgrader_traits(section: str) -> set[str]:
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.exchange.default import Exchange

    known = {each.__name__: each for each in (CourseDirectory, Exchange, ExchangeFactory)}
    return set(known[section].class_trait_names(config=True)) if section in known else set()


def unknown_names(config: Config, hub: dict[str, set[str]] = JUPYTERHUB) -> list[str]:
    return [f"{section}.{name}" for section, values in config.items() for name in values
            if name not in hub.get(section, ()) and name not in nbgrader_traits(section)]  # fmt: skip


def spawner(name: str) -> SimpleNamespace:
    return SimpleNamespace(user=SimpleNamespace(name=name), args=["--debug"], environment={"A": "b"})


@pytest.fixture
def tljh(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return PyFileConfigLoader("tljh_config.py", path=str(HERE)).load_config()


@pytest.fixture(scope="module")
def values():
    return yaml.safe_load((HERE / "z2jh_values.yaml").read_text(encoding="utf-8"))


def run_source(source: str, **given) -> dict:
    exec(compile(source, "course.py", "exec"), given)
    return given


def test_every_name_that_the_littlest_jupyterhub_file_sets_exists(tljh):
    assert not unknown_names(tljh)
    assert unknown_names(Config({"Spawner": {"memory_limit": 1}, "Exchange": {"rot": "x"}})) == [
        "Spawner.memory_limit", "Exchange.rot"]  # fmt: skip


def test_nbgrader_takes_the_exchange_and_an_instructors_class_folder_from_it(tljh, tmp_path, monkeypatch):
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange.default import Exchange

    course = CourseDirectory(config=tljh)
    assert course.course_id == "system_design"
    assert Exchange(coursedir=course, config=tljh).root == "/srv/nbgrader/exchange"
    assert "root" not in tljh.CourseDirectory  # a student has no class folder
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "nbgrader_config.py").touch()
    again = PyFileConfigLoader("tljh_config.py", path=str(HERE)).load_config()
    assert CourseDirectory(config=again).root == str(tmp_path / "class")


def test_the_formgrader_is_left_to_instructors_however_often_a_server_starts(tljh, values, tmp_path, monkeypatch):
    z2jh = Config()
    monkeypatch.setitem(tljh.Spawner.pre_spawn_hook.__globals__, "STUDENTS", str(tmp_path))
    run_source(values["hub"]["extraConfig"]["course.py"], c=z2jh)
    for hook in (tljh.Spawner.pre_spawn_hook, z2jh.KubeSpawner.pre_spawn_hook):
        student, teacher = spawner("anna"), spawner("teacher")
        for each in (student, student, teacher):
            hook(each)
        assert student.args == ["--debug", OFF]
        assert teacher.args == ["--debug"]
        assert set(student.environment) == {"A", "JUPYTER_CONFIG_PATH"}
        assert teacher.environment == {"A": "b"}
    _, _, given = OFF.partition("=")
    (name,) = ast.literal_eval(given)
    __import__(name)  # the extension is there under this name


def test_a_students_menu_lists_assignments_alone_and_every_plugin_that_is_left_out_exists(
        tljh, values, tmp_path, monkeypatch):
    monkeypatch.setitem(tljh.Spawner.pre_spawn_hook.__globals__, "STUDENTS", str(tmp_path))
    student = spawner("anna")
    tljh.Spawner.pre_spawn_hook(student)
    written = json.loads(Path(student.environment["JUPYTER_CONFIG_PATH"], "labconfig/page_config.json").read_text())
    mounted = values["singleuser"]["extraFiles"]["students"]
    assert mounted["mountPath"] == "/etc/course_students/labconfig/page_config.json"
    assert mounted["data"] == written
    shipped = Path(sys.prefix, "share/jupyter/labextensions/@jupyter/nbgrader/static")
    programs = "".join(path.read_text() for path in shipped.glob("*.js"))
    for plugin in written["disabledExtensions"]:
        assert plugin in programs or plugin.split(":")[1] in programs, plugin
    assert "@jupyter/nbgrader:assignment-list" not in written["disabledExtensions"]


@pytest.mark.parametrize(("name", "account"), [
    ("anna", "jupyter-anna"),
    ("a" * 17, "jupyter-" + "a" * 17),
    ("anna.maria.von.der.wiese", "jupyter-anna.maria.von.der-"),
])  # fmt: skip
def test_variants_follow_the_account_that_the_gradebook_knows(name, account):
    """As `generate_system_username` in TLJH's normalize.py: from 26 characters on, cut and marked by a hash."""
    source = (HERE / "tljh_config.py").read_text().replace("VARIANTS = False", "VARIANTS = True")
    config = Config()
    run_source(source, get_config=lambda: config)
    found = config.Spawner.environment["COURSE_VARIANT"](spawner(name))
    assert found == account or (account.endswith("-") and found.startswith(account) and len(found) == len(account) + 5)


def test_variants_on_kubernetes_follow_the_hubs_own_name(values):
    config = Config()
    run_source(values["hub"]["extraConfig"]["course.py"].replace("VARIANTS = False", "VARIANTS = True"), c=config)
    student = spawner("anna")
    config.KubeSpawner.pre_spawn_hook(student)
    assert student.environment == {"A": "b", "COURSE_VARIANT": "anna", "JUPYTER_CONFIG_PATH": "/etc/course_students"}


def test_every_key_of_the_kubernetes_values_is_one_that_the_chart_documents(values):
    assert set(values) <= set(Z2JH)
    for name, section in values.items():
        assert set(section) <= set(Z2JH[name]), name
        for key, value in section.items():
            allowed = Z2JH[name][key] if isinstance(Z2JH[name], dict) else ANY
            assert allowed is ANY or set(value) <= set(allowed), f"{name}.{key}"
    for each in values["hub"]["services"].values():
        assert set(each) <= SERVICE
    for each in values["singleuser"]["extraFiles"].values():
        assert set(each) <= EXTRA_FILE
        assert Path(each["mountPath"]).is_absolute()
    assert values["hub"]["services"]["ngshare"]["apiToken"] == "REPLACE_ME"  # no secret stands in the repository
    for role in values["hub"]["loadRoles"].values():
        assert "access:services!service=ngshare" in role["scopes"]


def test_the_kubernetes_nbgrader_configuration_hands_the_exchange_to_ngshare(values, monkeypatch, tmp_path):
    asked = []
    stand_in = ModuleType("ngshare_exchange")  # configureExchange(c, ngshare_url=None), by its own source
    stand_in.configureExchange = lambda c, ngshare_url=None: asked.append(ngshare_url)
    monkeypatch.setitem(sys.modules, "ngshare_exchange", stand_in)
    monkeypatch.setenv("HOME", str(tmp_path))
    config = Config()
    run_source(values["singleuser"]["extraFiles"]["nbgrader"]["stringData"], get_config=lambda: config)
    assert asked == ["http://proxy-public/services/ngshare"]
    assert not unknown_names(config)
    assert config.CourseDirectory.course_id == "system_design"


def test_each_file_says_what_was_validated_and_what_was_not():
    for name in ("tljh_config.py", "z2jh_values.yaml"):
        text = (HERE / name).read_text(encoding="utf-8")
        assert "VALIDATED by tests/hub/test_hub_files.py" in text
        assert "NOT VALIDATED: it was not load-tested" in text
