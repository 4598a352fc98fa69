"use strict";
/* Tab lists (arrow keys move, as readers of screens expect) and splitters (drag, or arrow keys). */
const tabs = (() => {
  const STEP = 24;

  /* Buttons with role="tab" name their panel by aria-controls. Returns select(id). */
  function create(list, selected = () => {}) {
    const buttons = [...list.querySelectorAll("[role=tab]")];
    const select = (button, focus = false) => {
      buttons.forEach((one) => show(one, one === button));
      if (focus) button.focus();
      selected(button.id);
    };
    buttons.forEach((button) => button.addEventListener("click", () => select(button)));
    list.addEventListener("keydown", (event) => {
      const target = next(buttons, document.activeElement, event.key);
      if (target) event.preventDefault(), select(target, true);
    });
    return (id) => select(dom.byId(id));
  }

  function show(button, isSelected) {
    button.setAttribute("aria-selected", String(isSelected));
    button.tabIndex = isSelected ? 0 : -1;
    for (const id of (button.getAttribute("aria-controls") ?? "").split(" ")) panel(id, isSelected);
  }

  function panel(id, isSelected) {
    const node = dom.byId(id);
    if (!node) return;
    if (node.role === "tabpanel") node.hidden = !isSelected;
    else node.classList.toggle("current", isSelected);
  }

  function next(buttons, current, key) {
    const at = buttons.indexOf(current);
    const places = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
    return at < 0 || !(key in places) ? null : buttons[(places[key] + buttons.length) % buttons.length];
  }

  /* A separator that sizes one pane: `property` is set on the root, `sign` says which way grows it. */
  function splitter(handle, pane, { property, sign, vertical = false, least = 120 }) {
    const size = () => (vertical ? pane.offsetHeight : pane.offsetWidth);
    const set = (pixels) => {
      const most = (vertical ? window.innerHeight : window.innerWidth) * 0.7;
      const now = Math.round(Math.max(least, Math.min(most, pixels)));
      document.documentElement.style.setProperty(property, `${now}px`);
      store.documents.set(property, now);
      tell(now);
    };
    const tell = (pixels) => handle.setAttribute("aria-valuenow", String(pixels));
    const remembered = store.documents.get(property);
    if (remembered) set(remembered);
    else tell(size());
    handle.addEventListener("pointerdown", (event) => drag(event, handle, vertical, size(), sign, set));
    handle.addEventListener("keydown", (event) => {
      const steps = vertical ? { ArrowUp: -1, ArrowDown: 1 } : { ArrowLeft: -1, ArrowRight: 1 };
      if (event.key in steps) event.preventDefault(), set(size() + steps[event.key] * sign * STEP);
    });
  }

  function drag(event, handle, vertical, began, sign, set) {
    const at = (one) => (vertical ? one.clientY : one.clientX);
    const from = at(event);
    const move = (one) => set(began + (at(one) - from) * sign);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  }

  return { create, splitter };
})();
