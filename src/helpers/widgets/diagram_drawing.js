// Drawing: boxes are elements, arrows are SVG paths that go round boxes, zones are frames behind both.

const PAD = 40; // pixels around the drawing
const NEAR = 7; // pixels that an arrow keeps from boxes it does not join

/** An element with properties, attributes and children. */
function h(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) name in made ? (made[name] = value) : made.setAttribute(name, value);
  made.append(...children);
  return made;
}
const rectangle = (left, top, right, bottom) =>
  `transform:translate(${left}px,${top}px);width:${right - left}px;height:${bottom - top}px`;
const put = (element, name, value) => element.getAttribute(name) !== value && element.setAttribute(name, value);
const tell = (element, text) => element.textContent !== text && (element.textContent = text);

const pointOn = ([a, b, c, d], t) => [0, 1].map((i) =>
  a[i] * (1 - t) ** 3 + 3 * b[i] * t * (1 - t) ** 2 + 3 * c[i] * t * t * (1 - t) + d[i] * t ** 3);

const gap = (one, other, i) => Math.abs(one[i] - other[i]);
/** Whether curves pass over a box; each is its place and its size. */
const hits = (curves, boxes) => curves.some((curve) => {
  const steps = Math.min(60, 8 + (gap(curve[0], curve[3], 0) + gap(curve[0], curve[3], 1)) / 24);
  for (let step = 0; step <= steps; step++) {
    const at = pointOn(curve, step / steps);
    if (boxes.some(([place, size]) => [0, 1].every((i) => at[i] > place[i] - NEAR && at[i] < place[i] + size[i] + NEAR))) return true;
  }
  return false;
});

/** An arrow's line, head and label between two boxes (place and size): direct where the way is free, else along a lane. */
function route([source, size], [target, other], spread, boxes) {
  const main = gap(source, target, 0) >= size[0] + 16 ? 0 : 1; // along x, or along y
  const side = 1 - main;
  const sign = target[main] >= source[main] ? 1 : -1;
  const point = (along, across) => (main ? [across, along] : [along, across]);
  const leave = source[main] + (sign > 0 ? size[main] : 0), arrive = target[main] + (sign > 0 ? 0 : other[main]);
  const from = source[side] + size[side] / 2 + spread, to = target[side] + other[side] / 2 + spread;
  const curve = (a, across, b, over, bend) =>
    [point(a, across), point(a + sign * bend, across), point(b - sign * bend, over), point(b, over)];
  const room = Math.abs(arrive - leave), turn = Math.min(60, room / 2);
  const along = (lane) => [curve(leave, from, leave + sign * turn, lane, turn / 2),
    curve(leave + sign * turn, lane, arrive - sign * turn, lane, 0), curve(arrive - sign * turn, lane, arrive, to, turn / 2)];
  let curves = [curve(leave, from, arrive, to, Math.max(24, Math.min(room / 2, 110)))];
  if (hits(curves, boxes)) {
    const lanes = [from, to];
    for (let off = 0; off <= 6 * size[side]; off += 20) lanes.push((from + to) / 2 + off, (from + to) / 2 - off);
    const detour = (lane) => Math.abs(lane - from) + Math.abs(lane - to);
    const free = lanes.sort((a, b) => detour(a) - detour(b)).find((lane) => !hits(along(lane), boxes));
    if (free !== undefined) curves = along(free);
  }
  const text = (each) => each.map((number) => Math.round(number * 10) / 10).join(" ");
  return {
    line: `M ${text(curves[0][0])}` + curves.map((each) => ` C ${each.slice(1).map(text).join(", ")}`).join(""),
    head: [[0, 0], [10, 5], [10, -5]].map(([back, off]) => text(point(arrive - sign * back, to + off))).join(" "),
    middle: pointOn(curves[curves.length >> 1], 0.5),
  };
}

/** Width and height of a box; another diagram may set another. */
let sizeOf = (_, palette) => palette.box;

