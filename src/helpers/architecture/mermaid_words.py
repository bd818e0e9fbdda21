"""The words of mermaid: its own keywords, ids and names, labels and the codes for characters in them."""

import html
import re
import unicodedata

LONGEST_NAME, LONGEST_LABEL, LONGEST_WORD, LONGEST_TEXT = 60, 120, 60, 3_000
# Ids that mermaid 11 cannot read, or gives a meaning of its own at the beginning of a line.
KEYWORDS = frozenset({"end", "graph", "flowchart", "subgraph", "class", "classdef", "click", "style", "linkstyle",
                      "direction", "default", "call", "href", "interpolate", "acctitle", "accdescr", "title",
                      "hasownproperty"})
TAG = re.compile(r"</?(?:b|i|u|s|em|strong|small|big|sub|sup|span|div|p|center|font|code|pre|img|a|hr|ul|ol|li|h[1-6]|"
                 r"del|ins|mark|tt|kbd)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BREAK = re.compile(r"\s*(?:<br\s*/?>|\\n|\n)\s*", re.IGNORECASE)
ICON = re.compile(r"(?<!\S)fa[bklrs]?:fa-[\w-]+\s*|:[a-z0-9-]+:fa-[\w-]+:\s*")
CODE = re.compile(r"#(x[0-9a-fA-F]{1,6}|\d{1,7}|[A-Za-z][A-Za-z0-9]{1,30});")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
PLAIN = set(" .,:;!?/()[]{}+-*=_'%$@~^")


class BrokenLine(Exception):  # noqa: N818 (it never leaves the reader)
    """A statement that cannot be read: what was seen, how to mend it, and the place."""

    def __init__(self, message: str, fix: str = "", at: int = 0, text: str = "", rule: str = "broken-mermaid"):
        super().__init__(message, fix)
        self.message, self.fix, self.at, self.text, self.rule = message, fix, at, text, rule


def escaped(text: str) -> str:
    """Text as it may stand between quotation marks in mermaid.

    >>> escaped('say "hi" <b>')
    'say #34;hi#34; #60;b#62;'
    """
    return "".join(each if each.isalnum() or each in PLAIN or each == "×" else f"#{ord(each)};" for each in text)


def unescaped(text: str, lines: bool = False) -> str:
    """Text as mermaid shows it: without marks for looks, and with its codes (`#34;`) read; on one line unless `lines`.

    >>> unescaped('"`**Order** <i>service</i><br/>Port #35;1`"')
    'Order service Port #1'
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    text = text[:LONGEST_TEXT]
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = re.sub(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1", r"\2", text[1:-1].strip(), flags=re.DOTALL)
    text = TAG.sub("", BREAK.sub("\n" if lines else " ", text))
    text = CODE.sub(_character, text)
    text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text.strip()


def _character(found) -> str:
    code = found[1]
    if code[0].isalpha() and not re.fullmatch(r"x[0-9a-fA-F]+", code):
        return html.unescape(f"&{code};")
    number = int(code[1:], 16) if code[0] == "x" else int(code)
    return chr(number) if number < 0x110000 else "?"


def clean(text: str) -> str:
    r"""One line of text that a label can hold: no characters without a picture, at most 120.

    >>> clean("a\u200db\u00a0c"), len(clean("a" * 500))
    ('ab c', 120)
    """
    text = "".join(" " if each.isspace() else each for each in text)
    text = "".join(each for each in text if each.isprintable()).strip()
    return text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL - 1].rstrip() + "…"


def label_of(text: str) -> str:
    """The label of a box on one line, without icons."""
    return clean(ICON.sub("", unescaped(text)))


def word_of_title(title: str) -> str:
    """The title of a subgraph as the name of a group or zone may be.

    >>> word_of_title("📱 Clients & Edge (EU)"), word_of_title("!")
    ('Clients and Edge EU', '')
    """
    if re.fullmatch(r"\w[\w .:/+-]{0,59}", title.strip()):
        return title.strip()
    text = re.sub(r"[^\w .:/+-]+", " ", re.sub(r"\s*&\s*", " and ", title))
    return re.sub(r"\s+", " ", text).strip(" .:/+-")[:LONGEST_WORD].strip(" .:/+-")


def written_id(name: str) -> str:
    """The id of a box in mermaid: its name, with an underscore more where the name is a word of mermaid's.

    >>> written_id("api"), written_id("end"), written_id("end_")
    ('api', 'end_', 'end__')
    """
    return f"{name}_" if name.rstrip("_").lower() in KEYWORDS else name


def read_id(identity: str) -> str:
    """The name that `written_id` wrote.

    >>> read_id("end_"), read_id("end__"), read_id("api_"), read_id("end")
    ('end', 'end_', 'api_', 'end')
    """
    return identity[:-1] if identity.endswith("_") and identity.rstrip("_").lower() in KEYWORDS else identity


def names_of(identities) -> dict[str, str]:
    """A name for each of mermaid's ids, each another one; an id that can be a name stays as it is.

    >>> names_of(["order-api", "order_api", "1", "käufer", "end_"])
    {'order-api': 'order_api_2', 'order_api': 'order_api', '1': 'box_1', 'käufer': 'kaufer', 'end_': 'end'}
    """
    identities = list(dict.fromkeys(identities))
    made = {each: read_id(each) for each in identities if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,59}", each)}
    taken: set[str] = set()
    for identity in sorted(made, key=lambda each: made[each] != each):
        made[identity] = _unique(made[identity], taken)
    for identity in identities:
        if identity not in made:
            plain = unicodedata.normalize("NFKD", identity.replace("ß", "ss")).encode("ascii", "ignore").decode()
            plain = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
            plain = plain if plain[:1].isalpha() else f"box_{plain}".rstrip("_")
            made[identity] = _unique(plain[:LONGEST_NAME], taken)
    return {each: made[each] for each in identities}


def _unique(name: str, taken: set[str]) -> str:
    new, number = name, 1
    while new in taken:
        number += 1
        new = f"{name[:LONGEST_NAME - len(str(number)) - 1]}_{number}"
    taken.add(new)
    return new
