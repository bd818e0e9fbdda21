"""Keys that stand twice in a YAML text: PyYAML would take the last one without a word."""

from typing import Any

MOST_NODES = 50_000


def duplicates(node: Any) -> list[tuple[str, int, int]]:
    r"""Keys that stand twice in one mapping of a node that PyYAML composed: each with its first line and the next.

    >>> import yaml
    >>> duplicates(yaml.compose("a: 1\nb: {c: 1}\na: 2"))
    [('a', 1, 3)]
    """
    found, seen, waiting = [], set(), [node]
    while waiting and len(seen) < MOST_NODES:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if each.id == "mapping":
            keys: dict[str, int] = {}
            for key, value in each.value:
                line = key.start_mark.line + 1
                if key.id == "scalar" and key.value != "<<":
                    if key.value in keys:
                        found.append((key.value[:60], keys[key.value], line))
                    keys[key.value] = line
                waiting.append(value)
        elif each.id == "sequence":
            waiting += each.value
    return sorted(found, key=lambda each: each[2])
