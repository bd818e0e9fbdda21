// Boxes with rows: what they list, and a panel's rows to edit, each with what is wrong beside it, and an empty one more.
// It follows the diagram editor's files, and sets some of their functions anew.

/** The rows of a box: a mark such as PK, a name, a text; what is beyond the most is counted. */
function drawRows(element, box, palette, reading) {
  const list = element.querySelector(".dg-rows"), marks = reading.rows?.[box.name] ?? {}, fields = box.fields ?? [];
  const hidden = fields.length > palette.most ? fields.length - palette.most + 1 : 0;
  const shown = fields.slice(0, fields.length - hidden).map(([name, text]) => [marks[name] ?? "", name, text]);
  if (hidden) shown.push(["", `and ${hidden} more`, ""]);
  const key = JSON.stringify(shown);
  if (list.dataset.held === key) return;
  list.dataset.held = key;
  list.replaceChildren(...shown.map((row) => h("span", { className: "dg-line-of-box" },
    ...row.map((textContent, i) => h(["b", "span", "i"][i], { textContent })))));
}

/** Rows under a label; `get` gives pairs, `set` takes them, `problem` says what is wrong with a row (or with all). */
function makeRows({ name, label, hint }, { get, set, problem, store, palette }) {
  const id = `dg-field-${pageCode}-${fieldCount++}`;
  const list = h("div", { className: "dg-rowlist" }), wrong = h("p", { className: "dg-error", role: "alert" });
  const offered = h("datalist", { id: `${id}-types` });
  const box = h("div", { className: "dg-row dg-rows-row", role: "group", "aria-labelledby": `${id}-label` },
    h("span", { id: `${id}-label`, className: "dg-rows-label", textContent: label }), list, wrong, offered);
  const lines = [];

  /** All rows as they are typed; an empty one is none. */
  const typed = () => lines.map(({ inputs }) => inputs.map(({ value }) => value.trim())).filter((row) => row.some(Boolean));
  const commit = () => set(typed());
  function makeLine() {
    const at = lines.length;
    const inputs = [["name", hint[0]], ["type", hint[1]]].map(([part, placeholder]) =>
      h("input", { placeholder, autocomplete: "off", spellcheck: false, className: `dg-${part}-of-row` }));
    put(inputs[1], "list", offered.id);
    const out = h("button", { type: "button", textContent: "✕" });
    const said = h("p", { className: "dg-error", role: "alert", id: `${id}-${at}` });
    for (const input of inputs) {
      put(input, "aria-describedby", said.id);
      input.addEventListener("change", () => (inputs.some(({ value }) => value.trim()) || at < (get() ?? []).length) && commit());
    }
    out.addEventListener("click", () => {
      for (const input of inputs) input.value = "";
      commit();
      (lines[at] ?? lines.at(-1)).inputs[0].focus();
    });
    list.append(h("div", { className: "dg-fieldline" }, h("div", { className: "dg-fieldrow" }, ...inputs, out), said));
    lines.push({ inputs, out, said });
  }
  const update = () => {
    const rows = get() ?? [];
    while (lines.length < rows.length + 1) makeLine();
    while (lines.length > rows.length + 1) {
      lines.pop();
      list.lastChild.remove();
    }
    lines.forEach(({ inputs, out, said }, at) => {
      const row = rows[at] ?? ["", ""];
      inputs.forEach((input, part) => {
        const busy = input === document.activeElement && input.value !== (input.dataset.held ?? "");
        if (input.dataset.held !== row[part] && !busy) input.value = row[part];
        input.dataset.held = row[part];
        put(input, "aria-label", at < rows.length ? `${["Name", "Type"][part]} of field ${row[0] || at + 1}` : `${["Name", "Type"][part]} of a new field`);
        put(input, "aria-invalid", String(at < rows.length && Boolean(problem(`${name}.${at}`))));
        put(input, "title", input.value);
      });
      out.hidden = at >= rows.length;
      put(out, "aria-label", `Delete field ${row[0] || at + 1}`);
      tell(said, at < rows.length ? problem(`${name}.${at}`) : "");
    });
    tell(wrong, problem());
    const known = [...palette.types, ...store.graph.components.map(({ name }) => `ref ${/^\w+$/.test(name) ? name : `"${name}"`}`)];
    if (offered.dataset.held === String(known)) return;
    offered.dataset.held = known;
    offered.replaceChildren(...known.map((value) => h("option", { value })));
  };
  return { row: box, update, get input() { return lines[0].inputs[0]; } };
}

// Where the kernel undoes, with all that is not of the drawing, it is told of every edit at once.
SAVE_AFTER = 0;
sizeOf = ({ fields }, { box: [width, height], row, most }) => [width, height + row * Math.min(most, fields?.length ?? 1)];
const plain = { makeStore, makeDrawing, makeField };
makeStore = (model) => {
  const store = plain.makeStore(model);
  for (const ask of ["undo", "redo"]) store[ask] = () => (model.send({ ask }), true);
  return store;
};
makeDrawing = (store, palette, world) => {
  const drawing = plain.makeDrawing(store, palette, world), { draw } = drawing;
  drawing.draw = (selected) => {
    draw(selected);
    for (const each of store.graph.components) drawRows(drawing.elements.get(each.name), each, palette, drawing.reading);
  };
  return drawing;
};
makeField = (field, given) => (field.type === "rows" ? makeRows : plain.makeField)(field, given);
