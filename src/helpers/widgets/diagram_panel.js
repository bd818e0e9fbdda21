// The side panel: the fields of what is selected, each with what is wrong beside it; else the whole design as a list.

const pageCode = Math.random().toString(36).slice(2); // two studios on a page each have code of their own, and must not share ids
let fieldCount = 0;

const fieldText = (value) => (Array.isArray(value) ? value.join(", ") : value === undefined ? "" : String(value));
function fieldValue(type, text) {
  if (!text.trim()) return undefined;
  if (type === "list") return text.split(",").map((each) => each.trim()).filter(Boolean);
  return type === "count" && /^ *\d{1,9} *$/.test(text) ? Number(text) : text.trim();
}

/** A labelled field; `get` gives its value, `set` takes one and may return what is wrong, `hint` is what stands for nothing. */
function makeField({ label, type, hint: example, options }, { get, set, hint, problem }) {
  const id = `dg-field-${pageCode}-${fieldCount++}`;
  const wrong = h("p", { className: "dg-error", id: `${id}-wrong`, role: "alert" });
  const input = options
    ? h("select", { id }, ...options.map(([, textContent], value) => h("option", { value, textContent })))
    : h("input", { id, autocomplete: "off", spellcheck: false });
  put(input, "aria-describedby", wrong.id);
  let refused = "";
  const update = () => {
    const text = fieldText(get());
    if (options) input.value = Math.max(0, options.findIndex(([each]) => String(each) === text));
    else if (input.dataset.held !== text) input.value = input.dataset.held = text;
    input.placeholder = hint() ?? example;
    tell(wrong, refused || problem());
    put(input, "aria-invalid", String(Boolean(wrong.textContent)));
  };
  input.addEventListener("change", () => {
    const value = options ? options[input.value][0] : fieldValue(type, input.value);
    refused = set(value === "" ? undefined : value) ?? "";
    update();
  });
  return { row: h("div", { className: "dg-row" }, h("label", { htmlFor: id, textContent: label }), input, wrong), update, input };
}

/** A panel for a view's selection; a field that has the focus keeps it. */
function makePanel({ store, palette, drawing, renamed }, element) {
  const advice = h("div", { className: "dg-advice", "aria-live": "polite" });
  let shown = null, fields = [], title, list, problems;
  const keyOf = (ids, parts) => JSON.stringify([ids, parts.map(({ kind }) => kind)]);
  const problemsOf = (ids, name) => drawing.reading.problems?.filter(
    ({ of, field }) => ids.includes(of) && field === name).map(({ message }) => message).join(" ") ?? "";
  const button = (textContent, what, name) => h("button", { type: "button", textContent, [`data-${what}`]: name });

  /** Take a field's new value; returns why not. */
  function set(ids, name, value) {
    const [first] = ids, part = store.parts.get(first);
    if (part?.name && name === "name" && !new RegExp(palette.name.pattern, "i").test(value ?? "")) return palette.name.message;
    const next = part && ids.length === 1 ? idOf({ ...part, [name]: value }) : first;
    if (next !== first && store.parts.has(next)) return "There is one like this already.";
    if (next !== first) {
      renamed(next);
      shown = keyOf([(ids[0] = next)], [part]); // the fields stay, and with them the focus
    }
    store.change(next === first ? ids : [first], { [name]: value });
    return "";
  }
  function build(ids, parts) {
    const boxes = parts.filter(({ name }) => name);
    const { component, connection, design } = palette.fields;
    const wanted = !parts.length ? design : parts.length > 1 ? component.filter(({ many }) => many && boxes.length)
      : boxes.length ? component.filter(({ kinds, name }) => !kinds || kinds.includes(parts[0].kind) || parts[0][name]) : connection;
    const of = parts.length > 1 ? boxes.map(idOf) : ids;
    fields = wanted.map((field) => makeField(field, {
      get: () => {
        const values = of.length ? of.map((id) => store.parts.get(id)?.[field.name]) : [store.graph[field.name]];
        return values.every((each) => fieldText(each) === fieldText(values[0])) ? values[0] : undefined;
      },
      set: (value) => set(of, field.name, value),
      hint: () => drawing.reading.shown?.[of[0]]?.[field.name],
      problem: (name = field.name) => problemsOf(of.length ? of : [""], name),
      store, palette,
    }));
    list = h("ul", { className: "dg-list" });
    problems = h("p", { className: "dg-error", role: "alert" });
    title = h("h3");
    element.replaceChildren(title, problems, ...fields.map(({ row }) => row),
      ...(parts.length > 1 ? [] : [list]), ...(boxes.length === 1 ? [button("Connect to ...", "act", "connect")] : []),
      ...(parts.length ? [button("Delete", "act", "remove")] : []));
  }

  /** What the checker says: of what is selected, or of everything. */
  function advise(ids) {
    const said = (drawing.overlay.advice ?? []).filter(({ of }) => !ids.length || ids.includes(of));
    const key = JSON.stringify(said);
    if (advice.dataset.held === key && advice.parentNode === element) return;
    advice.dataset.held = key;
    const signs = { error: "✖", warning: "▲" };
    advice.replaceChildren(h("h4", { textContent: said.length ? `Findings: ${said.length}` : "✔ No findings" }),
      ...said.map(({ of, where, severity, message, fix }) => {
        const made = h("button", { type: "button", className: severity === "error" ? "dg-grave" : "" },
          `${signs[severity] ?? "●"} ${where}: ${message}`, h("small", { textContent: fix }));
        if (of) made.dataset.id = of;
        return made;
      }));
    if (list?.parentNode === element) list.before(advice);
    else element.append(advice);
  }

  return {
    draw(selected) {
      const ids = [...selected], parts = ids.map((id) => store.parts.get(id));
      if (shown !== keyOf(ids, parts)) {
        const place = fields.findIndex(({ input }) => input === document.activeElement);
        shown = keyOf(ids, parts);
        build(ids, parts);
        if (place >= 0) (fields[place] ?? fields[0])?.input.focus(); // another kind of the same box
      }
      for (const each of fields) each.update();
      advise(ids);
      tell(title, ids.length > 1 ? `${ids.length} selected` : !ids.length ? "Design"
        : parts[0].name ? drawing.titleOf(parts[0]) : drawing.nameOf(parts[0]));
      tell(problems, problemsOf(ids.length ? ids : [""], ""));
      const listed = [...store.parts.values()].filter(({ source, target }) => !ids.length || ids[0] === source || ids[0] === target)
        .map((each) => [idOf(each), drawing.nameOf(each)]);
      if (list.dataset.held === String(listed)) return;
      list.dataset.held = listed;
      list.replaceChildren(...listed.map(([id, text]) => h("li", {}, button(text, "id", id))));
    },
    open() {
      (fields[0]?.input ?? element.querySelector("button"))?.focus();
      fields[0]?.input.select?.();
    },
  };
}
