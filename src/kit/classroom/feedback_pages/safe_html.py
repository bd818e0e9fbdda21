"""What a student wrote or printed, as HTML that can do nothing: no scripts, no forms, no requests.

Markdown and HTML pass through bleach with a list of what is allowed; all else is escaped. What every student's notebook
holds alike is made once.
"""

import base64
import html
import re
import secrets
from functools import cache, lru_cache
from urllib.parse import unquote

from kit.classroom.feedback_pages.page_style import text

LONGEST_TEXT = 40_000  # characters of one output; longer ones are cut
LONGEST_HTML = 60_000  # characters; longer ones are shown as text
MOST_TAGS = 3_000  # deeper ones cost the square of their number
LONGEST_MARKDOWN = 20_000  # likewise
LONGEST_IMAGE = 4_000_000  # characters of base64
TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "details", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "q", "s", "samp",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
    "var"})
PROPERTIES = frozenset({
    "color", "background-color", "font-weight", "font-style", "text-align", "text-decoration", "vertical-align"})
PLAIN = {"colspan", "rowspan", "align", "title", "alt", "open", "start", "scope"}
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*", re.ASCII)
LINK = re.compile(r"(https?://|mailto:)\S+", re.ASCII | re.IGNORECASE)
CLASSES = re.compile(r"(highlight|dataframe|[a-z][a-z0-9]?)", re.ASCII)  # pygments' short names, and pandas' tables
DROPPED = re.compile(r"<(script|style|template|noscript|iframe|object)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return CLASSES.fullmatch(value) is not None
    if (tag, name) == ("img", "src"):
        return PICTURE.fullmatch(value) is not None
    if (tag, name) == ("a", "href"):
        return LINK.fullmatch(value) is not None
    return name in PLAIN or name == "style"


@cache
def _cleaner():
    from bleach.css_sanitizer import CSSSanitizer
    from bleach.sanitizer import Cleaner

    return Cleaner(tags=TAGS, attributes=_may_stay, protocols={"http", "https", "mailto", "data"}, strip=True,
                   strip_comments=True, css_sanitizer=CSSSanitizer(allowed_css_properties=PROPERTIES))


def clean(html: str) -> str:
    """HTML without whatever could act or load: scripts and their text, forms, frames, handlers, foreign pictures.

    >>> clean('<b onclick="x()">bold</b><script>alert(1)</script><img src="http://example.org/x.png" alt="a">')
    '<b>bold</b><img alt="a">'
    """
    html = DROPPED.sub("", str(html))
    if "<" not in html and "&" not in html:
        return text(html)
    if len(html) > LONGEST_HTML or html.count("<") > MOST_TAGS:
        return f"<pre>{cut(html)}</pre>"
    return _cleaner().clean(html)


def cut(value: str, limit: int = LONGEST_TEXT) -> str:
    """Text, escaped, and cut where it is long."""
    value = str(value)
    left = len(value) - limit
    return text(value[:limit]) + (f"\n... and {left:,} characters more" if left > 0 else "")


def markdown(source: str, attachments: dict | None = None) -> str:
    """Markdown as safe HTML; formulas stay readable as they were written."""
    if len(source) > LONGEST_MARKDOWN:
        return f"<pre>{cut(source)}</pre>"
    return _markdown(source, attachments) if attachments else _known_markdown(source)


@lru_cache(maxsize=512)
def _known_markdown(source: str) -> str:
    return _markdown(source, None)


def _markdown(source: str, attachments: dict | None) -> str:
    """Pictures are put in when the rest was cleaned: they are long, and known to be pictures."""
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    pictures: dict[str, str] = {}
    renderer = _renderer()(attachments or {}, pictures)
    made = clean(MarkdownWithMath(renderer=renderer).render(source))
    for mark, picture in pictures.items():
        made = made.replace(mark, picture)
    return made


@cache
def _renderer():
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class Renderer(IPythonRenderer):
        """nbconvert's own, which goes on where a picture is not there."""

        def __init__(self, attachments: dict, pictures: dict[str, str]):
            super().__init__(escape=False, exclude_anchor_links=True)
            self.given, self.pictures = attachments, pictures

        def image(self, text: str, url: str, title: str | None = None) -> str:
            if not url.startswith("attachment:"):
                return super().image(text, url, title)
            picture = attached_picture(url.removeprefix("attachment:"), self.given)
            if picture is None:
                return "<em>(A picture stood here; it was not handed in.)</em>"
            mark = f"data:image/png;base64,{secrets.token_hex(16)}"
            self.pictures[mark] = picture
            return super().image(text, mark, title)

    return Renderer


def attached_picture(name: str, attachments: dict) -> str | None:
    """A cell's picture as an address that holds it; `None` where there is none, or none that is safe to show."""
    ways = (name, unquote(name), html.unescape(name))
    forms = next((attachments[each] for each in ways if each in attachments), None)
    for form in ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"):
        held = "".join(joined(forms.get(form)).split()) if isinstance(forms, dict) else ""
        if held and len(held) <= LONGEST_IMAGE and re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", held, re.ASCII):
            return f"data:{form};base64,{held}"
    return None


@lru_cache(maxsize=512)
def code(source: str) -> str:
    """Python with its colours."""
    if len(source) > LONGEST_TEXT:
        return f'<div class="highlight"><pre>{cut(source)}</pre></div>'
    from pygments import highlight

    return highlight(source, *_pygments())


@cache
def _pygments() -> tuple:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return PythonLexer(stripnl=False), HtmlFormatter()


@cache
def code_style() -> str:
    """The colours of code, for light and dark."""
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n.highlight {{ background: none; }}"


def output(found: dict) -> str:
    """One output of a cell: text, or of several forms the safest that shows it."""
    kind = found.get("output_type")
    if kind == "stream":
        return _terminal(joined(found.get("text")), "bad" if found.get("name") == "stderr" else "")
    if kind == "error":
        return _terminal("\n".join(map(str, found.get("traceback") or [joined(found.get("evalue"))])), "bad")
    data = found.get("data") or {}
    for form in ("image/png", "image/jpeg"):
        image = joined(data.get(form)).strip()
        if image and len(image) <= LONGEST_IMAGE and re.fullmatch(r"[A-Za-z0-9+/=\s]+", image, re.ASCII):
            return f'<img alt="A picture made by this cell" src="data:{form};base64,{image}">'
    drawing = joined(data.get("image/svg+xml"))
    if drawing and len(drawing) <= LONGEST_IMAGE:  # as a picture, an SVG runs no script and loads nothing
        encoded = base64.b64encode(drawing.encode("utf-8", "replace")).decode()
        return f'<img alt="A drawing made by this cell" src="data:image/svg+xml;base64,{encoded}">'
    for form, make in (("text/html", clean), ("text/markdown", markdown)):
        made = make(joined(data.get(form))) if data.get(form) else ""
        if "<img" in made or re.sub(r"<[^>]*>|\s|&nbsp;", "", made):
            return made
    shown = joined(data.get("text/plain") or data.get("text/latex"))
    if shown:
        return _terminal(shown)
    return '<p class="quiet">(Something live was shown here; open the notebook to see it.)</p>' if data else ""


def _terminal(shown: str, style: str = "") -> str:
    """What a terminal would show, without its colours."""
    plain = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", shown[: 2 * LONGEST_TEXT])
    return f'<pre class="{style}">{cut(plain)}</pre>' if plain.strip() else ""


def joined(value) -> str:
    """The text of a notebook's field, which may be a list of lines."""
    if isinstance(value, list):
        return "".join(map(str, value))
    return "" if value is None else str(value)
