"use strict";
/* The same question as REST, as the server spelled it in `extensions.rest`. */
const rest = (() => {
  const { h } = dom;
  const panel = dom.byId("rest-list");

  /* `requests`: [{ field, method, path, body? }]; `headers`: the caller's own, the token already left out. */
  function show(requests, { token, headers }) {
    if (!Array.isArray(requests) || !requests.length) return none();
    const cards = requests.filter((one) => typeof one?.path === "string").map((one) => card(one, token, headers));
    dom.fill(panel, cards);
    count(cards.length);
  }

  function none() {
    count(0);
    dom.fill(panel, h("div", { class: "empty" }, dom.icon("gate"), h("p", {}, "This operation has no twin on the REST door.")));
  }

  function count(number) {
    dom.byId("rest-count").textContent = number ? String(number) : "";
  }

  function card(request, token, headers) {
    const [path, query = ""] = split(request.path);
    const rows = [...new URLSearchParams(query)].map(([name, value]) => parameter(name, value));
    const method = String(request.method ?? "GET").toUpperCase();
    return h("article", { class: "card" }, [
      h("header", {}, h("code", { class: "quiet" }, request.field ?? ""), buttons(request, method, token, headers)),
      h("p", { class: "request" }, h("span", { class: `method ${method.toLowerCase()}` }, method), h("code", {}, decoded(path))),
      rows.length > 0 && h("dl", { class: "parameters" }, rows),
      request.body !== undefined && h("pre", {}, JSON.stringify(request.body, null, 2)),
    ]);
  }

  function split(path) {
    const at = path.indexOf("?");
    return at < 0 ? [path] : [path.slice(0, at), path.slice(at + 1)];
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function parameter(name, value) {
    return h("div", {}, h("dt", {}, name), h("dd", {}, value));
  }

  function buttons(request, method, token, headers) {
    const url = new URL(request.path, location.origin).href;
    const command = curl(url, method, request.body, token, headers);
    return h("span", { class: "actions" }, copier("Copy as curl", command), copier("Copy URL", url));
  }

  function copier(label, text) {
    const button = h("button", { type: "button", class: "soft" }, dom.icon("copy"), h("span", { class: "label" }, label));
    button.addEventListener("click", () => dom.copy(text, button));
    return button;
  }

  /* The token stays out of what one pastes into a chat: the shell fills it in. */
  function curl(url, method, body, token, headers) {
    const parts = [`curl -g ${quoted(url)}`];
    if (method !== "GET") parts.push(`-X ${method}`);
    if (token) parts.push('-H "Authorization: Bearer $TOKEN"');
    for (const [name, value] of headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
    if (body !== undefined) parts.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`);
    return parts.join(" \\\n  ");
  }

  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  return { show };
})();
