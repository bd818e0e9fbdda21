"""Every studio at 1280 x 720: every option of every control, all views in both directions, and a reload.

Nothing changes or goes blank that the test did not change; all of it fits one screen; axe-like faults are looked for.
"""

import json

import pytest
from playwright.sync_api import expect

from helpers.tradeoffs.laboratories import LABORATORIES
from tests.browser.lab import lab_page

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

SCREEN = {"width": 1280, "height": 720}
TALLEST = 640  # pixels of a studio at this size
BEGIN = """
from helpers import (Architecture, Component, DiagramEditor, Estimate, EstimateExplorer, Laboratory, LoadStudio,
                     Workload, quiz)
from helpers.estimation import add_cost, add_scale, add_storage
zones = ["a", "b", "c"]
design = Architecture("Link shortener", zones=zones).add(
    Component("browser", "client"), Component("balancer", "load_balancer", replicas=3, zone=zones),
    Component("api", "service", replicas=27, zone=zones),
    Component("hot_links", "cache", replicas=3, zone=zones, stores="link"),
    Component("links", "wide_column", replicas=3, zone=zones, stores="link"),
).connect("browser", "balancer").connect("balancer", "api").connect("api", "hot_links").connect("api", "links")
"""
STUDIO = BEGIN + """
studio = LoadStudio(design, Workload("57608/s", mix="url_shortener"), {"latency": "100 ms"})
first = studio.architecture
studio
"""
EXPLORER = BEGIN + """
links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
links = add_storage(links, "new_links", "link_size", "kept_for", "copies")
links = add_cost(links, storage="storage_with_copies")
studio = EstimateExplorer(links, result="storage")
studio
"""
EDITOR = BEGIN + """
studio = DiagramEditor(design, flows="url_shortener", rate="20 K/s")
first = studio.architecture
studio
"""
# What a picture shows: blank means that no point lies within its axes.
SHOWN = """(root) => {
  const plot = document.querySelector(`${root} .js-plotly-plot`);
  if (!plot?._fullLayout) return null;
  const { xaxis, yaxis } = plot._fullLayout;
  let inside = 0;
  for (const trace of plot._fullData) {
    const xs = Array.from(trace.x ?? []), ys = Array.from(trace.y ?? []);
    xs.forEach((x, place) => {
      const bar = trace.base ? Number(Array.from(trace.base)[place]) : 0;
      const end = typeof x === "number" && trace.orientation === "h" ? x + bar : x;
      const at = [xaxis.d2p(end), yaxis.d2p(ys[place])];
      if (at[0] >= -2 && at[0] <= xaxis._length + 2 && at[1] >= -2 && at[1] <= yaxis._length + 2) inside += 1;
    });
  }
  return { title: plot.layout.title.text, inside, drawn: plot.querySelectorAll(".trace, .bars .point").length };
}"""
FAULTS = """(root) => {
  const found = [], all = [...document.querySelectorAll(`${root}, ${root} *`)];
  const seen = (each) => each.getClientRects().length > 0;
  for (const each of all.filter(seen)) {
    const name = `${each.tagName.toLowerCase()}.${String(each.className.baseVal ?? each.className).slice(0, 60)}`;
    if (["null", "undefined"].includes(each.getAttribute("title"))) found.push(`title="null": ${name}`);
    if (each.tagName === "TH" && !each.textContent.trim()) found.push(`empty header cell: ${name}`);
    const active = "a[href], button, input, select, [tabindex]:not([tabindex='-1'])";
    if (each.getAttribute("role") === "img" && each.querySelector(active))
      found.push(`something focusable in an image: ${name}`);
    if (each.matches(".noUi-handle")) {
      const said = each.getAttribute("aria-valuetext") ?? "";
      if (!each.getAttribute("aria-label")) found.push(`slider without a name: ${name}`);
      if (!said || /e[+-]/.test(said)) found.push(`slider says ${said}: ${each.getAttribute("aria-label")}`);
    }
    const named = each.getAttribute("aria-label") || each.labels?.length;
    if (each.matches("input:not([type=radio]), select, textarea") && !named)
      found.push(`field without a name: ${name}`);
    if (each.tagName === "BUTTON" && !each.textContent.trim() && !each.getAttribute("aria-label") && !each.title)
      found.push(`button without a name: ${name}`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture
def page(lab, browser):
    with lab_page(lab, browser) as opened:
        opened.page.set_viewport_size(SCREEN)
        yield opened


def opened(page, cell, root):
    page.open_notebook(page.lab.write_notebook(cell))
    page.run_all()
    page.page.wait_for_selector(root)
    if page.page.locator(f"{root} .live-plot").count():
        page.wait_for_draws()
    page.page.wait_for_timeout(700)
    return page.page.locator(root).first


def eventually(page, expression, value, seconds=15):
    """Wait until the kernel has this value; a busy machine answers late."""
    for _ in range(4 * seconds):
        if page.kernel_eval(expression) == value:
            return
        page.page.wait_for_timeout(250)
    assert page.kernel_eval(expression) == value


def assert_not_blank(page, root, what, title=None):
    """Wait until the picture stands still, with `title` where one is expected: a busy machine draws late."""
    before, still = None, 0
    for _ in range(60):
        page.page.wait_for_timeout(250)
        seen = page.page.evaluate(SHOWN, root)
        still = still + 1 if seen == before else 0
        before = seen
        if still >= 2 and seen and seen["inside"] and title in (None, seen["title"]):
            break
    assert seen, what
    assert seen["inside"] > 0, f"{what}: the picture {seen['title']!r} is blank"
    return seen["title"]


def texts_of(select):
    return select.evaluate("(select) => [...select.options].map((each) => each.text)")


def walk_views(page, root, which):
    """All views there and back, twice: each shows something, and the same thing again."""
    views = page.page.locator(f"{root} .widget-toggle-buttons").nth(which).locator("button")
    places = [*range(views.count()), *reversed(range(views.count()))] * 2
    titles = {}
    for place in places:
        views.nth(place).click()
        page.page.wait_for_timeout(150)
        page.kernel_eval("0")  # it answers once it has drawn what was asked for
        title = assert_not_blank(page, root, f"view {place}", titles.get(place))
        assert titles.setdefault(place, title) == title, "a view changed by being looked at"


def fits(page, root):
    box = page.page.locator(root).first.bounding_box()
    assert box["height"] <= TALLEST, f"{root} is {box['height']:.0f} px tall"
    assert box["width"] <= SCREEN["width"]


def test_load_studio_is_changed_by_nothing_but_the_learner(page):
    root = ".load-studio"
    opened(page, STUDIO, root)
    fits(page, root)
    box = page.page.locator(f"{root} select").first
    before = page.page.locator(f"{root} .course-told").inner_text()
    names = texts_of(box)
    assert len(names) == 4
    for name in [*names, *reversed(names), *names[::2], *names[1::2]]:
        box.select_option(label=name)
        page.page.wait_for_timeout(400)
        assert page.kernel_eval("studio.architecture == first"), f"choosing {name} changed the design"
        assert page.page.locator(f"{root} .course-told").inner_text() == before
    walk_views(page, root, 0)
    assert page.kernel_eval("(studio.architecture == first, studio.workload.rate)") == (True, 57608.0)
    assert page.page.evaluate(FAULTS, root) == []
    page.assert_clean()


def test_load_studio_takes_what_is_typed_as_it_is_shown(page):
    root = ".load-studio"
    opened(page, STUDIO, root)
    field = page.page.locator(f"{root} .typed-slider input[type=text]").first
    expect(field).to_have_value("57.6 K/s", timeout=15_000)
    for text, rate, shown in (("100k", 100_000, "100 K/s"), ("57.6k", 57_600, "57.6 K/s"), ("2x", 115_216, "115 K/s")):
        field.fill(text)
        field.press("Enter")
        eventually(page, "round(studio.workload.rate, 3)", rate)
        expect(field).to_have_value(shown, timeout=15_000)
    told = page.page.locator(f"{root} .course-told").inner_text()
    assert "Overloaded" in told
    assert "99% within" not in told
    walk_views(page, root, 0)
    page.assert_clean()


def test_explorer_is_changed_by_nothing_but_the_learner(page):
    root = ".estimate-explorer"
    opened(page, EXPLORER, root)
    fits(page, root)
    before = page.kernel_eval("studio.to_code()")
    walk_views(page, root, 1)
    page.page.locator(f"{root} .widget-toggle-buttons").nth(1).locator("button").nth(1).click()
    results = page.page.locator(f"{root} select").first
    for name in texts_of(results):
        results.select_option(label=name)
        assert_not_blank(page, root, name)
    page.page.locator(f"{root} .widget-toggle-buttons").nth(1).locator("button").nth(2).click()
    for name in ("writes per second", "storage", "servers"):
        if results.locator("option", has_text=name).count():
            results.select_option(label=name)
            assert_not_blank(page, root, f"growth of {name}")
    assert page.kernel_eval("studio.to_code()") == before
    assert page.page.evaluate(FAULTS, root) == []
    slider, plot = page.page.locator(f"{root} .noUi-handle").first, page.page.locator(f"{root} .live-plot").first
    tops = [each.bounding_box() for each in (slider, plot)]
    assert all(0 <= each["y"] <= SCREEN["height"] for each in tops), "slider and picture are not on one screen"
    page.assert_clean()


def test_editor_is_changed_by_nothing_but_the_learner(page):
    root = ".dg-editor"
    opened(page, EDITOR, root)
    fits(page, root)
    overlays = page.page.locator(f"{root} .dg-overlays")
    for value in overlays.evaluate("(select) => [...select.options].map((each) => each.value)") * 2:
        overlays.select_option(value=value)
        page.page.wait_for_timeout(300)
    forms = page.page.locator(f"{root} [data-act=code]")
    forms.click()
    for value in ("python", "mermaid", "json", "python"):
        page.page.locator(f"{root} .dg-form").select_option(value=value)
        page.page.wait_for_timeout(300)
        assert page.page.locator(f"{root} .dg-code").input_value()
    forms.click()
    for name in ("zones", "snap", "help", "fit"):
        for _ in range(2):
            page.page.locator(f"{root} [data-act={name}]").first.click()
    for name in ("browser", "balancer", "api", "hot_links", "links"):
        page.page.locator(f"{root} .dg-box[data-name={name}]").click()
        page.page.wait_for_timeout(150)
    assert page.kernel_eval("studio.architecture == first")
    counts = page.page.evaluate("(root) => [...document.querySelectorAll(`${root} .dg-box`)].map((each) => "
                                "[each.dataset.name, each.querySelector('.dg-count').textContent])", root)
    assert dict(counts) == {"browser": "", "balancer": "×3", "api": "×27", "hot_links": "×3", "links": "×3"}
    canvas, panel = (page.page.locator(f"{root} {part}").bounding_box() for part in (".dg-canvas", ".dg-panel"))
    assert panel["x"] >= canvas["x"] + canvas["width"] - 2, "the panel is not at the side"
    assert page.page.evaluate(FAULTS, root) == []
    page.assert_clean()


def test_dragging_from_the_palette_selects_no_text(page):
    root = ".dg-editor"
    opened(page, EDITOR, root)
    page.page.locator(f"{root} .dg-canvas").scroll_into_view_if_needed()
    start = page.page.locator(f"{root} .dg-palette button[data-kind=queue]").bounding_box()
    canvas = page.page.locator(f"{root} .dg-canvas").bounding_box()
    page.page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.page.mouse.down()
    page.page.mouse.move(canvas["x"] + 200, canvas["y"] + 160, steps=8)
    page.page.mouse.up()
    eventually(page, "'queue' in studio.architecture.names", True)
    assert page.page.evaluate("() => String(getSelection())") == ""
    expect(page.page.locator(f"{root} .dg-panel")).to_contain_text("Findings", timeout=15_000)


@pytest.mark.parametrize("name", LABORATORIES)
def test_laboratory_walks_all_pictures_and_choices(page, name):
    root = ".laboratory"
    opened(page, BEGIN + f"studio = Laboratory({name!r})\nstudio", root)
    fits(page, root)
    first = page.kernel_eval("studio.settings")
    views = page.page.locator(f"{root} select", has=page.page.locator("option", has_text="Curves"))
    view = views.first if views.count() else page.page.locator(f"{root} select").last
    options = view.evaluate("(select) => [...select.options].map((each) => each.text)")
    for text in [*options, *reversed(options)]:
        view.select_option(label=text)
        assert_not_blank(page, root, f"{name}: {text}")
    assert page.kernel_eval("studio.settings") == first
    for place in range(page.page.locator(f"{root} .course-studio-left select").count()):
        choice = page.page.locator(f"{root} .course-studio-left select").nth(place)
        texts, chosen = texts_of(choice), choice.evaluate("(select) => select.selectedIndex")
        for text in [*texts, texts[chosen]]:
            choice.select_option(label=text)
            page.page.wait_for_timeout(500)
            assert_not_blank(page, root, f"{name}: {text}")
    eventually(page, "studio.settings", first)
    assert page.page.evaluate(FAULTS, root) == []
    page.assert_clean()


def test_quiz_answers_every_choice(page):
    root = ".course-widget"
    opened(page, BEGIN + "studio = quiz('05_high_level_design')\nstudio", root)
    for place in range(page.page.locator(f"{root} input[type=radio]").count()):
        page.page.locator(f"{root} input[type=radio]").nth(place).click()
        page.page.wait_for_timeout(150)
    page.page.wait_for_timeout(400)
    told = page.page.locator(f"{root} [role=status]")
    assert told.count() == page.kernel_eval("len(studio.items)")
    assert page.page.evaluate(FAULTS, root) == []
    page.assert_clean()


def test_a_reopened_notebook_says_how_to_bring_its_pictures_back(page):
    root = ".load-studio"
    opened(page, STUDIO, root)
    page.menu("File", "Save Notebook")
    page.page.wait_for_timeout(1500)
    saved = json.loads((page.lab.root / "scratch.ipynb").read_text())
    (output,) = saved["cells"][0]["outputs"]
    for form in ("text/plain", "text/html"):
        assert "run this cell again" in "".join(output["data"][form])
        assert "children=(" not in "".join(output["data"][form])
    session = page.lab.ask("sessions")[0]
    assert session
    page.menu("Kernel", "Shut Down Kernel")
    page.page.wait_for_timeout(1500)
    page.goto(page.path)  # the next day: another page, another kernel
    page.page.wait_for_selector(".course-again", timeout=60_000)
    assert "run the cells again" in page.page.locator(".course-again").first.inner_text()
    page.page.locator(".course-again button").first.click()
    page.page.wait_for_selector(root, timeout=60_000)
    page.wait_for_draws()


def test_a_learner_has_no_create_assignment(page):
    opened(page, "1 + 1", ".jp-OutputArea-output")
    assert "Create Assignment" not in page.page.locator("body").inner_text()
    page.page.locator("#jp-MainMenu").get_by_role("menuitem", name="Nbgrader", exact=True).click()
    assert "Create Assignment" not in page.page.locator(".lm-Menu").inner_text()
