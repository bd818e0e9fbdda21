// The interview of step 1: a conversation at the left, the sheet of requirements at the right; all by keyboard too.

const MARK = { error: "✖", warning: "▲", note: "●" };
const KINDS = {
  functional: "does", quality: "how well", out_of_scope: "left out", constraint: "given", assumed: "assumed",
};
const EXAMPLE = {
  functional: "user: opens a page", quality: "latency at most 100 ms", out_of_scope: "statistics because nobody needs them",
  constraint: "data stays in Europe", assumed: "the peak is three times the average",
};

function render({ model, el }) {
  const say = (verb, ...given) => model.send({ verb, given });
  const open = new Set();
  let drawn = [];
  let view = "sheet";

  // The conversation
  const time = h("span", { class: "interview-clock", role: "timer", "aria-label": "Minutes left" });
  const drawer = h("div", { class: "interview-drawer", role: "status" });
  const log = h("div", {
    class: "interview-log tex2jax_ignore mathjax_ignore", role: "log", "aria-live": "polite", tabIndex: 0,
    "aria-label": "Conversation",
  });
  const field = h("input", {
    class: "interview-question", type: "text", maxLength: 600, "aria-label": "Your question",
    placeholder: "Your question, then Enter",
  });
  const ask = (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    say("ask", field.value);
    field.value = "";
    field.focus();
  };
  const form = h("form", { class: "interview-form", onsubmit: ask }, field, h("button", { type: "submit" }, "Ask"));
  const undo = h("button", { type: "button", title: "Take the last question or change back", onclick: () => say("undo") }, "Undo");
  const restart = h("button", { type: "button", title: "Begin again with an empty sheet; Undo brings it back", onclick: () => say("restart") }, "Start again");
  const status = h("div", { class: "interview-status", role: "alert" });

  // The sheet, the report and the code
  const tabs = Object.fromEntries(["sheet", "report", "code"].map((name) => [name, h("button", {
    type: "button", class: "interview-tab", "aria-pressed": "false",
    onclick: () => { view = name; if (name === "report") say("report"); show(); },
  }, { sheet: "Sheet", report: "Report", code: "Show as code" }[name])]));
  const rows = h("div", { class: "interview-rows tex2jax_ignore mathjax_ignore", tabIndex: 0, role: "region", "aria-label": "Sheet of requirements" });
  const kind = h("select", { "aria-label": "Kind of the new row", onchange: () => { text.placeholder = EXAMPLE[kind.value]; } },
    ...Object.entries(KINDS).map(([value, label]) => h("option", { value }, label)));
  const text = h("input", { type: "text", "aria-label": "New row", placeholder: EXAMPLE.functional, maxLength: 600 });
  const add = h("form", {
    class: "interview-form",
    onsubmit: (event) => {
      event.preventDefault();
      if (!text.value.trim()) return;
      say("add", kind.value, text.value);
      text.value = "";
    },
  }, kind, text, h("button", { type: "submit" }, "Add row"));
  const replays = h("div", { class: "interview-buttons" });
  const reportText = h("div");
  const report = h("div", { class: "interview-report tex2jax_ignore mathjax_ignore", tabIndex: 0, role: "region", "aria-label": "Report" }, replays, reportText);
  const code = h("textarea", { class: "interview-code", readOnly: true, "aria-label": "The sheet as Python code", spellcheck: false });

  el.classList.add("interview");
  el.replaceChildren(
    h("div", { class: "interview-left" },
      h("div", { class: "interview-head" }, h("b", { class: "interview-title" }), time), drawer, log, form,
      h("div", { class: "interview-buttons" }, undo, restart), status),
    h("div", { class: "interview-right" }, h("div", { class: "interview-buttons" }, ...Object.values(tabs)), rows, add, report, code));

  /** Only what is new is added to the log, so that only that is read aloud. */
  function drawTurns(turns) {
    const same = drawn.every((key, place) => key === JSON.stringify(turns[place]));
    if (!same || turns.length < drawn.length || !drawn.length) {
      log.replaceChildren(h("p", { class: "interview-brief" }, model.get("shown").brief));
      drawn = [];
    }
    for (const turn of turns.slice(drawn.length)) {
      log.append(h("p", { class: "interview-you" }, h("b", {}, "You: "), turn.you || "(nothing)"),
        h("p", { class: "interview-said" }, h("b", {}, "Interviewer: "), turn.said, h("small", {}, ` ${clock(turn.clock)}`)));
      if (turn.coaching) log.append(h("p", { class: "interview-coach" }, `▲ ${turn.coaching}`));
      drawn.push(JSON.stringify(turn));
    }
    log.scrollTop = log.scrollHeight;
  }

  function control(row, part) {
    const key = `${row.id}/${part.name}`;
    const change = (event) => say("edit", row.id, part.name, event.target.value);
    const label = `${part.name.replace("_", " ")} of ${row.id.replaceAll("_", " ")}`;
    const made = part.choices.length
      ? h("select", { "aria-label": label, onchange: change }, ...part.choices.map((each) => h("option", { value: each, selected: each === part.value }, each || "(not said)")))
      : h("input", { type: "text", "aria-label": label, value: part.value, onchange: change });
    made.dataset.key = key;
    if (part.wrong) made.setAttribute("aria-invalid", "true");
    return h("label", { class: "interview-field" }, h("span", {}, part.name.replace("_", " ")), made,
      part.wrong ? h("em", { role: "alert" }, `✖ ${part.wrong}`) : null);
  }

  function drawRow(row) {
    const summary = h("summary", {}, h("span", { class: "interview-kind" }, KINDS[row.kind]), row.says);
    summary.dataset.key = `${row.id}/summary`;
    const body = h("div", { class: "interview-fields" }, ...row.fields.map((part) => control(row, part)),
      h("button", { type: "button", onclick: () => say("remove", row.id) }, "Remove row"));
    const made = h("details", { open: open.has(row.id), ontoggle: () => (made.open ? open.add(row.id) : open.delete(row.id)) }, summary, body);
    const told = row.findings.map((each) => h("p", { class: `interview-finding ${each.severity}`, title: each.fix }, `${MARK[each.severity]} ${each.text} ${each.fix}`));
    return h("div", { class: "interview-row" }, made, ...told);
  }

  function drawSheet(shown) {
    const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const top = rows.scrollTop;
    const general = shown.general.map((each) => h("p", { class: `interview-finding ${each.severity}` }, `${MARK[each.severity]} ${each.text} ${each.fix}`));
    rows.replaceChildren(
      ...(shown.rows.length ? shown.rows.map(drawRow) : [h("p", { class: "interview-brief" }, "Empty so far: each fact that you learn adds its rows. Open a row to change it.")]),
      shown.rows.length && general.length ? h("details", { open: open.has("//"), ontoggle: (event) => (event.target.open ? open.add("//") : open.delete("//")) },
        h("summary", {}, `The sheet as a whole: ${general.length} ${general.length === 1 ? "remark" : "remarks"}`), ...general) : "");
    rows.scrollTop = shown.rows.length > (drawSheet.before ?? 0) ? rows.scrollHeight : top;
    drawSheet.before = shown.rows.length;
    if (focused) [...rows.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
  }

  function show() {
    for (const [name, tab] of Object.entries(tabs)) tab.setAttribute("aria-pressed", String(name === view));
    rows.hidden = add.hidden = view !== "sheet";
    report.hidden = view !== "report";
    code.hidden = view !== "code";
  }

  function draw() {
    const shown = model.get("shown");
    el.querySelector(".interview-title").textContent = shown.title;
    time.textContent = `${clock(shown.left)} of ${clock(shown.minutes)} left`;
    drawer.replaceChildren(`Learned ${shown.facts[0]} of ${shown.facts[1]} facts. `,
      shown.untouched.length ? "Not touched yet: " : "Every part was touched.",
      ...shown.untouched.map((each) => h("span", { class: "interview-stage" }, each)));
    drawTurns(shown.turns);
    drawSheet(shown);
    undo.disabled = !shown.can_undo;
    status.textContent = shown.status || shown.over;
    if (reportText.dataset.html !== shown.report) reportText.innerHTML = reportText.dataset.html = shown.report;
    replays.replaceChildren("Take a part again: ", ...shown.stages.map((each) => h("button", {
      type: "button", onclick: () => { view = "sheet"; say("replay", each); show(); field.focus(); },
    }, each)));
    code.value = shown.code;
    show();
  }

  model.on("change:shown", draw);
  draw();
}

export default { render };
