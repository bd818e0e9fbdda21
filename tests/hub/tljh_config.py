"""The Littlest JupyterHub for this course: one machine, one class, nbgrader's exchange in a shared folder.

VALIDATED by tests/hub/test_hub_files.py: it loads with traitlets; every name that is set exists (nbgrader's against the
installed nbgrader, JupyterHub's against its documentation); names come out as TLJH makes them; the hook does its work.
NOT VALIDATED: it was not load-tested, nor run, on a real hub. Try it with two accounts before a class depends on it.

Copy it, with the four values below changed, to two places; each reader takes what it knows and passes over the rest:
    /opt/tljh/config/jupyterhub_config.d/course.py    read by the hub; then: sudo tljh-config reload hub
    /opt/tljh/user/etc/jupyter/nbgrader_config.py     read by everybody's nbgrader

From JupyterHub 4.1 on the formgrader's tab in JupyterLab stays blank, for its page is a frame. Open it in a browser tab
of its own: https://HUB/user/NAME/formgrader. (nbgrader's documentation, "Formgrader with jupyterhub>=4.1", knows more.)
"""

import hashlib
from pathlib import Path

COURSE_ID = "system_design"  # as in the class's own nbgrader_config.py
INSTRUCTORS = {"teacher"}  # names at the hub, without TLJH's prefix "jupyter-"
EXCHANGE = "/srv/nbgrader/exchange"  # made once: sudo mkdir -p it; sudo chmod 777 it, as nbgrader asks for
VARIANTS = False  # True when the class has variants: true in kit.yaml

c = get_config()  # noqa: F821 (traitlets gives this function to every configuration file)


def unix_name(name: str) -> str:
    """The account that TLJH makes for a user; nbgrader's exchange, and so the gradebook, knows students by it."""
    account = f"jupyter-{name}"
    if len(account) < 26:
        return account
    return f"{account[:26]}-{hashlib.sha256(account.encode()).hexdigest()[:5]}"


def variant(spawner) -> str:
    """Whose numbers the cases take: the student's id in the gradebook, so that the grader draws the same."""
    return unix_name(spawner.user.name)


def before_start(spawner) -> None:
    """Give the formgrader to instructors alone: others have no class folder, and a menu that leads nowhere confuses."""
    off = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': False}"
    if spawner.user.name not in INSTRUCTORS and off not in spawner.args:
        spawner.args = [*spawner.args, off]


# The hub reads these. They win over tljh-config's limits.memory and limits.cpu; systemd enforces them.
c.Spawner.mem_limit = "1500M"  # a kernel of step 2 takes under 400 MB, JupyterLab itself 150 MB
c.Spawner.cpu_limit = 1.0
c.Spawner.default_url = "/lab"
c.Spawner.pre_spawn_hook = before_start
if VARIANTS:
    c.Spawner.environment = {"COURSE_VARIANT": variant}

# nbgrader reads these, in everybody's server and terminal.
c.CourseDirectory.course_id = COURSE_ID
c.Exchange.root = EXCHANGE
class_folder = Path.home() / "class"  # an instructor's, made by: kit class init ~/class
if (class_folder / "nbgrader_config.py").is_file():
    c.CourseDirectory.root = str(class_folder)
