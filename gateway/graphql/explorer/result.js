"use strict";
/* The answer: its status in words, its errors with the way to them, its notes, its JSON and its headers. */
const result = (() => {
  const { h } = dom;
  const COLOUR_LIMIT = 400_000;
  const pane = dom.byId("result-json");
  const status = dom.byId("result-status");
  let goTo = () => {};
  let shown = "";

  function start(onLocation) {
    goTo = onLocation;
    const copy = dom.byId("result-copy");
    copy.addEventListener("click", () => dom.copy(shown, copy));
  }

  function waiting() {
    dom.byId("result-empty").hidden = true;
    dom.fill(status, h("span", { class: "busy" }), "Asking…");
  }

  function show(answer) {
    dom.byId("result-empty").hidden = true;
    describe(answer);
    const value = answer.value;
    dom.fill(dom.byId("result-errors"), answer.failure ? failure(answer.failure) : errorCards(value));
    dom.fill(dom.byId("result-notes"), withheld(value?.extensions?.withheld));
    headers(answer.headers ?? []);
    body(withoutRest(answer), value !== undefined);
  }

  /* The REST requests have a pane of their own, and nobody but this page asked for them. */
  function withoutRest({ text = "", value }) {
    if (!value?.extensions?.rest) return text;
    const extensions = json.parse(text).root.items.find((item) => item.name === "extensions");
    const others = Object.keys(value.extensions).length > 1;
    return others ? without(text, extensions.value.items.find((item) => item.name === "rest")) : without(text, extensions);
  }

  /* A member of an object, and the comma before or after it. */
  function without(text, member) {
    const [before, after] = [text.slice(0, member.start), text.slice(member.end)];
    const comma = /,\s*$/;
    return comma.test(before) ? before.replace(comma, "") + after : before + after.replace(/^\s*,/, "");
  }

  /* One event of a subscription: the newest stands on top. */
  function event(text, number) {
    dom.fill(status, h("span", { class: "busy" }), `Event ${number}`);
    body(number > 1 ? `${text}\n\n${shown.slice(0, COLOUR_LIMIT)}` : text, true);
  }

  function describe(answer) {
    if (answer.failure) return dom.fill(status, h("span", { class: "pill bad" }, "No answer"), facts(answer));
    const bad = !answer.ok || answer.value?.errors?.length > 0;
    const tone = !answer.ok ? "bad" : bad ? "mild" : "good";
    const count = answer.value?.errors?.length;
    const errors = count ? `, ${count} error${count > 1 ? "s" : ""}` : "";
    dom.fill(status, h("span", { class: `pill ${tone}` }, `${answer.status} ${answer.reason}`.trim() + errors), facts(answer));
  }

  function facts({ milliseconds, bytes, value }) {
    const cost = value?.extensions?.cost;
    const said = [`${Math.round(milliseconds)} ms`, bytes !== undefined && size(bytes), typeof cost === "number" && `cost ${cost}`];
    return h("span", { class: "facts" }, said.filter(Boolean).join("  ·  "));
  }

  function size(bytes) {
    if (bytes < 1000) return `${bytes} B`;
    return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  }

  const failure = (message) => h("article", { class: "error" }, h("p", { class: "message" }, message));

  /* GraphQL errors, and problem+json from what stands before the door. */
  function errorCards(value) {
    const errors = Array.isArray(value?.errors) ? value.errors : [];
    const isProblem = !errors.length && value?.title && value?.status;
    const problem = isProblem ? [{ message: value.detail ?? value.title, extensions: { code: value.code } }] : [];
    return [...errors, ...problem].slice(0, 50).map(errorCard);
  }

  function errorCard(error) {
    const { code, hint } = error.extensions ?? {};
    const places = (error.locations ?? []).map(place);
    const path = Array.isArray(error.path) && error.path.length > 0 && h("code", {}, error.path.join("."));
    return h("article", { class: "error" }, [
      h("p", { class: "message" }, String(error.message)),
      hint && h("p", {}, String(hint)),
      h("p", { class: "where" }, code && h("span", { class: "code" }, String(code)), path, places),
    ]);
  }

  function place({ line, column }) {
    const label = `Line ${line}, column ${column}`;
    return h("button", { type: "button", class: "link", onclick: () => goTo(line, column) }, label);
  }

  /* Fields that this caller may not read are null: said, so that nobody takes them for empty. */
  function withheld(paths) {
    const names = Array.isArray(paths) ? [...counted(paths)] : [];
    if (!names.length) return null;
    const nodes = names.flatMap(([name, times], at) => [at ? ", " : "", h("code", {}, name), times > 1 ? ` (${times} times)` : ""]);
    return h("div", { class: "note", role: "note" }, dom.icon("eye"), h("p", {}, "Withheld from this caller: ", nodes));
  }

  /* The same field in every row is one line: releases.nodes.0.cost and releases.nodes.1.cost are releases.nodes.cost. */
  function counted(paths) {
    const found = new Map();
    for (const path of paths) {
      const name = [path].flat().filter((step) => typeof step === "string").join(".");
      found.set(name, (found.get(name) ?? 0) + 1);
    }
    return found;
  }

  function headers(pairs) {
    const fold = dom.byId("result-headers");
    fold.hidden = !pairs.length;
    fold.querySelector("summary").textContent = `Response headers (${pairs.length})`;
    dom.fill(fold.querySelector("dl"), pairs.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }

  /* Very large answers stay readable, only without colour. */
  function body(text, isJson) {
    shown = isJson ? json.pretty(text) : text;
    dom.byId("result-copy").hidden = !text;
    if (!isJson || shown.length > COLOUR_LIMIT) return void (pane.textContent = shown);
    const coloured = json.tokens(shown).map((token) => (token.role ? h("span", { class: `t-${token.role}` }, token.text) : token.text));
    dom.fill(pane, coloured);
  }

  return { start, waiting, show, event };
})();
