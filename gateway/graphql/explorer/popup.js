"use strict";
/* The list of proposals under the cursor. The editor keeps the focus; this only shows and remembers the choice. */
const popup = (() => {
  const { h } = dom;
  const box = dom.byId("proposals");
  const list = h("ul", { role: "listbox", id: "proposal-list", "aria-label": "Proposals" });
  const about = h("div", { class: "about" });
  box.append(list, about);
  let state = null;

  /* `owner` is told the chosen item; `chosen` is the first highlighted index, or -1 for none. */
  function open(owner, items, place, chosen) {
    state = { owner, items, at: chosen };
    dom.fill(list, items.map(option));
    box.hidden = false;
    highlight(chosen);
    position(place);
    owner.area.setAttribute("aria-controls", list.id);
    if (chosen >= 0) dom.say(`${items.length} proposals, first ${items[0].label}`);
  }

  function option(item, at) {
    const text = [h("span", { class: "label" }, item.label), h("span", { class: "detail" }, item.detail ?? "")];
    const node = h("li", { role: "option", id: `proposal-${at}`, class: `${item.kind} ${item.deprecated ? "old" : ""}` }, text);
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      accept(at);
    });
    return node;
  }

  function highlight(at) {
    state.at = at;
    [...list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
    const active = list.children[at];
    active?.scrollIntoView({ block: "nearest" });
    if (active) state.owner.area.setAttribute("aria-activedescendant", active.id);
    else state.owner.area.removeAttribute("aria-activedescendant");
    describe(state.items[at]);
  }

  function describe(item) {
    const notes = [item && dom.deprecation(item), item?.doc && dom.prose(item.doc)];
    dom.fill(about, notes);
    about.hidden = !about.children.length;
  }

  function position({ left, top, bottom }) {
    const { width, height } = box.getBoundingClientRect();
    const below = bottom + 4 + height < window.innerHeight;
    box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
    box.style.top = `${below ? bottom + 4 : Math.max(8, top - height - 4)}px`;
  }

  function close() {
    if (!state) return;
    state.owner.area.removeAttribute("aria-activedescendant");
    state.owner.area.removeAttribute("aria-controls");
    state = null;
    box.hidden = true;
  }

  function accept(at) {
    const { owner, items } = state;
    close();
    owner.accept(items[at]);
  }

  /* True when the key was for the list. */
  function key(event) {
    if (!state || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) move(steps[event.key]);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" && !event.shiftKey) accept(Math.max(0, state.at));
    else if (event.key === "Enter" && state.at >= 0) accept(state.at);
    else return leave(event.key);
    event.preventDefault();
    return true;
  }

  /* The cursor goes elsewhere: what was proposed for this place is no longer meant. */
  function leave(key) {
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) close();
    return false;
  }

  function move(step) {
    const count = state.items.length;
    if (Math.abs(step) === 1) highlight((Math.max(state.at, step > 0 ? -1 : 0) + step + count) % count);
    else highlight(Math.max(0, Math.min(count - 1, state.at + step)));
  }

  return { open, close, key, isOpen: () => state !== null };
})();