/** Draws a store's graph into `world`; `moved` holds the places of boxes that are being dragged. */
function makeDrawing(store, palette, world) {
  const [frames, svg, labels, { content: { children: [plainBox, { children: [plainArrow, plainLabel] }] } }] = world.children;
  const kinds = new Map(palette.kinds.map((each) => [each.name, each]));
  const styles = new Map(palette.styles.map((each) => [each.name, each]));
  const styleOf = ({ style }) => styles.get(style ?? "sync") ?? { verb: "→", dash: "" };
  const elements = new Map();
  const drawing = { elements, moved: new Map(), overlay: {}, reading: {} };
  const at = (box) => drawing.moved.get(box.name) ?? placeOf(box);
  const placed = (box) => [at(box), sizeOf(box, palette)];

  const title = (drawing.titleOf = (box) => String(box.label || box.name.replaceAll("_", " ")));
  const textOf = (id) => drawing.overlay.marks?.[id]?.text ?? "";
  const isWrong = (id) => drawing.reading.problems?.some(({ of }) => of === id);
  const classes = (id, selected) => {
    const mark = drawing.overlay.marks?.[id]?.mark ?? (drawing.overlay.fade && "faded");
    return `${selected ? " dg-selected" : ""}${mark ? ` dg-${mark}` : ""}${isWrong(id) ? " dg-wrong" : ""}`;
  };
  /** What is said of a part: "api calls store", or what the kernel says of a box. */
  drawing.nameOf = (part) => {
    const said = drawing.reading.names?.[idOf(part)] ?? (part.name ? `${title(part)}, ${part.kind}`
      : `${title(store.parts.get(part.source))} ${styleOf(part).verb} ${title(store.parts.get(part.target))}`);
    return [said, textOf(idOf(part)), isWrong(idOf(part)) && "has an error"].filter(Boolean).join(", ");
  };

  function drawBox(box, selected) {
    let element = elements.get(box.name);
    if (!element) {
      element = world.appendChild(plainBox.cloneNode(true));
      element.dataset.name = box.name;
      elements.set(box.name, element);
    }
    const kind = kinds.get(box.kind) ?? { label: String(box.kind), sign: "?", shape: "square", meaning: "no such kind" };
    const [sign, words, count, note] = element.children;
    const badge = drawing.reading.badges?.[box.name] || (box.kind === "client" ? "" : "×1"), many = badge !== "" && badge !== "×1";
    put(element, "class", `dg-box dg-${kind.shape}${many ? " dg-many" : ""}${classes(box.name, selected)}`);
    put(element, "title", `${title(box)}: ${kind.meaning}`);
    put(element, "aria-label", drawing.nameOf(box));
    put(element, "aria-pressed", String(selected));
    tell(sign, kind.sign);
    tell(words.firstChild, title(box));
    tell(words.lastChild, kind.label);
    tell(count, badge);
    tell(note, textOf(box.name) || (isWrong(box.name) ? "✖ see the panel" : ""));
    placeBox(box);
  }
  const placeBox = (box) => (elements.get(box.name).style.transform = `translate(${at(box).map((each) => `${each}px`)})`);
  function drawArrow(arrow, selected) {
    const id = idOf(arrow);
    if (!elements.has(id)) {
      const made = svg.appendChild(plainArrow.cloneNode(true));
      made.label = labels.appendChild(plainLabel.cloneNode(true)); // above the boxes
      made.dataset.id = id;
      elements.set(id, made);
    }
    const group = elements.get(id);
    put(group, "class", `dg-arrow${classes(id, selected)}`);
    put(group.children[1], "stroke-dasharray", styleOf(arrow).dash);
    tell(group.label, arrow.label ?? "");
    placeArrow(arrow);
  }
  function placeArrow(arrow) {
    const ends = [arrow.source, arrow.target];
    const others = store.graph.components.filter(({ name }) => !ends.includes(name)).map(placed);
    const same = store.graph.connections.filter(({ source, target }) => ends.includes(source) && ends.includes(target));
    const spread = (same.indexOf(arrow) - (same.length - 1) / 2) * 14;
    const { line, head, middle } = route(...ends.map((end) => placed(store.parts.get(end))), spread, others);
    const { label: text, children: [hit, shown, tip] } = elements.get(idOf(arrow));
    put(hit, "d", line);
    put(shown, "d", line);
    put(tip, "points", head);
    put(text, "x", String(middle[0]));
    put(text, "y", String(middle[1] - 5 + spread));
  }
  function drawZones() {
    const zones = new Map();
    for (const box of drawing.zones ? store.graph.components : []) {
      if (box.zone?.length) zones.set(String(box.zone), [...(zones.get(String(box.zone)) ?? []), box]);
    }
    frames.replaceChildren(...[...zones].flatMap(([names, boxes]) => together(boxes).map((members) => {
      const mark = drawing.overlay.zones?.[names];
      const frame = h("div", { className: `dg-zone dg-${mark?.mark}` },
        h("span", { textContent: `zone ${names.replaceAll(",", ", ")} ${mark?.text ?? ""}` }));
      frame.style.cssText = rectangle(...around(members, members.length < boxes.length));
      return frame;
    })));
  }
  /** The frame around boxes; a tight one where a zone has several. */
  function around(boxes, tight) {
    const [left, top, right, bottom] = bounds(boxes.map(placed));
    return tight ? [left - 8, top - 24, right + 10, bottom + 8] : [left - 16, top - 30, right + 16, bottom + 18];
  }
  /** Boxes of one zone in groups whose frames hold no box that stands elsewhere. */
  function together(boxes) {
    const others = store.graph.components.filter((each) => !boxes.includes(each)).map(at);
    const clean = (members, tight) => {
      const [left, top, right, bottom] = around(members, tight), [width, height] = palette.box;
      return !others.some(([x, y]) => x < right && x + width > left && y < bottom && y + height > top);
    };
    if (others.length > 100 || clean(boxes, false)) return [boxes];
    const groups = [];
    for (const box of boxes) {
      const home = groups.find((group) => clean([...group, box], true));
      if (home) home.push(box);
      else groups.push([box]);
    }
    return groups;
  }
  /** Left, top, right and bottom of boxes with these places and sizes. */
  function bounds(places) {
    return [Math.min, Math.max].flatMap((most, end) => [0, 1].map((i) => most(...places.map(([place, size]) => place[i] + end * size[i]))));
  }
  /** How far the drawing reaches to the right and down. */
  drawing.size = () => bounds([[[0, 0], [0, 0]], ...store.graph.components.map(placed)]).slice(2).map((each) => each + 2 * PAD);

  /** Draw everything; elements of what stays are kept, and with them the focus. */
  drawing.draw = (selected) => {
    for (const [id, element] of elements) if (!store.parts.has(id)) element.label?.remove(), element.remove(), elements.delete(id);
    for (const each of store.graph.components) drawBox(each, selected.has(each.name));
    for (const each of store.graph.connections) drawArrow(each, selected.has(idOf(each)));
    drawZones();
  };
  /** Draw what moves: the dragged boxes, their arrows, the frames. */
  drawing.drawMoved = () => {
    for (const each of store.graph.components) if (drawing.moved.has(each.name)) placeBox(each);
    for (const each of store.graph.connections) {
      if (drawing.moved.has(each.source) || drawing.moved.has(each.target)) placeArrow(each);
    }
    drawZones();
  };
  return drawing;
}
