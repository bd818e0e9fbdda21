"""A document as one HTML file that needs nothing else: its style within, no script, made to be printed on A4."""

import re
from collections.abc import Iterable
from html import escape

from helpers.design.document.blocks import Block, Bullets, Heading, Paragraph, Picture, Table

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --ground: #fff; --band: #f6f8fa;
  --good: #0b6b3a; --bad: #b3261e; --open: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #3d444d; --ground: #0d1117;
  --band: #161b22; --good: #56d364; --bad: #ff7b72; --open: #e3b341; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.2rem 1.4rem 4rem; max-width: 60rem; background: var(--ground); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; }
p { margin: .5rem 0; } ul { margin: .4rem 0 .8rem; padding-left: 1.3rem; } li { margin: .15rem 0; }
nav { margin: 1rem 0 1.6rem; padding: .7rem 1rem; background: var(--band); border: 1px solid var(--line);
  border-radius: 6px; columns: 3 12rem; font-size: .92rem; }
nav a { display: block; color: inherit; text-decoration: none; padding: .1rem 0; }
nav a:hover { text-decoration: underline; }
.scroll { overflow-x: auto; margin: .7rem 0 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.4; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: break-word; hyphens: auto; }
th { background: var(--band); font-weight: 600; } td.wide { min-width: 14rem; }
th.number, td.number { text-align: right; }
td.number, td.short { white-space: nowrap; }
.met { color: var(--good); font-weight: 600; } .missed { color: var(--bad); font-weight: 600; }
.unproven { color: var(--open); font-weight: 600; } figure { margin: 1rem 0; text-align: center; }
figure svg { max-width: 100%; height: auto; } .box { fill: var(--band); }
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 9pt system-ui, sans-serif; color: #57606a; } }
@media (max-width: 600px) { table { font-size: .8rem; } th, td { padding: .2rem .35rem; } td.wide { min-width: 8rem; } }
@media print { :root { color-scheme: light; --ink: #111; --soft: #444; --line: #bbb; --ground: #fff; --band: #f3f4f6;
  --good: #0b6b3a; --bad: #b3261e; --open: #8a5a00; }
  body { padding: 0; max-width: none; font-size: 10pt; line-height: 1.45; } nav { columns: 3; }
  h2, h3 { break-after: avoid; } ul + p { break-before: avoid; }
  tr, li, figure { break-inside: avoid; } thead { display: table-header-group; }
  p { orphans: 3; widows: 3; } table { font-size: 8.2pt; } td.wide { min-width: 9rem; } .scroll { overflow: visible; }
  figure svg { max-height: 235mm; } a { color: inherit; } }
"""
VERDICTS = ("met", "missed", "unproven")
NUMBER = re.compile(r"([-+]?\$?[\d.,]+\s?%?([KMG]?/s)?)?|not told|no limit")
SHORT = 9  # letters that are not broken over lines


def page(title: str, blocks: Iterable[Block]) -> str:
    """The blocks as one HTML page with its contents at the top."""
    blocks = list(blocks)
    first = blocks.index(next((each for each in blocks if isinstance(each, Heading) and each.level == 2), blocks[-1]))
    heads = [each.text for each in blocks if isinstance(each, Heading) and each.level == 2]
    contents = "".join(f'<a href="#{_anchor(each)}">{escape(each)}</a>' for each in heads)
    body = "".join((*map(_written, blocks[:first]), f'<nav aria-label="Contents">{contents}</nav>',
                    *map(_written, blocks[first:])))
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>\n")


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        name = f' id="{_anchor(block.text)}"' if block.level == 2 else ""
        return f"<h{block.level}{name}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p><strong>{escape(block.text)}</strong></p>" if block.strong else f"<p>{escape(block.text)}</p>"
    if isinstance(block, Bullets):
        return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in block.items)}</ul>"
    if isinstance(block, Table):
        kinds = ["wide" if at == block.wide else "number" if _numbers([row[at] for row in block.rows]) else ""
                 for at in range(len(block.heads))]
        heads = "".join(f'<th class="number">{escape(each)}</th>' if kind == "number" else f"<th>{escape(each)}</th>"
                        for each, kind in zip(block.heads, kinds, strict=True))
        rows = "".join(f"<tr>{''.join(map(_cell, row, kinds))}</tr>" for row in block.rows)
        label = escape(f"Table: {', '.join(block.heads)}")
        return (f'<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table><thead><tr>{heads}</tr>'
                f"</thead><tbody>{rows}</tbody></table></div>")
    if isinstance(block, Picture):
        return f"<figure>{block.svg}</figure>"
    raise TypeError(f"{type(block).__name__} is no block of a document")


def _numbers(column: list[str]) -> bool:
    return all(map(NUMBER.fullmatch, column)) and any(map(re.compile(r"\d").search, column))


def _cell(text: str, kind: str) -> str:
    kind = text if text in VERDICTS else "short" if not kind and len(text) <= SHORT else kind
    shown = escape(text).replace("_", "_<wbr>")
    return f'<td class="{kind}">{shown}</td>' if kind else f"<td>{shown}</td>"
