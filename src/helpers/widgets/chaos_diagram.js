// The drawing of the chaos studio: nothing can be moved; a click on a part breaks it, the next mends it.

function renderBreaking({ model, el, signal }, store) {
  const palette = model.get("palette"), [width, height] = palette.box;
  const root = el.appendChild(h("div", { className: "dg-editor chaos-diagram", innerHTML: palette.page }));
  const part = (name) => root.querySelector(`.dg-${name}`);
  const [canvas, world, sizer, zones] = ["canvas", "world", "sizer", "zonebar"].map(part);
  const drawing = makeDrawing(store, palette, world);
  let current = "", zoom = 0;

  /** Every part that can be broken, in the order of the keys: boxes, then arrows. */
  const order = () => [...store.graph.components.filter(({ kind }) => kind !== "client"), ...store.graph.connections].map(idOf);
  const act = (what, of) => model.send({ act: what, of });

  function draw() {
    drawing.reading = model.get("reading");
    drawing.overlay = model.get("overlay");
    const { broken = [], names = {}, zones: offered = [], legend = "" } = drawing.overlay, had = document.activeElement;
    const lost = canvas.contains(had) && had.dataset.part;
    if (!order().includes(current)) current = order()[0] ?? "";
    drawing.draw(new Set(broken));
    for (const [id, element] of drawing.elements) {
      element.dataset.part = id;
      put(element, "role", "button");
      put(element, "tabindex", id === current ? "0" : "-1");
      put(element, "aria-pressed", String(broken.includes(id)));
      put(element, "aria-label", names[id] ?? id);
      if (store.parts.get(id)?.kind === "client") put(element, "aria-disabled", "true");
      const count = element.querySelector(".dg-count");
      if (count) put(count, "title", "Break one machine more");
    }
    const held = JSON.stringify(offered);
    if (zones.dataset.held !== held) {
      const focused = zones.contains(had) ? had.dataset.zone : "";
      zones.dataset.held = held;
      zones.replaceChildren(...offered.map(([zone, told, down]) => h("button", { type: "button", "data-zone": zone,
        "aria-pressed": String(down), className: down ? "chaos-down" : "" }, told)));
      zones.hidden = !offered.length;
      if (focused) zones.querySelector(`[data-zone="${CSS.escape(focused)}"]`)?.focus();
    }
    tell(part("legend"), legend);
    measure();
    if (lost && !canvas.contains(document.activeElement)) drawing.elements.get(current)?.focus();
  }
  function measure() {
    const [right, bottom] = drawing.size();
    sizer.style.cssText = `width:${right * zoom}px;height:${bottom * zoom}px`;
    world.style.transform = `scale(${zoom}) translate(${PAD}px, ${PAD}px)`;
  }
  function fit() {
    const [right, bottom] = drawing.size();
    zoom = Math.max(0.35, Math.min(1, canvas.clientWidth / right, canvas.clientHeight / bottom));
    measure();
  }
  const focus = (id) => {
    current = id;
    draw();
    drawing.elements.get(id)?.focus();
  };

  const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const ours = ({ key, ctrlKey, metaKey, altKey }) => !ctrlKey && !metaKey && !altKey && key !== "Tab" && key !== "Escape";
  root.onkeydown = (event) => {
    if (!ours(event)) return;
    event.stopPropagation();
    const id = event.target.dataset?.part, all = order();
    if (!id) return;
    if (event.key in KEYS) focus(all[(all.indexOf(id) + KEYS[event.key] + all.length) % all.length]);
    else if (event.key === "Home" || event.key === "End") focus(all.at(event.key === "Home" ? 0 : -1));
    else if (event.key === "Enter" || event.key === " ") act("toggle", id);
    else if (event.key === "r" || event.key === "R") act("one", id);
    else return;
    event.preventDefault();
  };
  window.addEventListener("keydown", (event) => {
    if (root.contains(event.target)) event.target.toggleAttribute?.("data-lm-suppress-shortcuts", ours(event));
  }, { capture: true, signal });
  root.onclick = ({ target }) => {
    const zone = target.closest("[data-zone]")?.dataset.zone;
    if (zone !== undefined) return act("zone", zone);
    const id = target.closest("[data-part]")?.dataset.part;
    if (!id) return;
    current = id;
    drawing.elements.get(id)?.focus();
    act(target.closest(".dg-count") ? "one" : "toggle", id);
  };

  const measures = () => {
    root.style.cssText = `--dg-height:${model.get("height")}px;--dg-w:${width}px;--dg-h:${height}px`;
    requestAnimationFrame(() => canvas.clientWidth && fit());
  };
  const size = new ResizeObserver(() => canvas.clientWidth && fit());
  size.observe(canvas);
  store.views.add(draw);
  signal.addEventListener("abort", () => (store.views.delete(draw), size.disconnect()));
  draw();
  measures();
}

export default () => {
  let store; // one a model: its views share it
  return { initialize: ({ model }) => void (store = makeStore(model)), render: (given) => renderBreaking(given, store) };
};
