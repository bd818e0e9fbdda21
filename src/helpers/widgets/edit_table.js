// A table whose cells are fields: text, choice, tick. The kernel holds the value; the page sends what was typed.
const make = (tag, attributes = {}, text = "") => {
  const each = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) each.setAttribute(name, value);
  if (text) each.textContent = text;
  return each;
};

function render({ model, el, signal }) {
  const box = make("div", { class: "edit-table", role: "region", "aria-label": model.get("label"), tabindex: "0" });
  const told = make("div", { class: "course-spoken", role: "status", "aria-live": "polite" });
  el.replaceChildren(box, told);
  const page = Math.random().toString(36).slice(2);
  let built = "", edits = 0;

  const send = (content) => model.send(content);
  const name = (row) => model.get("rows")[row]?.name;

  function field(column, row) {
    let input;
    if (column.kind === "choice") {
      input = make("select");
      for (const each of column.choices) input.append(make("option", { value: each }, each || "-"));
    } else {
      input = make("input", { type: column.kind === "tick" ? "checkbox" : "text", spellcheck: "false" });
    }
    input.dataset.column = column.name;
    input.addEventListener("input", () => { input.dataset.typing = "yes"; });
    input.addEventListener("change", () => {
      const value = column.kind === "tick" ? input.checked : input.value;
      delete input.dataset.typing;
      input.dataset.edit = String(++edits);
      send({ edit: name(row), column: column.name, value, page, number: edits });
    });
    input.addEventListener("blur", () => {
      delete input.dataset.typing;
      fill();
    });
    return input;
  }

  function build() {
    const columns = model.get("columns"), rows = model.get("rows");
    const table = make("table"), head = make("tr"), body = make("tbody");
    for (const each of columns) head.append(make("th", { scope: "col", title: each.meaning }, each.title));
    head.append(make("th", { scope: "col", title: "What the rules say about this row" }, "findings"));
    head.append(make("th", { scope: "col", title: "Take the row out" }, "out"));
    rows.forEach((_, row) => {
      const line = make("tr");
      for (const column of columns) {
        const cell = make("td", { class: `edit-${column.kind}`, style: `width:${column.width}px; min-width:${column.width}px` });
        cell.append(field(column, row));
        line.append(cell);
      }
      const mark = make("button", { class: "edit-mark", type: "button" });
      mark.addEventListener("click", () => send({ choose: name(row) }));
      const out = make("button", { class: "edit-out", type: "button" }, "✕");
      out.addEventListener("click", () => send({ remove: name(row) }));
      const marks = make("td"), outs = make("td");
      marks.append(mark);
      outs.append(out);
      line.append(marks, outs);
      line.addEventListener("focusin", () => {
        if (name(row) !== model.get("chosen")) send({ choose: name(row) });
      });
      body.append(line);
    });
    const top = make("thead");
    top.append(head);
    table.append(top, body);
    box.replaceChildren(table);
  }

  function fill() {
    const columns = model.get("columns"), rows = model.get("rows"), chosen = model.get("chosen");
    [...box.querySelectorAll("tbody tr")].forEach((line, row) => {
      const said = rows[row];
      line.dataset.row = said.name;
      line.classList.toggle("edit-chosen", said.name === chosen);
      columns.forEach((column, at) => {
        const input = line.cells[at].firstChild, value = said.cells[at], problem = said.problems[column.name] ?? "";
        // What somebody types, and what the kernel has not answered yet, stays: an older answer must not undo it.
        const waits = input.dataset.typing || Number(input.dataset.edit ?? 0) > (model.get("seen")[page] ?? 0);
        if (!waits && (input.dataset.edit || input.dataset.shown !== String(value))) {
          delete input.dataset.edit;
          if (column.kind === "tick") input.checked = Boolean(value);
          else input.value = value;
          input.dataset.shown = String(value);
        }
        input.setAttribute("aria-label", `${column.title} of ${said.name}`);
        input.title = problem || String(value || column.meaning);
        input.toggleAttribute("aria-invalid", Boolean(problem));
        if (problem) input.setAttribute("aria-invalid", "true");
      });
      const mark = line.cells[columns.length].firstChild, out = line.cells[columns.length + 1].firstChild;
      mark.textContent = said.mark;
      mark.title = said.told;
      mark.setAttribute("aria-label", `Findings of ${said.name}: ${said.told}`);
      out.title = `Take out ${said.name}`;
      out.setAttribute("aria-label", out.title);
    });
  }

  /** The field in which somebody is, to be found again after the table was made anew. */
  function held() {
    const field = document.activeElement;
    if (!box.contains(field) || !field.dataset.column) return () => {};
    const row = field.closest("tr").dataset.row, { column, typing } = field.dataset;
    const { value, selectionStart: from, selectionEnd: to } = field;
    return () => {
      const line = [...box.querySelectorAll("tbody tr")].find((each) => each.dataset.row === row);
      const again = line?.querySelector(`[data-column=${column}]`);
      if (!again) return;
      if (typing) [again.value, again.dataset.typing] = [value, typing];
      again.focus();
      if (again.type === "text") again.setSelectionRange(from, to);
    };
  }

  function draw() {
    const rows = model.get("rows");
    const shape = JSON.stringify([model.get("columns").map((each) => each.name), rows.length]);
    const put = shape !== built ? held() : () => {};
    if (shape !== built) build();
    built = shape;
    fill();
    put();
  }

  const say = () => { told.textContent = model.get("spoken"); };
  model.on("change:rows", draw);
  model.on("change:seen", fill);
  model.on("change:chosen", fill);
  model.on("change:spoken", say);
  signal.addEventListener("abort", () => {
    model.off("change:rows", draw);
    model.off("change:seen", fill);
    model.off("change:chosen", fill);
    model.off("change:spoken", say);
  });
  draw();
}

export default { render };
