"use strict";
/* The last runs: what was asked, never what was answered and never with which token. */
const runs = (() => {
  const { h } = dom;
  const MOST = 50;
  const list = dom.byId("history-list");
  let entries = store.documents.get("history", []);
  let restore = () => {};

  function start(onRestore) {
    restore = onRestore;
    dom.byId("history-clear").addEventListener("click", clear);
    render();
  }

  function add(run) {
    const same = (one) => one.query === run.query && one.variables === run.variables && one.operation === run.operation;
    entries = [run, ...entries.filter((one) => !same(one))].slice(0, MOST);
    save();
  }

  function clear() {
    entries = [];
    save();
    dom.say("History cleared");
  }

  function save() {
    store.documents.set("history", entries);
    render();
  }

  function render() {
    dom.byId("history-clear").hidden = !entries.length;
    if (entries.length) dom.fill(list, entries.map(row));
    else dom.fill(list, h("li", { class: "quiet" }, "What you run is kept here, on this device."));
  }

  function row(run) {
    const tone = run.ok ? "good" : "bad";
    const facts = `${when(run.at)}, ${run.status || "no answer"}${run.status === 200 && !run.ok ? " with errors" : ""}, ${Math.round(run.milliseconds)} ms`;
    const button = h("button", { type: "button", class: "run", onclick: () => restore(run) }, [
      h("span", { class: `dot ${tone}` }),
      h("span", { class: "name" }, title(run)),
      h("span", { class: "summary" }, facts),
    ]);
    return h("li", {}, button);
  }

  function title(run) {
    if (run.operation) return run.operation;
    const tree = parser.parse(run.query);
    const [first] = tree.operations;
    return first?.name ?? first?.selections?.items.map((item) => item.name).filter(Boolean).join(", ") ?? "query";
  }

  function when(at) {
    const date = new Date(at);
    const today = date.toDateString() === new Date().toDateString();
    const day = today ? {} : { day: "numeric", month: "short" };
    return date.toLocaleString(undefined, { ...day, hour: "2-digit", minute: "2-digit" });
  }

  function showSamples(found) {
    const button = (one) => h("button", { type: "button", class: "run", onclick: () => restore(one) }, h("span", { class: "name" }, one.title));
    dom.fill(dom.byId("sample-list"), found.map((one) => h("li", {}, button(one))));
    dom.byId("samples").hidden = !found.length;
  }

  return { start, add, showSamples };
})();
