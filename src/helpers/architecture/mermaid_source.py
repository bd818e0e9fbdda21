"""What stands around a mermaid flowchart: code fences, front matter, directives, comments, and the line that begins it.

`flowchart_in` finds the flowchart in what somebody pasted (a diagram, a fenced block, a whole README) and keeps its
lines where they were, so that each finding names the line of the text that was pasted. Text that is another diagram is
told by its first word, and none of it is read.
"""

import html
import re
from dataclasses import dataclass

from helpers.architecture.mermaid_words import BrokenLine, clean
from helpers.errors import shorten

DIRECTION = r"LR|RL|TB|TD|BT|[<>^v]"
HEADER = re.compile(rf"\s*(?:flowchart(?:-elk)?|graph)(?![\w-])(?:[ \t]+(?:{DIRECTION})(?!\w))?[ \t]*", re.IGNORECASE)
FENCE = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*\{?\.?(?P<language>[\w-]*)")
ELEMENT = re.compile(r"<(pre|div)\b[^>]{0,200}?\bclass=[\"'][^\"'>]{0,200}?\bmermaid\b[^>]{0,200}>", re.IGNORECASE)
FRONT = re.compile(r"\s*^---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*%%(?!\{)(.*)$", re.MULTILINE)
DESCRIPTION = re.compile(r"^[ \t]*accDescr[ \t]*\{[^}]{0,2000}\}", re.MULTILINE)
TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.MULTILINE)

# The first words of other diagrams (mermaid 11) and of other languages for diagrams.
OTHERS = {
    "sequencediagram": "a sequence diagram", "zenuml": "a sequence diagram", "classdiagram": "a class diagram",
    "statediagram": "a state diagram", "erdiagram": "an entity relationship diagram", "gantt": "a Gantt chart",
    "pie": "a pie chart", "mindmap": "a mind map", "timeline": "a timeline", "journey": "a user journey",
    "gitgraph": "a Git graph", "quadrantchart": "a quadrant chart", "sankey": "a Sankey diagram",
    "xychart": "an XY chart", "requirementdiagram": "a requirement diagram", "requirement": "a requirement diagram",
    "packet": "a packet diagram", "kanban": "a kanban board", "block": "a block diagram",
    "architecture": "an architecture diagram of mermaid's", "radar": "a radar chart", "treemap": "a treemap",
    "treeview": "a tree", "venn": "a Venn diagram", "ishikawa": "an Ishikawa diagram",
    "c4context": "a C4 diagram", "c4container": "a C4 diagram", "c4component": "a C4 diagram",
    "c4dynamic": "a C4 diagram", "c4deployment": "a C4 diagram", "@startuml": "a PlantUML diagram",
    "digraph": "a Graphviz graph", "strict": "a Graphviz graph", "workspace": "a Structurizr workspace",
}  # fmt: skip
FIRST = re.compile(r"\s*(@?[A-Za-z]\w*?)(?:-beta|-v2)?(?=[\s:;{]|$)")
GRAPHVIZ = re.compile(r"\s*(?:strict[ \t]+)?(?:di)?graph(?:[ \t]+(?:\w+|\"[^\"]*\"))?[ \t]*\{", re.IGNORECASE)


@dataclass(frozen=True)
class Flowchart:
    """A flowchart's text with its lines where they were pasted, where its first statement begins, its comments."""

    text: str
    begin: int
    comments: tuple[tuple[int, str], ...]
    title: str
    notes: tuple[tuple[int, str, str], ...] = ()


def another_diagram(text: str) -> str:
    """What kind of other diagram a text begins, in words; nothing where it is none that is known.

    >>> another_diagram("sequenceDiagram"), another_diagram("flowchart LR")
    ('a sequence diagram', '')
    """
    if GRAPHVIZ.match(text):
        return "a Graphviz graph"
    match = FIRST.match(text)
    return OTHERS.get(match[1].lower(), "") if match else ""


