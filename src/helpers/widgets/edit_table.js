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
  let built = "";

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
    input.addEventListener("change", () => {
      const value = column.kind === "tick" ? input.checked : input.value;
      send({ edit: name(row), column: column.name, value });
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
      line.classList.toggle("edit-chosen", said.name === chosen);
      columns.forEach((column, at) => {
        const input = line.cells[at].firstChild, value = said.cells[at], problem = said.problems[column.name] ?? "";
        // What somebody is typing stays, until the kernel says something else than it said before.
        if (input.dataset.shown !== String(value)) {
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

  function draw() {
    const rows = model.get("rows");
    const shape = JSON.stringify([model.get("columns").map((each) => each.name), rows.length]);
    if (shape !== built) build();
    built = shape;
    fill();
  }

  const say = () => { told.textContent = model.get("spoken"); };
  model.on("change:rows", draw);
  model.on("change:chosen", fill);
  model.on("change:spoken", say);
  signal.addEventListener("abort", () => {
    model.off("change:rows", draw);
    model.off("change:chosen", fill);
    model.off("change:spoken", say);
  });
  draw();
}

export default { render };
