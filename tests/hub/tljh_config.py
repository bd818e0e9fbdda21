"""The Littlest JupyterHub for this course: one machine, one class, nbgrader's exchange in a shared folder.

VALIDATED by tests/hub/test_hub_files.py: it loads with traitlets; every name that is set exists (nbgrader's against the
installed nbgrader, JupyterHub's against its documentation); names come out as TLJH makes them; the hook does its work.
RUN with JupyterHub 6.1 on one machine (plain processes, Python 3.11): an instructor and two students went the whole
round, from generating to the feedback that a student opens.
NOT VALIDATED: it was not load-tested, nor run under TLJH's own installer and systemd. Try it with two accounts first.

Copy it, with the values below changed, to two places; each reader takes what it knows and passes over the rest:
    /opt/tljh/config/jupyterhub_config.d/course.py    read by the hub; then: sudo tljh-config reload hub
    /opt/tljh/user/etc/jupyter/nbgrader_config.py     read by everybody's nbgrader

From JupyterHub 4.1 on the formgrader's tab in JupyterLab stays blank, for its page is a frame. Open it in a browser tab
of its own: https://HUB/user/NAME/formgrader. (nbgrader's documentation, "Formgrader with jupyterhub>=4.1", knows more.)
"""

import hashlib
import json
from pathlib import Path

COURSE_ID = "system_design"  # as in the class's own nbgrader_config.py
INSTRUCTORS = {"teacher"}  # names at the hub, without TLJH's prefix "jupyter-"
EXCHANGE = "/srv/nbgrader/exchange"  # made once: sudo mkdir -p it; sudo chmod 777 it, as nbgrader asks for
STUDENTS = "/opt/tljh/course_students"  # the hub writes there what a student's JupyterLab leaves out
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
    if spawner.user.name in INSTRUCTORS:
        return
    off = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': False}"
    spawner.args = [*(each for each in spawner.args if each != off), off]
    without = [f"@jupyter/nbgrader:{name}" for name in ("course-list", "create-assignment", "formgrader")]
    menu = Path(STUDENTS, "labconfig", "page_config.json")
    menu.parent.mkdir(parents=True, exist_ok=True)
    menu.write_text(json.dumps({"disabledExtensions": dict.fromkeys(without, True)}))
    spawner.environment = {**spawner.environment, "JUPYTER_CONFIG_PATH": STUDENTS}


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