def flowchart_in(pasted: str) -> Flowchart:
    """The flowchart in a text; raises `BrokenLine`, with the place, where there is none."""
    text = pasted.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text, several = _unfenced(text)
    if re.search(r"(?:--|-\.+-|==)&gt;", text):  # copied from the source of a web page
        text = html.unescape(text)
    text, title = _without_front_matter(text)
    text = _without_directives(text)
    text = DESCRIPTION.sub(_blank, text)
    comments = tuple((text.count("\n", 0, match.start()) + 1, match[1].strip()) for match in COMMENT.finditer(text))
    text = COMMENT.sub("", text)
    first = len(text) - len(text.lstrip())
    header = HEADER.match(text)
    if header is None or GRAPHVIZ.match(text):
        other = another_diagram(text)
        line = re.sub(r"\n.*", "", text[first:], flags=re.DOTALL).strip()
        if other:
            raise BrokenLine(f"this is {other} ({shorten(line, 40)}), and only flowcharts (flowchart LR) can be read "
                             "here", "", first, text, "another-diagram")
        raise BrokenLine(f"{shorten(line)} does not begin a flowchart" if line else "there is no flowchart",
                         "Begin with: flowchart LR.", first, text, "not-a-flowchart")
    begin, notes = header.end(), list(several)
    rest = re.compile(r"[^\n;]*").match(text, begin)[0].strip()
    directed = re.search(rf"\s(?:{DIRECTION})\s*$", header[0], re.IGNORECASE)
    if rest and not directed and not rest.startswith("%%"):
        line = text.count("\n", 0, first) + 1
        notes.append((line, f"{shorten(rest)} is not a direction", "Write flowchart LR, TD, TB, RL or BT."))
        begin += len(re.compile(r"[^\n;]*").match(text, begin)[0])
    return Flowchart(text, begin, comments, title, tuple(notes))


def _blank(match) -> str:
    return "\n" * match[0].count("\n")


def _without_directives(text: str) -> str:
    """The text without `%%{init: ...}%%`, its lines where they were."""
    kept, at = [], 0
    while (start := text.find("%%{", at)) >= 0 and (end := text.find("}%%", start)) >= 0:
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*kept, text[at:]])


def _unfenced(text: str) -> tuple[str, list]:
    """The text with all but one fenced flowchart blanked out; the text as it is where nothing is fenced."""
    match = ELEMENT.search(text)
    if match:
        end = text.find(f"</{match[1]}>", match.end())
        return "\n" * text.count("\n", 0, match.end()) + text[match.end():end if end >= 0 else len(text)], []
    lines = text.split("\n")
    blocks, opened = [], None
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if opened is None and match:
            opened = (number, match["fence"], match["language"].lower())
        elif opened and match and match["fence"].startswith(opened[1]) and not match["language"]:
            blocks.append((opened[0], number, opened[2]))
            opened = None
    if opened:
        blocks.append((opened[0], len(lines), opened[2]))
    charts = []
    for start, end, language in blocks:
        inside = "\n".join(re.sub(r"^[ \t]*>[ \t]?", "", line) for line in lines[start + 1:end])
        begins = bool(HEADER.match(_bare(inside)))
        if language in ("mermaid", "mmd") or (begins and not language):
            charts.append((not begins, start, inside))
    if not charts:
        return text, []
    flowcharts = [each for each in charts if not each[0]]
    _, start, inside = (flowcharts or charts)[0]
    notes = []
    if len(flowcharts) > 1:
        notes.append((-(start + 2), f"{len(flowcharts)} flowcharts stand in this text; the first is read",
                      "Paste another one by itself to read it."))
    return "\n" * (start + 1) + inside, notes


def _bare(text: str) -> str:
    return COMMENT.sub("", _without_directives(_without_front_matter(text)[0]))


def _without_front_matter(text: str) -> tuple[str, str]:
    if not text.lstrip().startswith("---"):
        return text, ""
    match = FRONT.match(text)
    if match is None:
        at = len(text) - len(text.lstrip())
        raise BrokenLine("the front matter, which --- opens, is not closed", "Add a line --- below it.", at, text)
    title = TITLE.search(match[1])
    return _blank(match) + text[match.end():], clean(title[1].strip().strip("'\"")) if title else ""
