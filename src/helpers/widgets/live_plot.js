// Draws a plotly figure whose arrays arrive as bytes. plotly.js is loaded once a page and shared by every picture on it.

const FIRST_WAIT = 5000; // milliseconds until the next picture asks, should the first one's kernel not answer
const LONGEST_WAIT = 60000;
const CONFIG = { displaylogo: false, modeBarButtons: [["toImage"]], responsive: false, plotlyServerURL: "" };
const TYPES = { float32: Float32Array, float64: Float64Array };

// ---- One plotly.js a page -------------------------------------------------------------------------------------------

/** What the pictures on this page share about one version of plotly.js. */
function sharedLibrary(version) {
  const shelf = (window.systemDesignCoursePlotly ??= {});
  if (!shelf[version]) {
    const shared = (shelf[version] = { askedAt: -Infinity, wait: FIRST_WAIT, requests: 0, loading: null });
    shared.ready = new Promise((resolve, reject) => Object.assign(shared, { resolve, reject }));
    shared.ready.catch(() => {}); // each picture says so itself
  }
  return shelf[version];
}

/** plotly.js, from this page if it has it, or else from the first kernel that answers. */
async function loadPlotly(model, signal, tell) {
  const version = model.get("_version");
  const shared = sharedLibrary(version);
  model.on("msg:custom", (content, buffers) => {
    if (content?.plotly !== version || shared.loading) return;
    shared.loading = runLibrary(buffers[0], version).then(shared.resolve, shared.reject);
  });
  let finished = false;
  const done = shared.ready.finally(() => (finished = true));
  for (let turn = 0; !finished && !signal.aborted; turn++) {
    if (turn > 0 && !shared.loading) tell("This picture waits for the kernel. If nothing runs, run the notebook's cells again.");
    if (!shared.loading && performance.now() - shared.askedAt >= shared.wait) {
      if (shared.requests > 0) shared.wait = Math.min(LONGEST_WAIT, shared.wait * 2);
      shared.askedAt = performance.now();
      shared.requests += 1;
      try {
        model.send({ ask: "plotly.js" });
      } catch {
        shared.askedAt = -Infinity; // this picture's kernel is gone: leave the question to the next
      }
    }
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, FIRST_WAIT))]);
  }
  return shared.ready;
}

/** Unpack and run the library; neither a module loader's `define` nor a `Plotly` of the page's own is touched. */
async function runLibrary(packed, version) {
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(unpacked).blob();
  const parts = ["(function (define, exports, module) {\n", source, "\n}).call(window);"];
  const script = document.createElement("script");
  script.src = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
  script.dataset.plotlyVersion = version;
  const before = window.Plotly;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error("the browser refused to run plotly.js"));
    document.head.append(script);
  });
  URL.revokeObjectURL(script.src);
  const plotly = window.Plotly;
  if (before) window.Plotly = before;
  return plotly;
}

// ---- From the wire to what plotly.js takes --------------------------------------------------------------------------

/** A typed array over a copy of the bytes (a view into the message may lie at an odd address), or nested rows of it. */
function unpackArray(reference, view) {
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const numbers = new TYPES[reference.type](bytes);
  const rows = (from, [size, ...inner]) => {
    if (inner.length === 0) return numbers.subarray(from, from + size);
    const step = inner.reduce((product, each) => product * each, 1);
    return Array.from({ length: size }, (_, index) => rows(from + index * step, inner));
  };
  return reference.shape ? rows(0, reference.shape) : numbers;
}

/** The frame's JSON with each reference replaced by its array. */
function unpack(value, arrays) {
  if (Array.isArray(value)) return value.map((each) => unpack(each, arrays));
  if (value === null || typeof value !== "object") return value;
  if ("buffer" in value) return unpackArray(value, arrays[value.buffer]);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpack(each, arrays)]));
}

// ---- Theme ----------------------------------------------------------------------------------------------------------

/** Colours of JupyterLab's theme, and what else a template may leave to us, as a template's layout. */
function themeColours() {
  const style = getComputedStyle(document.body);
  const colour = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const text = colour("--jp-ui-font-color1", "#212121");
  const grid = colour("--jp-border-color2", "#e0e0e0");
  const line = colour("--jp-border-color1", "#bdbdbd");
  // Looking for labels that overflow makes the browser lay out the page anew: a third of the time of a draw.
  const axis = { gridcolor: grid, zerolinecolor: line, linecolor: line, tickcolor: line, ticklabeloverflow: "allow" };
  const label = { bgcolor: colour("--jp-layout-color2", "#eeeeee"), bordercolor: line, font: { color: text } };
  const clear = "rgba(0,0,0,0)";
  return {
    paper_bgcolor: clear, plot_bgcolor: clear, font: { color: text }, xaxis: axis, yaxis: axis, hoverlabel: label,
    modebar: { bgcolor: clear, color: line, activecolor: text },
  };
}

