"""How nbgrader sees this folder: its menu in JupyterLab, the formgrader and the command line all read this file."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
EXCHANGE = HERE / ".exchange"  # git-ignored, so that trying the hand-in touches nothing outside this folder
(EXCHANGE / "cache").mkdir(parents=True, exist_ok=True)
UNSOLVED = "Write your answer here, then run this cell."

c = get_config()  # noqa: F821 (traitlets gives this function to every configuration file)

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "system_design"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "my_design"]

c.Exchange.root = str(EXCHANGE)
c.Exchange.cache = str(EXCHANGE / "cache")

# An unsolved cell raises this one error and no other; the notebooks' tests rely on it.
c.ClearSolutions.code_stub = {"python": f'raise NotImplementedError("{UNSOLVED}")'}
c.ClearSolutions.text_stub = "*Write your answer here (double-click this text to edit it).*"

# The simulations of the later steps are the slowest cells; a widget's live state says nothing about an answer.
c.Execute.timeout = 60
c.Execute.iopub_timeout = 10
c.Execute.startup_timeout = 120
c.Execute.kernel_name = "python3"
c.Execute.store_widget_state = False
