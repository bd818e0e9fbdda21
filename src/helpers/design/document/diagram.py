"""The diagram as SVG that stands by itself: boxes from top to bottom, so that it fits a page."""

from html import escape
from typing import TYPE_CHECKING

from helpers.rounding import several

if TYPE_CHECKING:
    from helpers.architecture import Architecture, Component

WIDTH, HEIGHT, ACROSS, DOWN, EDGE = 148.0, 58.0, 26.0, 40.0, 12.0
LETTERS = 21  # of a title that fit into a box
DASHES = {"sync": "", "async": "6 4", "replication": "2 4"}


def svg(drawing: "Architecture") -> str:
    """The diagram; its colours follow the page's `currentColor`, so that it is readable on light and dark."""
    placed = drawing.layout(width=HEIGHT, height=WIDTH, gap_x=DOWN, gap_y=ACROSS)
    width, height = placed.size[1] + 2 * EDGE, placed.size[0] + 2 * EDGE
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
             f'role="img" aria-label="{escape(words(drawing))}" font-family="system-ui, sans-serif">',
             '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
             'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>']
    for each in drawing.connections:
        route = placed.routes[each.key]
        # Straight down through each row that it passes, so that it runs behind no box of that row.
        half = HEIGHT / 2 if route[0][0] <= route[-1][0] else -HEIGHT / 2
        through = [(x + side, y) for x, y in route[1:-1] for side in (-half, half)]
        points = [(y + EDGE, x + EDGE) for x, y in (route[0], *through, route[-1])]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{DASHES[each.style]}"' if DASHES[each.style] else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.3" '
                     f'marker-end="url(#tip)"{dashes}/>')
    for box in drawing:
        x, y = placed.positions[box.name]
        parts.append(_box(box, y + EDGE, x + EDGE))
    return "".join((*parts, "</svg>"))


def _box(box: "Component", x: float, y: float) -> str:
    title = box.title if len(box.title) <= LETTERS else f"{box.title[:LETTERS - 1]}…"
    round_ = 14 if box.of.stores else 4
    lines = [(title, 13, "600"), (_under(box), 10.5, "400")]
    if box.stores:
        kept = ", ".join(box.stores)
        lines.append((f"keeps {kept}" if len(kept) <= LETTERS else f"keeps {kept[:LETTERS - 1]}…", 10.5, "400"))
    top = y + HEIGHT / 2 - 7.5 * (len(lines) - 1) + 4
    texts = "".join(f'<text x="{x + WIDTH / 2:.1f}" y="{top + 15 * place:.1f}" font-size="{size}" '
                    f'font-weight="{weight}" text-anchor="middle" fill="currentColor">{escape(line)}</text>'
                    for place, (line, size, weight) in enumerate(lines))
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDTH}" height="{HEIGHT}" rx="{round_}" class="box" '
            f'stroke="currentColor" stroke-width="1.2"/>{texts}')


def _under(box: "Component") -> str:
    label = box.of.label.removesuffix(" store") if box.shards > 1 else box.of.label
    if box.kind == "client":
        return "outside"
    if box.of.managed:
        return f"{label}, rented"
    many = f"{box.shards} × {box.copies}" if box.shards > 1 else f"{box.replicas}"
    return f"{label} × {many}" if box.replicas > 1 else label


def words(drawing: "Architecture") -> str:
    """The diagram in words: who calls whom."""
    told = []
    for box in drawing:
        calls = [drawing[each.target].title for each in drawing.callees(box.name)]
        if calls:
            told.append(f"{box.title} calls {', '.join(calls)}")
    boxes = several(len(drawing), "box")
    return f"{boxes}. {'. '.join(told)}." if told else f"{boxes}."
