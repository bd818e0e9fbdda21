// Watches over the closest container of class `course-widget`: keys typed in it stay in it, its sliders get names.

const SUPPRESS = "data-lm-suppress-shortcuts"; // JupyterLab looks for no shortcut when the key's target carries this

/** A key that belongs to the widget; with Ctrl, Alt or Meta, or Escape, it belongs to JupyterLab and the browser. */
const isOurs = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape");

/** The container, once the page has it. */
async function containerOf(el, signal) {
  while (!signal.aborted) {
    const root = el.closest(".course-widget");
    if (root) return root;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return null;
}

function setIfOther(element, name, value) {
  if (value && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Name every slider handle after its label or tooltip, and let it say its value as the readout shows it. */
function nameSliders(root, labels) {
  for (const slider of root.querySelectorAll(".jupyter-widgets")) {
    const handles = slider.querySelectorAll(":scope > * .noUi-handle");
    if (!handles.length || slider.querySelector(".jupyter-widgets")) continue;
    const described = slider.querySelector(".widget-label")?.textContent.trim();
    const tip = slider.title || slider.querySelector("[title]")?.title.trim();
    const name = labels[described] ?? (described || tip);
    const readout = slider.querySelector(".widget-readout");
    const spoken = slider.parentElement?.querySelector(":scope > .course-spoken") ?? readout;
    handles.forEach((handle, index) => {
      const end = handles.length > 1 ? [", from", ", to"][index] : "";
      setIfOther(handle, "aria-label", name && name + end);
      if (handles.length === 1) setIfOther(handle, "aria-valuetext", spoken?.textContent.trim());
    });
    if (readout?.isContentEditable) {
      setIfOther(readout, "role", "textbox");
      setIfOther(readout, "aria-label", name && `${name}, as a number`);
    }
  }
}

/** A tooltip that says "null" or nothing is none; a field without a label is named after its tooltip. */
function tidyTitles(root) {
  for (const each of root.querySelectorAll('[title="null"], [title="undefined"], [title=""]')) each.removeAttribute("title");
  for (const field of root.querySelectorAll(".widget-text input, .widget-dropdown select, textarea")) {
    const box = field.closest(".jupyter-widgets");
    const label = box?.querySelector(".widget-label")?.textContent.trim();
    setIfOther(field, "aria-label", label || field.title || box?.title || field.placeholder);
  }
}

async function render({ model, el, signal }) {
  const root = await containerOf(el, signal);
  if (!root) return;

  // Before anyone else sees the key: window comes first on the way down.
  const mark = (event) => {
    if (event.target instanceof Element && root.contains(event.target)) {
      event.target.toggleAttribute(SUPPRESS, isOurs(event));
    }
  };
  // After the slider, button or field has handled it: the container comes late on the way up, JupyterLab later still.
  const keep = (event) => {
    if (isOurs(event)) event.stopPropagation();
  };
  window.addEventListener("keydown", mark, { capture: true, signal });
  root.addEventListener("keydown", keep, { signal });
  root.addEventListener("focusin", (event) => event.target.setAttribute(SUPPRESS, ""), { signal });
  root.addEventListener("focusout", (event) => event.target.removeAttribute(SUPPRESS), { signal });

  const name = () => {
    nameSliders(root, model.get("labels"));
    tidyTitles(root);
  };
  const watcher = new MutationObserver(name);
  watcher.observe(root, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["title", "aria-valuetext", "contenteditable"],
  });
  signal.addEventListener("abort", () => watcher.disconnect());
  model.on("change:labels", name);
  root.dataset.keyGuard = "on";
  name();
}

export default { render };
