"""Where the fields of a YAML file stand: the line of `facts[3].wordings[2]`, read off the file's own marks."""

import re
from functools import cache

PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Lines:
    r"""The lines of the fields of a YAML text, counted from 1; the nearest field above where one is not there.

    >>> lines = Lines("name: a\nfacts:\n  - asks: b\n")
    >>> lines.of("name"), lines.of("facts[1].asks"), lines.of("facts[1].answer"), lines.of("nothing")
    (1, 3, 3, 1)
    """

    def __init__(self, text: str):
        import yaml

        try:
            self._root = yaml.compose(text, Loader=yaml.SafeLoader)
        except Exception:  # whoever reads the file says what is wrong with it
            self._root = None
        self._items = cache(self._items_of)

    @staticmethod
    def _items_of(node) -> dict:
        import yaml

        if isinstance(node, yaml.MappingNode):
            return {str(key.value): (key, value) for key, value in node.value}
        if isinstance(node, yaml.SequenceNode):
            return {place: (each, each) for place, each in enumerate(node.value, 1)}
        return {}

    def of(self, field: str) -> int:
        """The line of a field such as `facts[3].topic`; items count from 1. A fact may be called by its name."""
        node, line = self._root, 1
        for word, place in PART.findall(field):
            found = self._items(node) if node is not None else {}
            step = found.get(int(place)) if place else found.get(word.strip())
            if step is None and word:
                step = self._named(node, word.strip())
            if step is None:
                return line
            line, node = step[0].start_mark.line + 1, step[1]
        return line

    def _named(self, node, name: str):
        """The item of a list whose name is this."""
        for each, _ in (self._items(node) if node is not None else {}).values():
            inside = self._items(each)
            if "name" in inside and inside["name"][1].value == name:
                return each, each
        return None
