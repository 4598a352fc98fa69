"use strict";
/* The schema as pages: a front page, one per type and per field, a search, and the way back. */
const docs = (() => {
  const { h } = dom;
  const MOST = 50;
  const KINDS = {
    OBJECT: "type", INTERFACE: "interface", UNION: "union", ENUM: "enum", INPUT_OBJECT: "input", SCALAR: "scalar",
  };
  const page = dom.byId("docs-page");
  const search = dom.byId("docs-search");
  const back = dom.byId("docs-back");
  let built = null;
  let trail = [];
  let insert = () => {};

  function start(onInsert) {
    insert = onInsert;
    search.addEventListener("input", () => (search.value.trim() ? results(search.value.trim()) : render()));
    search.addEventListener("keydown", intoResults);
    back.addEventListener("click", goBack);
    page.addEventListener("keydown", walk);
  }

  /* Every place has its own entry on the trail: { type, field? }. */
  function load(next) {
    built = next;
    trail = trail.filter((place) => next.types.has(place.type));
    render();
  }

  function unavailable(message, retry) {
    built = null;
    const again = h("button", { class: "soft", type: "button", onclick: retry }, "Try again");
    dom.fill(page, h("h2", {}, "No schema"), h("p", { class: "prose" }, message), h("p", {}, again));
  }

  function open(place) {
    trail.push(place);
    search.value = "";
    render();
    page.focus();
  }

  function goBack() {
    if (search.value) search.value = "";
    else trail.pop();
    render();
    page.focus();
  }

  function render() {
    if (!built) return;
    const place = trail.at(-1);
    const type = place && built.types.get(place.type);
    const field = place?.field && type?.fields.get(place.field);
    back.disabled = !place;
    dom.fill(page, field ? fieldPage(type, field) : type ? typePage(type) : frontPage());
    page.scrollTop = 0;
  }

  function frontPage() {
    const roots = Object.values(built.roots).filter(Boolean);
    const shown = [...built.types.values()].filter((type) => !type.name.startsWith("__") && !roots.includes(type));
    const groups = Map.groupBy ? Map.groupBy(shown, (type) => type.kind) : grouped(shown);
    const titles = { OBJECT: "Types", INTERFACE: "Interfaces", UNION: "Unions", ENUM: "Enums", INPUT_OBJECT: "Inputs", SCALAR: "Scalars" };
    return [
      h("h2", {}, "Schema"),
      built.description && dom.prose(built.description),
      ...roots.map((type) => section(type.name, fieldRows(type))),
      ...Object.keys(titles).map((kind) => section(titles[kind], (groups.get(kind) ?? []).sort(byName).map(typeRow))),
    ];
  }

  function grouped(types) {
    const groups = new Map();
    for (const type of types) groups.set(type.kind, [...(groups.get(type.kind) ?? []), type]);
    return groups;
  }

  const byName = (one, other) => one.name.localeCompare(other.name);

  function section(title, rows) {
    return rows.length ? h("section", {}, h("h3", {}, title), h("ul", { class: "rows" }, rows)) : null;
  }

  function link(label, place, className = "") {
    return h("button", { type: "button", class: `link ${className}`, onclick: () => open(place) }, label);
  }

  /* "[Release!]!" with the name as a link. */
  function typeLink(reference) {
    const [before, after] = reference.text.split(reference.name);
    return h("span", { class: "signature" }, before, link(reference.name, { type: reference.name }, "t-type"), after);
  }

  function typeRow(type) {
    return h("li", {}, link(type.name, { type: type.name }, "t-type"), summary(type));
  }

  function summary(member) {
    const first = member.description.trim().split("\n")[0];
    return first && dom.prose(first, "summary");
  }

  function fieldRow(type, field) {
    const args = field.args.size ? h("span", { class: "quiet" }, `(${[...field.args.keys()].join(", ")})`) : null;
    const name = link(field.name, { type: type.name, field: field.name }, "t-field");
    const head = h("div", { class: "head" }, h("span", {}, name, args), typeLink(field.type));
    return h("li", { class: field.deprecated && "old" }, head, dom.deprecation(field), summary(field));
  }

  const fieldRows = (type) => [...type.fields.values()].map((field) => fieldRow(type, field));

  function typePage(type) {
    const related = [...type.interfaces, ...type.possible];
    return [
      h("p", { class: "kind" }, KINDS[type.kind]),
      h("h2", {}, type.name),
      type.description && dom.prose(type.description),
      type.link && h("p", { class: "quiet" }, `Specified by ${type.link}`),
      related.length > 0 && h("p", { class: "chips" }, type.possible.length ? "Can be " : "Is a ", related.map(chip)),
      section("Fields", fieldRows(type)),
      section("Fields", [...type.inputs.values()].map(inputRow)),
      section("Values", [...type.values.values()].map(valueRow)),
      section("Used by", users(type)),
    ];
  }

  const chip = (name) => link(name, { type: name }, "t-type chip");

  function inputRow(input) {
    const initial = input.initial !== null && h("span", { class: "quiet" }, ` = ${input.initial}`);
    const head = h("div", { class: "head" }, h("span", { class: "t-argument" }, input.name), h("span", {}, typeLink(input.type), initial));
    return h("li", { class: input.deprecated && "old" }, head, dom.deprecation(input), input.description && dom.prose(input.description, "summary"));
  }

  function valueRow(value) {
    return h("li", { class: value.deprecated && "old" }, h("span", { class: "t-enum" }, value.name), dom.deprecation(value), summary(value));
  }

  /* Where one meets this type: the fields that give it. */
  function users(type) {
    const found = [];
    for (const owner of built.types.values()) {
      if (owner.name.startsWith("__")) continue;
      const giving = [...owner.fields.values()].filter((field) => field.type.name === type.name);
      found.push(...giving.map((field) => ({ type: owner.name, field: field.name })));
    }
    return found.slice(0, MOST).map((place) => h("li", {}, link(`${place.type}.${place.field}`, place)));
  }

  function fieldPage(type, field) {
    return [
      h("p", { class: "kind" }, "field of ", link(type.name, { type: type.name }, "t-type")),
      h("h2", {}, field.name),
      h("p", {}, typeLink(field.type)),
      dom.deprecation(field),
      field.description && dom.prose(field.description),
      tryIt(type, field),
      section("Arguments", [...field.args.values()].map(inputRow)),
      section(`Fields of ${field.type.name}`, fieldRows(built.types.get(field.type.name))),
    ];
  }

  function tryIt(type, field) {
    const [operation] = Object.entries(built.roots).find(([, root]) => root === type) ?? [];
    if (!operation) return null;
    const write = () => insert(samples.forField(built, operation, field));
    return h("p", {}, h("button", { type: "button", class: "soft", onclick: write }, "Write this query"));
  }

  /* Types and fields whose names hold the words; beginnings first. */
  function results(text) {
    if (!built) return;
    const found = candidates().map((one) => [points(one, text.toLowerCase()), one]).filter(([rank]) => rank < 9);
    found.sort((one, other) => one[0] - other[0]);
    const rows = found.slice(0, MOST).map(([, one]) => h("li", {}, link(one.label, one.place), summary(one.member)));
    back.disabled = false;
    dom.fill(page, rows.length ? section(`${found.length} found`, rows) : h("p", { class: "quiet" }, `Nothing is called “${text}”.`));
    dom.say(`${found.length} found`);
  }

  function candidates() {
    const types = [...built.types.values()].filter((type) => !type.name.startsWith("__"));
    const own = types.map((type) => ({ label: type.name, word: type.name, place: { type: type.name }, member: type }));
    const inside = types.flatMap((type) => members(type).map((member) => within(type, member)));
    return [...own, ...inside];
  }

  const members = (type) => [...type.fields.values(), ...type.inputs.values(), ...type.values.values()];

  function within(type, member) {
    const place = type.fields.has(member.name) ? { type: type.name, field: member.name } : { type: type.name };
    return { label: `${type.name}.${member.name}`, word: member.name, place, member };
  }

  function points({ label, word, member }, text) {
    const name = word.toLowerCase();
    if (name === text) return 0;
    if (name.startsWith(text)) return 1;
    if (name.includes(text) || label.toLowerCase().includes(text)) return 2;
    return member.description.toLowerCase().includes(text) ? 3 : 9;
  }

  function intoResults(event) {
    if (event.key === "Escape") goBack();
    if (event.key === "ArrowDown") event.preventDefault(), page.querySelector("button")?.focus();
    if (event.key === "Enter") page.querySelector(".rows button")?.click();
  }

  function walk(event) {
    const buttons = [...page.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || at < 0) return;
    event.preventDefault();
    if (at + step < 0) search.focus();
    else buttons[Math.min(at + step, buttons.length - 1)].focus();
  }

  return { start, load, open, unavailable };
})();
