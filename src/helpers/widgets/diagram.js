// The editor of a diagram: one view of a store, and all that buttons, keys and pointers do to it.

const SUPPRESS = "data-lm-suppress-shortcuts"; // JupyterLab looks for no shortcut where a target carries this
const STEP = 20; // pixels: the grid, and how far a key moves a box
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function renderEditor({ model, el, signal }, store) {
  const palette = model.get("palette"), [width, height] = palette.box;
  let selected = new Set(), current = "", linking = "", moving = false, snap = true, zoom = 0;

  const root = el.appendChild(h("div", { className: "dg-editor", innerHTML: palette.page }));
  const part = (name) => root.querySelector(`.dg-${name}`);
  const [canvas, world, sizer, choices, overlays, form, code, codeBox, help, live] = [
    "canvas", "world", "sizer", "palette", "overlays", "form", "code", "codebox", "help", "live"].map(part);
  const kinds = [...choices.children];
  const measures = () => {
    root.style.cssText = `--dg-height:${model.get("height")}px;--dg-w:${width}px;--dg-h:${height}px`;
    root.classList.toggle("dg-compact", Boolean(model.get("compact")));
    requestAnimationFrame(() => zoom && act.fit());
  };
  const say = (text) => { live.textContent = text; };

  // Drawing
  const drawing = makeDrawing(store, palette, world);
  const draft = part("draft"); // the arrow that is being pulled
  const button = (name) => root.querySelector(`[data-act=${name}]`);
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
    part("hint").hidden = Boolean(current);
    measure();
    panel.draw(selected);
    const able = { undo: store.past.length, redo: store.future.length, remove: selected.size, connect: current };
    for (const name in able) button(name).disabled = !able[name];
    put(button("snap"), "aria-pressed", String(snap));
    put(button("zones"), "aria-pressed", String(drawing.zones));
    const { choices: offered = [], chosen = "", legend: told = "" } = drawing.overlay;
    if (overlays.dataset.held !== String(offered)) {
      overlays.dataset.held = offered;
      overlays.replaceChildren(...offered.map(([value, textContent]) => h("option", { value, textContent })));
    }
    overlays.value = chosen;
    tell(part("legend"), told);
    if (lost) back();
  }
  form.onchange = showCode;
  overlays.onchange = () => {
    model.set("chosen", overlays.value);
    model.save_changes();
  };
  function measure() {
    const [right, bottom] = drawing.size();
    sizer.style.cssText = `width:${right * zoom}px;height:${bottom * zoom}px`;
    world.style.transform = `scale(${zoom}) translate(${PAD}px, ${PAD}px)`;
  }
  const pointOf = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [(clientX - left + canvas.scrollLeft) / zoom - PAD, (clientY - top + canvas.scrollTop) / zoom - PAD];
  };
  /** Zoom; what lies under the given point of the page, or in the middle, stays there. */
  function setZoom(next, around) {
    const { x, y } = canvas.getBoundingClientRect();
    around ??= { clientX: x + canvas.clientWidth / 2, clientY: y + canvas.clientHeight / 2 };
    const before = pointOf(around);
    zoom = Math.max(0.2, Math.min(2.5, next));
    measure();
    canvas.scrollBy(...pointOf(around).map((each, i) => (before[i] - each) * zoom));
  }

  // Selecting and editing
  function select(ids, open = false) {
    selected = new Set(ids);
    if (store.parts.get(ids.at(-1))?.name) current = ids.at(-1);
    draw();
    if (open) panel.open();
  }
  const choose = (ids) => (select(ids), say(`${selected.size} selected`));
  const back = () => (drawing.elements.get(current) ?? canvas).focus();
  const focusBox = (name, more) => (select([...(more ? selected : []), name]), back());
  const snapped = (at) => at.map((each) => Math.max(0, snap ? Math.round(each / STEP) * STEP : Math.round(each)));
  function add(kind, at) {
    let name = kind;
    for (let number = 2; store.parts.has(name); number++) name = `${kind}_${number}`;
    const beside = store.parts.get(current);
    const place = snapped(at ?? (beside ? [placeOf(beside)[0] + width + 60, placeOf(beside)[1]] : [0, 0]));
    const covers = (each) => [0, 1].every((i) => gap(placeOf(each), place, i) < sizeOf(each, palette)[i] + 9);
    while (store.graph.components.some(covers)) place[1] += height + STEP;
    store.edit({ components: [...store.graph.components, { name, kind, at: place }] });
    focusBox(name);
    say(`Added ${name}`);
  }
  function connect(target) {
    const made = { source: linking, target };
    const done = target && target !== linking && !store.parts.has(idOf(made));
    say(done ? `Connected ${linking} to ${target}` : "Not connected: choose a box not yet connected");
    linking = "";
    if (done) store.edit({ connections: [...store.graph.connections, made] });
    else draw();
  }
  const movedBy = (names, by) => {
    const boxes = [...names].map((name) => store.parts.get(name)).filter((part) => part?.name);
    return new Map(boxes.map((each) => [each.name, placeOf(each).map((number, i) => Math.max(0, number + by[i]))]));
  };
  async function showCode() {
    if (codeBox.hidden) return;
    const { text = code.value, refused = "" } = await store.ask({ ask: "code", form: form.value });
    code.value = text;
    tell(code.nextElementSibling, refused);
  }
  const step = (run, done) => say(run() ? done : "Nothing left to do");
  const act = {
    copy() {
      code.select();
      document.execCommand("copy"); // where a page came without https there is no other way
      say("Copied");
    },
    async load() {
      const { graph, findings, refused } = await store.ask({ ask: "load", text: code.value });
      tell(code.nextElementSibling, refused ?? findings.join("\n"));
      if (refused) return;
      store.edit({ name: undefined, zones: undefined, large_entities: undefined, ...graph });
      act.fit();
      say(`Loaded ${graph.components.length} boxes`);
    },
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
      setZoom(Math.min(1, canvas.clientWidth / right, canvas.clientHeight / bottom));
      canvas.scrollTo(0, 0);
    },
    bigger: () => setZoom(zoom * 1.2),
    smaller: () => setZoom(zoom / 1.2),
    actual: () => setZoom(1),
    snap: () => ((snap = !snap), draw()),
    zones: () => ((drawing.zones = !drawing.zones), draw()),
    code: () => ((codeBox.hidden = !codeBox.hidden), showCode()),
    help: () => ((help.hidden = !help.hidden), say(help.hidden ? "" : help.innerText)),
    add: () => (kinds[1] ? kinds.find(({ tabIndex }) => !tabIndex).focus() : add(kinds[0].dataset.kind)),
    all: () => choose(store.graph.components.map(idOf)),
    toggle: () => choose(selected.has(current) ? [...selected].filter((id) => id !== current) : [...selected, current]),
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
      say("");
      draw();
    },
  };
  const renamed = (id) => ((selected = new Set([id])), (current = id.includes(">") ? current : id));
  const panel = makePanel({ store, palette, drawing, renamed }, part("panel"));

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
      const [a, b] = placeOf(each), along = (a - x) * dx + (b - y) * dy;
      return along > 0 ? along + 2 * Math.abs((a - x) * dy + (b - y) * dx) : Infinity;
    };
    const best = store.graph.components.reduce((one, other) => (far(other) < far(one) ? other : one));
    return far(best) < Infinity ? best.name : "";
  }
  function arrowKey({ key, altKey, shiftKey }) {
    if (!current) return;
    if (altKey || moving) {
      store.move(movedBy(selected.has(current) ? selected : [current], ARROWS[key].map((each) => each * STEP)), "move");
      say(`Moved to ${placeOf(store.parts.get(current)).join(", ")}`);
      return;
    }
    const next = neighbour(ARROWS[key]);
    if (!next) say("No box there");
    else focusBox(next, shiftKey);
  }
  function paletteKey(event) {
    const [dx, dy] = ARROWS[event.key];
    event.target.tabIndex = -1;
    const next = kinds.at((kinds.indexOf(event.target) + dx + dy) % kinds.length);
    next.tabIndex = 0;
    next.focus();
  }
  root.onkeydown = (event) => {
    if (!isOurs(event)) return;
    event.stopPropagation();
    const { target } = event, name = nameOf(event), writes = target.matches("input, textarea, select");
    const unsaved = writes && (name === "Ctrl+A" || target === code || target.value !== (target.dataset.held ?? target.value));
    if (unsaved && name !== "Escape") return; // it is about the text
    if (canvas.contains(target) && event.key in ARROWS) arrowKey(event);
    else if (choices.contains(target) && event.key in ARROWS) paletteKey(event);
    else if (actionOf.has(name) && (canvas.contains(target) || name.startsWith("Ctrl"))) act[actionOf.get(name)]();
    else if (name === "Escape") back(); // a field that was changed is read when it loses the focus
    else return;
    event.preventDefault();
  };
  // Before anyone else sees the key: window comes first on the way down.
  window.addEventListener("keydown", (event) => {
    if (root.contains(event.target)) event.target.toggleAttribute(SUPPRESS, Boolean(isOurs(event)));
  }, { capture: true, signal });
  root.addEventListener("focusin", ({ target }) => { current = target.dataset.name ?? current; });

  // Pointers
  /** Follow a pointer until it is lifted: `moved` once a frame, `done` with whether it went anywhere. */
  function follow(event, moved, done) {
    const stop = new AbortController();
    let last = null, waiting = 0;
    const frame = () => ((waiting = 0), moved(last, last.clientX - event.clientX, last.clientY - event.clientY));
    const listen = (next) => {
      if (next.pointerId !== event.pointerId) return;
      if (last || Math.hypot(next.clientX - event.clientX, next.clientY - event.clientY) > 4) last = next;
      if (next.type === "pointermove") return void (last && (waiting ||= requestAnimationFrame(frame)));
      stop.abort();
      cancelAnimationFrame(waiting);
      const far = Boolean(last) && next.type === "pointerup";
      if (far) frame();
      done(next, far);
    };
    for (const type of ["move", "up", "cancel"]) window.addEventListener(`pointer${type}`, listen, { signal: stop.signal });
  }
  const under = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY);
  canvas.onpointerdown = (event) => {
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
  };
  function pullArrow(event, source) {
    const [x, y] = placeOf(store.parts.get(source));
    follow(event, (now) => put(draft, "d", `M ${x + width} ${y + height / 2} L ${pointOf(now).join(" ")}`), (last, far) => {
      put(draft, "d", "");
      linking = source;
      if (far) connect(under(last)?.closest(".dg-box")?.dataset.name);
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
    const start = pointOf(event), kept = event.shiftKey ? [...selected] : [];
    const band = world.appendChild(h("div", { className: "dg-band" }));
    let found = [];
    follow(event, (now) => {
      const end = pointOf(now), low = start.map((each, i) => Math.min(each, end[i])), high = start.map((each, i) => Math.max(each, end[i]));
      band.style.cssText = rectangle(...low, ...high);
      found = store.graph.components.filter((each) =>
        placeOf(each).every((number, i) => number < high[i] && number + sizeOf(each, palette)[i] > low[i])).map(idOf);
    }, () => {
      band.remove();
      linking = "";
      choose([...kept, ...found]);
    });
  }
  choices.onpointerdown = (event) => {
    const kind = event.target.closest("button");
    if (!kind) return;
    follow(event, (_, dx, dy) => { kind.style.cssText = `pointer-events:none;transform:translate(${dx}px,${dy}px)`; }, (last, far) => {
      const [x, y] = pointOf(last), there = far && canvas.contains(under(last));
      kind.style.cssText = "";
      if (there) add(kind.dataset.kind, [x - width / 2, y - height / 2]);
    });
  };
  root.onclick = ({ target }) => {
    const { act: name, kind, id } = target.closest("button")?.dataset ?? {};
    if (name) act[name]();
    else if (kind) add(kind);
    else if (id) select([id], true);
  };
  canvas.onwheel = (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    setZoom(zoom * Math.exp(-event.deltaY / 400), event);
  };

  // Coming and going
  const size = new ResizeObserver(() => {
    if (!zoom && canvas.clientWidth) act.fit();
  });
  size.observe(canvas);
  store.views.add(draw);
  signal.addEventListener("abort", () => (store.views.delete(draw), size.disconnect()));
  draw();
  measures();
  for (const name of ["height", "compact"]) model.on(`change:${name}`, measures);
  signal.addEventListener("abort", () => { for (const name of ["height", "compact"]) model.off(`change:${name}`, measures); });
}

export default () => {
  let store; // one a model: its views share it
  return { initialize: ({ model }) => void (store = makeStore(model)), render: (given) => renderEditor(given, store) };
};
