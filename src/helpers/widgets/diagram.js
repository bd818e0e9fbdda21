// The editor of a diagram: one view of a store, and all that buttons, keys and pointers do to it.

const SUPPRESS = "data-lm-suppress-shortcuts"; // JupyterLab looks for no shortcut when the key's target carries this
const STEP = 20; // pixels: the grid, and how far a key moves a box
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function renderEditor({ model, el, signal }, store) {
  const palette = model.get("palette"), [width, height] = palette.box;
  let selected = new Set(), current = "", linking = "", moving = false, pulled = false, snap = true, zoom = 0;

  // What it is made of
  const button = (text, title, run) => h("button", { type: "button", textContent: text, title, onclick: run });
  const section = (className, ...children) => h("div", { className }, ...children);
  const live = h("p", { className: "dg-live", role: "status" });
  const legend = h("p", { className: "dg-legend" });
  const hint = h("p", { className: "dg-hint", textContent: "Add a box from the palette, or press a" });
  const world = section("dg-world"), sizer = section("dg-sizer", world);
  const canvas = h("div", { className: "dg-canvas", role: "application", "aria-label": palette.title }, sizer, hint);
  const overlays = h("select", { "aria-label": "Overlay" });
  const panelBox = h("section", { className: "dg-panel", "aria-label": "Details" });
  const buttons = Object.fromEntries(palette.bar.map(([name, text, title]) => [name, button(text, title, () => act[name]())]));
  const kinds = palette.kinds.map(({ name, label, meaning, sign, shape }) => {
    const made = button("", meaning, () => !pulled && add(name));
    made.append(h("span", { className: `dg-sign dg-${shape}`, textContent: sign, "aria-hidden": "true" }), label);
    made.onpointerdown = (event) => pullKind(event, name, made);
    return made;
  });
  const form = h("select", { "aria-label": "Form of the code", onchange: () => showCode() },
    ...["python", "mermaid", "json"].map((value) => h("option", { value, textContent: value })));
  const code = h("textarea", { className: "dg-code", spellcheck: false, rows: 10, "aria-label": "The design as text" });
  const codeError = h("p", { className: "dg-error", role: "alert" });
  const codeBox = section("dg-codebox", section("dg-bar", form, button("Copy", "Copy the text", copy),
    button("Load this text", "Draw what it says: JSON or mermaid", load)), code, codeError);
  const help = section("dg-help", ...palette.keys.map(
    ([keys, , told]) => h("p", {}, h("kbd", { textContent: keys.join(", ") }), ` ${told}`)));
  const choices = h("div", { className: "dg-palette", role: "toolbar", "aria-label": "Palette" }, ...kinds);
  const root = section("dg-editor",
    h("div", { className: "dg-bar", role: "toolbar", "aria-label": "Diagram" }, ...Object.values(buttons), overlays),
    help, codeBox, choices, section("dg-main", canvas, panelBox), legend, live);
  help.hidden = codeBox.hidden = true;
  root.style.cssText = `--dg-height:${model.get("height")}px;--dg-w:${width}px;--dg-h:${height}px`;
  el.append(root);
  const say = (text) => { live.textContent = text; };

  // Drawing
  const drawing = makeDrawing(store, palette, world);
  const draft = s("path", "dg-draft", drawing.svg); // the arrow that is being pulled
  drawing.zones = true;
  function draw() {
    drawing.reading = model.get("reading");
    drawing.overlay = model.get("overlay");
    const lost = !store.parts.has(current) && canvas.contains(document.activeElement);
    selected = new Set([...selected].filter((id) => store.parts.has(id)));
    if (!store.parts.has(current)) current = store.graph.components[0]?.name ?? "";
    if (!store.parts.has(linking)) linking = "";
    drawing.draw(selected);
    for (const { name } of store.graph.components) {
      put(drawing.elements.get(name), "tabindex", name === current ? "0" : "-1");
      drawing.elements.get(name).classList.toggle("dg-linking", name === linking);
    }
    put(canvas, "tabindex", current ? "-1" : "0");
    hint.hidden = Boolean(current);
    measure();
    panel.draw(selected);
    const off = { undo: !store.canUndo(), redo: !store.canRedo(), remove: !selected.size, connect: !store.parts.get(current)?.name };
    for (const name in off) buttons[name].disabled = off[name];
    put(buttons.snap, "aria-pressed", String(snap));
    put(buttons.zones, "aria-pressed", String(drawing.zones));
    const { choices: offered = [], chosen = "", legend: told = "" } = drawing.overlay;
    if (overlays.dataset.held !== JSON.stringify(offered)) {
      overlays.dataset.held = JSON.stringify(offered);
      overlays.replaceChildren(...offered.map(([value, textContent]) => h("option", { value, textContent })));
    }
    overlays.value = chosen;
    tell(legend, told);
    if (lost) back();
  }
  overlays.onchange = () => {
    model.set("chosen", overlays.value);
    model.save_changes();
  };
  function measure() {
    const [right, bottom] = drawing.size();
    sizer.style.width = `${(right + 2 * PAD) * zoom}px`;
    sizer.style.height = `${(bottom + 2 * PAD) * zoom}px`;
    world.style.transform = `scale(${zoom}) translate(${PAD}px, ${PAD}px)`;
  }
  const pointOf = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [(clientX - left + canvas.scrollLeft) / zoom - PAD, (clientY - top + canvas.scrollTop) / zoom - PAD];
  };
  /** Zoom; what lies under the given point of the page, or in the middle, stays there. */
  function setZoom(next, event) {
    const { left, top } = canvas.getBoundingClientRect();
    const around = event ?? { clientX: left + canvas.clientWidth / 2, clientY: top + canvas.clientHeight / 2 };
    const before = pointOf(around);
    zoom = Math.max(0.2, Math.min(2.5, next));
    measure();
    const after = pointOf(around);
    canvas.scrollBy((before[0] - after[0]) * zoom, (before[1] - after[1]) * zoom);
  }

  // Selecting and editing
  function select(ids, open = false) {
    selected = new Set(ids);
    if (store.parts.get(ids.at(-1))?.name) current = ids.at(-1);
    draw();
    if (open) panel.open();
  }
  const back = () => (drawing.elements.get(current) ?? canvas).focus();
  const focusBox = (name, more) => (select([...(more ? selected : []), name]), back());
  const snapped = (at) => at.map((each) => Math.max(0, snap ? Math.round(each / STEP) * STEP : Math.round(each)));
  function add(kind, at) {
    let name = kind;
    for (let number = 2; store.parts.has(name); number++) name = `${kind}_${number}`;
    const beside = store.parts.get(current);
    const place = snapped(at ?? (beside ? [placeOf(beside)[0] + width + 60, placeOf(beside)[1]] : [0, 0]));
    const covers = (each) => Math.abs(placeOf(each)[0] - place[0]) < width + 9 && Math.abs(placeOf(each)[1] - place[1]) < height + 9;
    while (store.graph.components.some(covers)) place[1] += height + STEP;
    store.edit({ components: [...store.graph.components, { name, kind, at: place }] });
    focusBox(name);
    say(`Added ${name}`);
  }
  function connect(target) {
    const made = { source: linking, target };
    const done = target && target !== linking && !store.parts.has(idOf(made));
    say(done ? `Connected ${linking} to ${target}` : "Not connected: choose another box, not yet connected.");
    linking = "";
    if (done) store.edit({ connections: [...store.graph.connections, made] });
    else draw();
  }
  const movedBy = (names, [dx, dy]) => {
    const places = [...names].map((name) => [name, store.parts.get(name)]).filter(([, part]) => part?.name);
    return new Map(places.map(([name, part]) => [name, [Math.max(0, placeOf(part)[0] + dx), Math.max(0, placeOf(part)[1] + dy)]]));
  };
  async function showCode() {
    if (codeBox.hidden) return;
    const { text, refused = "" } = await store.ask({ ask: "code", form: form.value });
    code.value = text ?? code.value;
    tell(codeError, refused);
  }
  function copy() {
    code.select();
    if (navigator.clipboard) navigator.clipboard.writeText(code.value);
    else document.execCommand("copy"); // a page that came without https has no clipboard
    say("Copied");
  }
  async function load() {
    const { graph, findings, refused } = await store.ask({ ask: "load", text: code.value });
    tell(codeError, refused ?? findings.join("\n"));
    if (refused) return;
    store.edit({ name: undefined, zones: undefined, large_entities: undefined, ...graph });
    act.fit();
    say(`Loaded ${graph.components.length} boxes`);
  }
  const step = (run, done) => {
    const inside = canvas.contains(document.activeElement);
    say(run() ? done : "Nothing left to do");
    if (inside) back();
  };
  const act = {
    undo: () => step(store.undo, "Undone"),
    redo: () => step(store.redo, "Done again"),
    remove() {
      say(`${selected.size} deleted`);
      if (!selected.size) return;
      const gone = (each) => selected.has(idOf(each)) || selected.has(each.source) || selected.has(each.target);
      store.edit({ components: store.graph.components.filter((each) => !gone(each)),
        connections: store.graph.connections.filter((each) => !gone(each)) });
      back();
    },
    connect() {
      if (!current) return;
      const source = current;
      focusBox(source);
      linking = source;
      draw();
      say(`Connect ${source}: go to the other box and press Enter, or click it. Escape cancels.`);
    },
    async tidy() {
      const { positions, refused } = await store.ask({ ask: "tidy" });
      if (positions) store.move(new Map(Object.entries(positions)));
      act.fit();
      say(refused ?? "Tidied");
    },
    fit() {
      const [right, bottom] = drawing.size();
      setZoom(Math.max(0.4, Math.min(1, canvas.clientWidth / (right + 2 * PAD), canvas.clientHeight / (bottom + 2 * PAD))));
      canvas.scrollTo(0, 0);
    },
    bigger: () => setZoom(zoom * 1.2),
    smaller: () => setZoom(zoom / 1.2),
    actual: () => setZoom(1),
    snap: () => ((snap = !snap), draw()),
    zones: () => ((drawing.zones = !drawing.zones), draw()),
    code: () => ((codeBox.hidden = !codeBox.hidden), showCode()),
    help: () => ((help.hidden = !help.hidden), say(help.hidden ? "" : help.innerText)),
    add: () => (kinds.find(({ tabIndex }) => !tabIndex)).focus(),
    all: () => (select(store.graph.components.map(idOf)), say(`${selected.size} selected`)),
    toggle() {
      select(selected.has(current) ? [...selected].filter((id) => id !== current) : [...selected, current]);
      say(`${selected.size} selected`);
    },
    move: () => say((moving = !moving) ? "Move with the arrow keys, then Enter" : "Moved"),
    open() {
      if (linking) connect(current);
      else if (moving) act.move();
      else if (current) select(selected.size > 1 ? [...selected] : [current], true);
    },
    cancel() {
      if (!linking && !moving) selected.clear();
      linking = "";
      moving = false;
      draw();
    },
  };
  const renamed = (id) => ((selected = new Set([id])), (current = id.includes(">") ? current : id));
  const panel = makePanel({ store, palette, drawing, select, renamed, act }, panelBox);

  // Keys
  const actionOf = new Map(palette.keys.flatMap(([keys, action]) => keys.map((key) => [key, action])));
  const nameOf = ({ key, ctrlKey, metaKey, shiftKey }) =>
    (ctrlKey || metaKey ? `Ctrl+${shiftKey ? "Shift+" : ""}${key.toUpperCase()}` : key === " " ? "Space" : key);
  /** Whether a key is ours; all others are JupyterLab's and the browser's. */
  const isOurs = (event) => (event.key === "Escape" ? !canvas.contains(event.target) || linking || moving || selected.size
    : event.altKey ? event.key in ARROWS : actionOf.has(nameOf(event)) || !(event.ctrlKey || event.metaKey));
  /** The nearest box in a direction. */
  function neighbour([dx, dy]) {
    const [x, y] = placeOf(store.parts.get(current));
    const far = (each) => {
      const [right, down] = [placeOf(each)[0] - x, placeOf(each)[1] - y], along = right * dx + down * dy;
      return along > 0 ? along + 2 * Math.abs(right * dy + down * dx) : Infinity;
    };
    const best = store.graph.components.reduce((one, other) => (far(other) < far(one) ? other : one));
    return far(best) < Infinity ? best.name : "";
  }
  function arrowKey(event) {
    const way = ARROWS[event.key];
    if (!current) return;
    if (event.altKey || moving) {
      store.move(movedBy(selected.has(current) ? selected : [current], way.map((each) => each * STEP)), "move");
      return say(`Moved to ${placeOf(store.parts.get(current)).join(", ")}`);
    }
    const next = neighbour(way);
    if (!next) return say("No box there");
    if (!linking) return focusBox(next, event.shiftKey);
    current = next;
    draw();
    return back();
  }
  function paletteKey(event) {
    const next = kinds[(kinds.indexOf(event.target) + kinds.length + ARROWS[event.key][0] + ARROWS[event.key][1]) % kinds.length];
    for (const each of kinds) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  }
  kinds.forEach((each, place) => { each.tabIndex = place ? -1 : 0; });
  root.addEventListener("keydown", (event) => {
    if (!isOurs(event)) return;
    event.stopPropagation();
    const { target } = event, name = nameOf(event), writes = target.matches("input, textarea, select");
    const unsaved = writes && (name === "Ctrl+A" || target === code || target.value !== (target.dataset.held ?? target.value));
    if (unsaved && name !== "Escape") return; // the browser's: it is about the text
    if (canvas.contains(target) && event.key in ARROWS) arrowKey(event);
    else if (choices.contains(target) && event.key in ARROWS) paletteKey(event);
    else if (actionOf.has(name) && (canvas.contains(target) || name.startsWith("Ctrl"))) act[actionOf.get(name)]();
    else if (name === "Escape") back(); // a field that was changed is read when it loses the focus
    else return;
    event.preventDefault();
  }, { signal });
  // Before anyone else sees the key: window comes first on the way down.
  window.addEventListener("keydown", (event) => {
    if (root.contains(event.target)) event.target.toggleAttribute(SUPPRESS, Boolean(isOurs(event)));
  }, { capture: true, signal });
  root.addEventListener("focusin", ({ target }) => {
    target.setAttribute(SUPPRESS, "");
    current = target.dataset.name ?? current;
  }, { signal });
  root.addEventListener("focusout", ({ target }) => target.removeAttribute(SUPPRESS), { signal });

  // Pointers
  /** Follow a pointer until it is lifted: `moved` once a frame, `done` with whether it went anywhere. */
  function follow(event, moved, done) {
    const stop = new AbortController();
    let last = null, waiting = 0;
    const frame = () => ((waiting = 0), moved(last, last.clientX - event.clientX, last.clientY - event.clientY));
    const on = (type, run) => window.addEventListener(type, (next) => next.pointerId === event.pointerId && run(next), { signal: stop.signal });
    on("pointermove", (next) => {
      if (!last && Math.hypot(next.clientX - event.clientX, next.clientY - event.clientY) < 4) return;
      last = next;
      waiting ||= requestAnimationFrame(frame);
    });
    const end = (next) => {
      stop.abort();
      cancelAnimationFrame(waiting);
      const far = Boolean(last) && next.type === "pointerup";
      if (far) frame((last = next));
      done(next, far);
    };
    on("pointerup", end);
    on("pointercancel", end);
  }
  const under = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY);
  const boxUnder = (event) => under(event)?.closest(".dg-box")?.dataset.name;

  canvas.addEventListener("pointerdown", (event) => {
    const { target, shiftKey } = event;
    const name = target.closest(".dg-box")?.dataset.name, arrow = target.closest(".dg-arrow")?.dataset.id;
    if (event.button || (target === canvas && event.offsetX > canvas.clientWidth)) return;
    if (name && target.matches(".dg-handle")) pullArrow(event, name);
    else if (name && linking) connect(name);
    else if (name) pullBox(event, name);
    else if (arrow) select([...(shiftKey ? selected : []), arrow]);
    else if (event.pointerType === "mouse") pullBand(event);
    else select([]);
    event.preventDefault(); // no text is selected
    back();
  }, { signal });
  function pullArrow(event, source) {
    const [x, y] = placeOf(store.parts.get(source));
    follow(event, (now) => put(draft, "d", `M ${x + width} ${y + height / 2} L ${pointOf(now).join(" ")}`), (last, far) => {
      put(draft, "d", "");
      linking = source;
      if (far) connect(boxUnder(last));
      else select([source]), act.connect();
    });
  }
  function pullBox(event, name) {
    const was = selected.has(name), more = event.shiftKey;
    if (more && was) return select([...selected].filter((id) => id !== name));
    if (was) current = name;
    else select([...(more ? selected : []), name]);
    const start = placeOf(store.parts.get(name));
    return follow(event, (_, dx, dy) => {
      const to = snapped([start[0] + dx / zoom, start[1] + dy / zoom]);
      drawing.moved = movedBy(selected, [to[0] - start[0], to[1] - start[1]]);
      drawing.drawMoved();
    }, (_, far) => {
      const { moved } = drawing;
      drawing.moved = new Map();
      if (far) store.move(moved);
      else if (was) select([name]);
    });
  }
  function pullBand(event) {
    const [x, y] = pointOf(event), kept = event.shiftKey ? [...selected] : [];
    const band = world.appendChild(section("dg-band"));
    let found = [];
    follow(event, (now) => {
      const [a, b] = pointOf(now), [left, top] = [Math.min(a, x), Math.min(b, y)], [w, t] = [Math.abs(a - x), Math.abs(b - y)];
      band.style.cssText = `transform:translate(${left}px,${top}px);width:${w}px;height:${t}px`;
      found = store.graph.components.filter((each) => placeOf(each)[0] < left + w && placeOf(each)[0] + width > left
        && placeOf(each)[1] < top + t && placeOf(each)[1] + height > top).map(idOf);
    }, () => {
      band.remove();
      linking = "";
      select([...kept, ...found]);
      say(`${selected.size} selected`);
    });
  }
  function pullKind(event, kind, element) {
    pulled = false;
    follow(event, (_, dx, dy) => { element.style.transform = `translate(${dx}px, ${dy}px)`; }, (last, far) => {
      element.style.transform = "";
      pulled = far; // and the click that follows adds nothing
      const [x, y] = pointOf(last);
      if (far && canvas.contains(document.elementsFromPoint(last.clientX, last.clientY).find((each) => !element.contains(each)))) {
        add(kind, [x - width / 2, y - height / 2]);
      }
    });
  }
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    setZoom(zoom * Math.exp(-event.deltaY / 400), event);
  }, { passive: false, signal });

  // Coming and going
  const size = new ResizeObserver(() => {
    if (!zoom && canvas.clientWidth) act.fit();
  });
  size.observe(canvas);
  store.views.add(draw);
  signal.addEventListener("abort", () => (store.views.delete(draw), size.disconnect()));
  draw();
}

export default () => {
  let store; // one a model: its views share it
  return { initialize: ({ model }) => void (store = makeStore(model)), render: (given) => renderEditor(given, store) };
};
