"""The hub's files are configurations: traitlets loads them, pytest does not import them to look for doctests."""

collect_ignore = ["tljh_config.py"]