/** `chosen` with gaps filled from `otherwise`; neither is changed. */
function fill(chosen, otherwise) {
  const filled = { ...otherwise, ...chosen };
  for (const [key, value] of Object.entries(otherwise)) {
    if (value && typeof value === "object") filled[key] = fill(chosen?.[key] ?? {}, value);
  }
  return filled;
}

/** The figure's layout, a copy for plotly.js to work on, with the theme's colours where figure and template set none. */
function dressed(frame) {
  const layout = structuredClone(frame.layout);
  const template = layout.template ?? {};
  layout.template = { ...template, layout: fill(template.layout ?? {}, themeColours()) };
  layout.uirevision ??= "kept"; // a learner's zoom and hidden traces outlive an update; another picture starts afresh
  layout.height = frame.height;
  return layout;
}

/** The title in lines that fit the width, with room above the picture for each; plotly.js would cut it off. */
function wrapTitle(layout, width) {
  const given = layout.title?.text ?? "";
  const size = layout.title?.font?.size ?? layout.template?.layout?.title?.font?.size ?? 17;
  if (!given || given.includes("<") || !width) return;
  const pen = (wrapTitle.pen ??= document.createElement("canvas").getContext("2d"));
  pen.font = `${size}px ${layout.template?.layout?.font?.family ?? "sans-serif"}`;
  const lines = [""];
  for (const word of given.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && pen.measureText(longer).width > width - 24) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  if (lines.length < 2) return;
  layout.title = { ...layout.title, text: lines.join("<br>") };
  const top = layout.margin?.t ?? layout.template?.layout?.margin?.t ?? 50;
  layout.margin = { ...layout.margin, t: top + (lines.length - 1) * size * 1.3 };
}

// ---- The widget -----------------------------------------------------------------------------------------------------

/** Resolves when the browser has painted. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

async function render({ model, el, signal }) {
  const picture = document.createElement("div");
  const sentence = document.createElement("p");
  picture.className = "live-plot";
  picture.dataset.draws = 0;
  picture.setAttribute("role", "group"); // its camera button can be focused, and nothing in an image may be
  picture.setAttribute("aria-roledescription", "picture");
  picture.style.width = "100%";
  picture.style.contain = "strict"; // what changes inside leaves the rest of the page as it lies
  sentence.setAttribute("role", "status");
  sentence.hidden = true;
  el.append(picture, sentence);
  const tell = (text) => {
    sentence.textContent = text;
    sentence.hidden = !text;
  };

  let plotly = null, frame = null, layout = null, shown, width = 0, busy = false, stale = false;

  /** Draw what the model holds now; calls during a draw end in one further draw, of the latest state. */
  async function draw() {
    stale = true;
    if (busy || !plotly || !width) return;
    busy = true;
    while (stale && width && !signal.aborted) {
      stale = false;
      if (frame !== model.get("_frame") || !layout) {
        frame = model.get("_frame");
        layout = dressed(frame);
        picture.style.height = `${frame.height}px`;
        picture.setAttribute("aria-label", frame.label);
      }
      const wide = frame.layout.width ?? width;
      if (layout.width !== wide) layout = dressed(frame);
      layout.width = wide;
      wrapTitle(layout, wide);
      if (shown !== undefined && shown !== layout.uirevision) plotly.purge(picture);
      shown = layout.uirevision;
      try {
        await plotly.react(picture, unpack(frame.data, model.get("_arrays")), layout, CONFIG);
        tell("");
      } catch (problem) {
        console.error(problem);
        tell(`This picture could not be drawn: ${problem?.message ?? problem}.`);
      }
      await painted();
      picture.dataset.draws = Number(picture.dataset.draws) + 1;
    }
    busy = false;
  }

  const size = new ResizeObserver(() => {
    if (picture.clientWidth === width) return;
    width = picture.clientWidth;
    draw();
  });
  const theme = new MutationObserver(() => {
    layout = null;
    draw();
  });
  picture.style.height = `${model.get("_frame").height}px`;
  picture.setAttribute("aria-label", model.get("_frame").label);
  size.observe(picture);
  theme.observe(document.body, { attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  model.on("change", draw);
  signal.addEventListener("abort", () => {
    size.disconnect();
    theme.disconnect();
    plotly?.purge(picture);
  });

  loadPlotly(model, signal, tell).then(
    (library) => {
      plotly = library;
      tell("");
      draw();
    },
    (problem) => tell(`This picture cannot be drawn here: ${problem?.message ?? problem}.`),
  );
}

export default { render };
