"""The one look of the pages that grading writes, for light and dark, and what they may load: nothing."""

from html import escape

COMMON = """
:root { color-scheme: light dark; --ground: #fff; --text: #1c1c1c; --quiet: #595959; --line: #cfcfcf; --soft: #f4f4f4;
  --good: #00674b; --bad: #a33c00; --link: #005b94; }
@media (prefers-color-scheme: dark) { :root { --ground: #17191c; --text: #e6e6e6; --quiet: #a8a8a8; --line: #45484d;
  --soft: #22252a; --good: #4fd1a5; --bad: #ff9a66; --link: #7cc4f5; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; margin: 0.5rem 0; } h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
a { color: var(--link); } .quiet { color: var(--quiet); } .bad { color: var(--bad); } .good { color: var(--good); }
table { border-collapse: collapse; margin: 0.75rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25rem 0.6rem; text-align: left; vertical-align: top;
  overflow-wrap: break-word; min-width: 3rem; max-width: 28rem; }
th { background: var(--soft); } td.number, th.number { text-align: right; white-space: nowrap; }
.wide { overflow-x: auto; }
pre, code { font: 0.875rem/1.45 ui-monospace, monospace; }
"""


def page(title: str, body: str, style: str = "", scripts: bool = False, head: str = "") -> str:
    """A whole HTML page. `title` is escaped; `body`, `style` and `head` are taken as they are.

    Its content security policy lets it load nothing from anywhere, and run scripts only where `scripts` says so.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
    policy += "; script-src 'unsafe-inline'" if scripts else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{head}'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" '
        f'content="no-referrer">\n<title>{text(title)}</title>\n<style>{COMMON}{style}</style>\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n")


def text(value: object) -> str:
    """A value as text in HTML, in an attribute as well: escaped, and without control characters.

    >>> text("<script>")
    '&lt;script&gt;'
    """
    kept = "".join(mark for mark in str(value) if mark >= " " or mark in "\n\t")
    return escape(kept.encode("utf-8", "replace").decode())


def points(value: float | None) -> str:
    """Points as a person writes them.

    >>> points(2.0), points(1.333333), points(None)
    ('2', '1.33', '-')
    """
    return "-" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
