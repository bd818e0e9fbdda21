// A JupyterLab plugin without a build. A notebook keeps its outputs but not its live widgets: where JupyterLab would
// say "Error displaying widget: model not found", it says in the course's words what to do, with a button that does it.
(function () {
  const MISSING = /^(Error displaying widget|Error creating widget|Loading widget\.\.\.$)/;
  const PATIENCE = 4000; // milliseconds that a widget may take to load
  const WORDS = "A live picture stood here. Pictures live as long as their kernel: run the cells again to bring it back.";
  const STYLE = `
    .jp-RenderedHTMLCommon > :is(p, ul, ol, blockquote, h1, h2, h3, h4, h5, h6) { max-width: 90ch; }
    .jp-RenderedHTMLCommon > details:not(:last-child) { margin-bottom: 1em; }
    .course-again { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 4px 10px;
      border-left: 3px solid var(--jp-brand-color1); color: var(--jp-content-font-color1); }
    .course-again button { padding: 2px 8px; border: 1px solid var(--jp-border-color1); border-radius: 3px;
      background: var(--jp-layout-color2); color: inherit; font: inherit; cursor: pointer; }`;

  function activate(app) {
    document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    const waiting = new WeakMap();
    function look() {
      for (const each of document.querySelectorAll(".jp-OutputArea-output")) {
        if (each.childElementCount || !MISSING.test(each.textContent)) continue;
        const loading = each.textContent.startsWith("Loading");
        if (loading && !waiting.has(each)) {
          waiting.set(each, performance.now());
          setTimeout(look, PATIENCE + 50);
        }
        if (loading && performance.now() - waiting.get(each) < PATIENCE) continue;
        const note = document.createElement("div");
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Run all cells" });
        button.onclick = () => app.commands.execute("notebook:run-all-cells");
        note.className = "course-again";
        note.setAttribute("role", "note");
        note.append(Object.assign(document.createElement("span"), { textContent: WORDS }), button);
        each.replaceChildren(note);
      }
    }
    let planned = false;
    new MutationObserver(() => {
      if (planned) return;
      planned = true;
      setTimeout(() => { planned = false; look(); }, 200);
    }).observe(document.body, { childList: true, subtree: true });
  }

  const plugin = { id: "system-design-course:plugin", autoStart: true, activate };
  (window._JUPYTERLAB ??= {})["system-design-course"] = {
    init: () => Promise.resolve(),
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
