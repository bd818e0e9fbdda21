// The practice interview: a clock that counts in the page, the stages, the conversation, the whiteboard, the report.

function render({ model, el }) {
  const say = (verb, ...given) => model.send({ verb, given });
  let drawn = [];
  let view = "board";
  let received = performance.now();
  let ticked = false;

  const time = h("span", { class: "interview-clock", role: "timer", "aria-live": "off", "aria-label": "Minutes left" });
  const split = h("div", { class: "mock-split" });
  const stages = h("ol", { class: "mock-stages", "aria-label": "Stages of the interview" });
  const heard = h("div", { class: "interview-drawer", role: "status" });
  const log = h("div", {
    class: "interview-log tex2jax_ignore mathjax_ignore", role: "log", "aria-live": "polite", tabIndex: 0, "aria-label": "Conversation",
  });
  const field = h("input", { class: "interview-question", type: "text", maxLength: 600, "aria-label": "Your question", placeholder: "Your question, then Enter" });
  const form = h("form", {
    class: "interview-form",
    onsubmit: (event) => {
      event.preventDefault();
      if (!field.value.trim()) return;
      say("ask", field.value);
      field.value = "";
      field.focus();
    },
  }, field, h("button", { type: "submit" }, "Ask"));
  const button = (label, title, verb, ...given) => h("button", { type: "button", title, onclick: () => say(verb, ...given) }, label);
  const run = h("button", { type: "button", onclick: () => say({ waiting: "begin", running: "pause", paused: "resume" }[model.get("shown").state] ?? "tick") });
  const next = button("Next stage", "Go on to the next stage", "move", "");
  const put = button("Put up my drawing", "Take the drawing that you have saved, and put it on the whiteboard", "draw");
  const more = button("Follow-up", "Let the interviewer change a number", "follow_up");
  const stand = button("Let it stand", "Answer the follow-up without another drawing", "let_stand");
  const end = h("button", { type: "button", title: "Stop the clock for good; the design is tried", onclick: () => { view = "report"; status.textContent = "The design is tried under every failure of the case ..."; say("finish"); } }, "Finish");
  const undo = button("Undo", "Take the last thing back; the time stays gone", "undo");
  const restart = button("Start again", "Begin a new interview", "restart");
  const follow = h("div", { class: "mock-follow-up", role: "status" });
  const status = h("div", { class: "interview-status", role: "alert" });
  const tabs = Object.fromEntries([["board", "Whiteboard"], ["sheet", "Sheet"], ["report", "Report"]].map(([name, label]) => [name, h("button", {
    type: "button", class: "interview-tab", "aria-pressed": "false", onclick: () => { view = name; if (name === "report") { status.textContent = "The design is tried ..."; say("report"); } show(); },
  }, label)]));
  const panel = (label) => h("div", { class: "mock-panel tex2jax_ignore mathjax_ignore", tabIndex: 0, role: "region", "aria-label": label });
  const panels = { board: panel("Whiteboard"), sheet: panel("Sheet of requirements"), report: panel("Report") };
  const best = h("div", { class: "mock-split" });

  el.classList.add("interview", "mock");
  el.replaceChildren(
    h("div", { class: "interview-left" },
      h("div", { class: "interview-head" }, h("b", { class: "interview-title" }), time), stages, heard, log, form,
      h("div", { class: "interview-buttons" }, run, next, put, more, stand, end), follow,
      h("div", { class: "interview-buttons" }, undo, restart), status),
    h("div", { class: "interview-right" }, h("div", { class: "interview-buttons" }, ...Object.values(tabs)), ...Object.values(panels), best, split));

  function drawTurns(shown) {
    const turns = shown.turns;
    const same = drawn.every((key, place) => key === JSON.stringify(turns[place]));
    if (!same || turns.length < drawn.length || !drawn.length) {
      log.replaceChildren(h("p", { class: "interview-brief" }, shown.brief));
      drawn = [];
    }
    for (const turn of turns.slice(drawn.length)) {
      log.append(h("p", { class: "interview-you" }, h("b", {}, "You: "), turn.you || "(nothing)"),
        h("p", { class: "interview-said" }, h("b", {}, "Interviewer: "), turn.said));
      if (turn.coaching) log.append(h("p", { class: "interview-coach" }, `▲ ${turn.coaching}`));
      drawn.push(JSON.stringify(turn));
    }
    log.scrollTop = log.scrollHeight;
  }

  const gone = () => (model.get("shown").running ? (performance.now() - received) / 60000 : 0);

  /** Once a second: only figures change, so that nothing is read aloud and no focus is lost. */
  function tick() {
    const shown = model.get("shown");
    const left = shown.left - gone();
    time.textContent = `${clock(left)} of ${clock(shown.minutes)} left`;
    time.classList.toggle("mock-late", left < 0);
    shown.stages.forEach((stage, place) => {
      const item = stages.children[place];
      if (!item) return;
      const now = stage.name === shown.stage;
      const spent = stage.spent + (now ? gone() : 0);
      item.querySelector("small").textContent = `${clock(spent)} of ${clock(stage.minutes)}`;
      item.classList.toggle("over", spent > stage.minutes + 1 / 60);
      const last = place === shown.stages.length - 1;
      if (now && shown.forced && shown.running && !last && spent >= stage.minutes && !ticked) {
        ticked = true;
        say("tick");
      }
    });
  }

  function drawStages(shown) {
    const focused = stages.contains(document.activeElement) ? document.activeElement.dataset.stage : null;
    stages.replaceChildren(...shown.stages.map((stage) => {
      const made = h("button", { type: "button", disabled: !shown.running, onclick: () => say("move", stage.name) }, stage.label, h("small"));
      made.dataset.stage = stage.name;
      if (stage.name === shown.stage) made.setAttribute("aria-current", "step");
      return h("li", {}, made);
    }));
    if (focused) [...stages.querySelectorAll("button")].find((each) => each.dataset.stage === focused)?.focus();
  }

  function put_html(where, html) {
    if (where.dataset.html !== html) where.innerHTML = where.dataset.html = html;
  }

  function show() {
    for (const [name, tab] of Object.entries(tabs)) {
      tab.setAttribute("aria-pressed", String(name === view));
      panels[name].hidden = name !== view;
    }
  }

  function draw() {
    const shown = model.get("shown");
    received = performance.now();
    ticked = false;
    el.querySelector(".interview-title").textContent = shown.title;
    split.textContent = `Minutes as in ${shown.split}`;
    const label = shown.stages.find((stage) => stage.name === shown.stage)?.label;
    const said = { waiting: "Press Begin when you are ready. ", paused: "Paused. ", finished: "Finished. ", running: label ? `Stage: ${label}. ` : "" }[shown.state];
    const text = `${said}Learned ${shown.facts[0]} of ${shown.facts[1]} facts.`;
    if (heard.textContent !== text) heard.textContent = text;
    drawTurns(shown);
    drawStages(shown);
    run.textContent = { waiting: "Begin", running: "Pause", paused: "Resume", finished: "Over" }[shown.state];
    run.disabled = shown.state === "finished";
    field.disabled = next.disabled = put.disabled = !shown.running;
    form.querySelector("button").disabled = !shown.running;
    more.disabled = !shown.running || !shown.follow_ups_left || Boolean(shown.follow_up);
    more.textContent = `Follow-up (${shown.follow_ups_left} left)`;
    stand.disabled = !shown.running || !shown.follow_up;
    end.disabled = !["running", "paused"].includes(shown.state);
    undo.disabled = !shown.can_undo;
    if (follow.textContent !== shown.follow_up) follow.textContent = shown.follow_up;
    follow.hidden = !shown.follow_up;
    status.textContent = shown.status;
    best.textContent = shown.best;
    put_html(panels.board, shown.effect + shown.whiteboard);
    put_html(panels.sheet, shown.sheet);
    put_html(panels.report, shown.report || "<p>The report comes when you finish; until then it says how it went so far.</p>");
    tick();
    show();
  }

  model.on("change:shown", draw);
  draw();
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
}

export default { render };
