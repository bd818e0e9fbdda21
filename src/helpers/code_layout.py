"""Lays Python code out so that a page shows it whole: long calls are broken after commas, strings are left alone."""

import io
import keyword
import tokenize

from helpers.errors import CourseError, shorten

WIDTH = 92  # characters that a notebook's cell shows on a laptop


def wrapped(code: str, width: int = WIDTH) -> str:
    """The same code with lines of at most `width` characters, as far as it has commas within brackets to break at.

    >>> print(wrapped("made = call('first', second=[10, 20], third=3)", 30))
    made = call('first',
                second=[10, 20],
                third=3)
    """
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError):
        return code  # what is no whole code is shown as it is
    lines = code.splitlines(keepends=True)
    made: list[str] = []
    for number, line in enumerate(lines, start=1):
        mine = [each for each in tokens if each.start[0] == number == each.end[0] and each.string.strip()]
        whole = not any(each.start[0] <= number <= each.end[0] and each.start[0] != each.end[0] for each in tokens)
        made.append(_broken(line, mine, width) if whole and len(line.rstrip()) > width else line)
    return "".join(made)


def _broken(line: str, tokens: list[tokenize.TokenInfo], width: int) -> str:
    """One line on several: each part up to a comma goes where it fits, below the bracket that it stands in."""
    done: list[str] = []
    current = line[: len(line) - len(line.lstrip())]
    begun = False  # whether the current line holds more than its indentation
    opened: list[int] = []  # the columns after the brackets that are open where `current` ends
    start = len(current)
    for place, token in enumerate(tokens):
        last = place == len(tokens) - 1
        if not last and token.string != ",":
            continue
        end = tokens[place + 1].start[1] if not last else len(line.rstrip("\n"))
        part = line[start:end]
        if begun and opened and len(current) + len(part.rstrip()) > width:
            done.append(current.rstrip())
            current = " " * opened[-1]
        for each in tokens:
            if start <= each.start[1] < end and each.type == tokenize.OP:
                if each.string in "([{":
                    opened.append(len(current) + each.end[1] - start)
                elif each.string in ")]}" and opened:
                    opened.pop()
        current += part
        begun, start = True, end
    return "\n".join([*done, current]) + ("\n" if line.endswith("\n") else "")


def variable_of(name: object, field: str = "variable") -> str:
    """A name that code may give to a value. Raises `CourseError`.

    >>> variable_of("my_design")
    'my_design'
    """
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise CourseError(f"{field}: {shorten(name)} cannot name a value in Python. Write letters, digits and _.")
    return name
