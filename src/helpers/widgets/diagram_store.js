// The drawing that all views of one model on this page share: its graph, undo and redo, questions to the kernel.

let SAVE_AFTER = 120; // milliseconds without an edit
const MOST_STEPS = 200; // of undo
const PATIENCE = 8000; // milliseconds until the kernel is said not to answer

const idOf = (part) => part.name ?? `${part.source}>${part.target}:${part.style ?? "sync"}`;
const placeOf = ({ at }) => (Array.isArray(at) && at.length === 2 && at.every(Number.isFinite) ? at : [0, 0]);

/** What of a graph can be drawn, whoever sent it: named boxes, and connections between them. */
function drawable(graph) {
  const sound = (list, fits) => {
    const found = new Map();
    for (const each of Array.isArray(list) ? list : []) if (each && fits(each) && !found.has(idOf(each))) found.set(idOf(each), each);
    return found;
  };
  const boxes = sound(graph?.components, ({ name }) => typeof name === "string");
  const joins = ({ name, source, target }) => !name && source !== target && boxes.has(source) && boxes.has(target);
  return { ...graph, components: [...boxes.values()], connections: [...sound(graph?.connections, joins).values()] };
}

/** What was drawn here since `base`, put onto what the kernel has made of `base` meanwhile. */
function rebased(base, mine, theirs) {
  const made = { ...theirs, name: mine.name === base.name ? theirs.name : mine.name };
  for (const list of ["components", "connections"]) {
    const [was, here, there] = [base, mine, theirs].map((graph) => new Map(graph[list].map((each) => [idOf(each), each])));
    for (const [id, own] of here) if (JSON.stringify(own) !== JSON.stringify(was.get(id))) there.set(id, own);
    for (const id of was.keys()) here.has(id) || there.delete(id);
    made[list] = [...there.values()];
  }
  return made;
}

function makeStore(model) {
  const past = [], future = [], waiting = new Map(); // steps to undo and to redo, questions without an answer
  let timer = 0, saving = false, lastMerge = "", lastTime = 0, sent = 0, agreed; // edits that the kernel has not heard yet; the graph that both had last
  const store = { views: new Set(), past, future };
  const redraw = () => store.views.forEach((draw) => draw());
  const take = (graph) => {
    store.graph = drawable(graph);
    store.parts = new Map([...store.graph.components, ...store.graph.connections].map((each) => [idOf(each), each]));
    redraw();
  };
  const save = () => {
    timer = 0;
    agreed = store.graph;
    saving = true;
    model.set("graph", store.graph);
    saving = false;
    model.save_changes();
    sent += 1;
    store.ask({ ask: "fence" }).then(() => { sent -= 1; });
  };
  // The model learns of an edit when it is sent, not before: the echo of an earlier one would undo it there.
  const put = (graph) => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
    take(JSON.parse(JSON.stringify(graph))); // as it will come back
  };
  const remember = () => {
    past.splice(0, past.length - MOST_STEPS + 1);
    past.push(store.graph);
    future.length = 0;
  };
  const step = (from, to) => from.length > 0 && (to.push(store.graph), (lastMerge = ""), put(from.pop()), true);
  store.undo = () => step(past, future);
  store.redo = () => step(future, past);

  /** Make an edit; edits with the same `merge` in quick succession are undone at once. */
  store.edit = (change, merge = "") => {
    const now = performance.now();
    if (!merge || merge !== lastMerge || now - lastTime > 1000) remember();
    [lastMerge, lastTime] = [merge, now];
    put({ ...store.graph, ...change });
  };
  /** Change fields of the parts with these ids (of the whole design for none); a new name is carried along the arrows. */
  store.change = (ids, fields) => {
    if (!ids.length) return store.edit(fields);
    const renamed = (name) => (fields.name && ids[0] === name ? fields.name : name);
    const changed = (each) => (ids.includes(idOf(each)) ? { ...each, ...fields } : each);
    return store.edit({
      components: store.graph.components.map(changed),
      connections: store.graph.connections.map((each) => {
        const next = changed(each);
        return { ...next, source: renamed(next.source), target: renamed(next.target) };
      }),
    });
  };
  store.move = (places, merge) => store.edit({
    components: store.graph.components.map((each) => ({ ...each, at: places.get(each.name) ?? each.at })),
  }, merge);

  /** Ask the kernel: resolves to its answer, or to what is wrong as `refused`. */
  store.ask = (content) => new Promise((resolve) => {
    const token = String(Math.random());
    waiting.set(token, resolve);
    model.send({ ...content, graph: store.graph, token });
    setTimeout(resolve, PATIENCE, { refused: "The kernel does not answer. Is it busy? Else run the cells again." });
  });
  model.on("msg:custom", (content) => waiting.get(content?.token)?.(content));
  model.on("change:graph", () => {
    if (saving || sent > 1) return; // of what was drawn before the last: the answer to the last comes, too
    const theirs = drawable(model.get("graph")), before = agreed;
    remember();
    agreed = theirs;
    if (timer) put(rebased(before, store.graph, theirs));
    else take(theirs);
  });
  for (const name of ["reading", "overlay"]) model.on(`change:${name}`, redraw);
  take(model.get("graph"));
  agreed = store.graph;
  return store;
}
