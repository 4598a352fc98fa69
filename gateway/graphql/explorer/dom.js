"use strict";
/* Elements and icons. What comes from a server only ever goes in as text: nothing here reads markup. */
const dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
    node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  function assign(node, name, value) {
    if (value === undefined || value === null || value === false) return;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#icon-${name}`);
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    return svg;
  }

  /* Prose with `code` in it; everything else as it stands. */
  function prose(text, className = "prose") {
    const pieces = text.trim().split(/`([^`\n]+)`/);
    return h("p", { class: className }, pieces.map((piece, at) => (at % 2 ? h("code", {}, piece) : piece)));
  }

  const deprecation = (member) => member.deprecated && prose(`Deprecated: ${member.deprecated}`, "warning");

  function fill(node, ...children) {
    node.replaceChildren(...children.flat(2).filter(Boolean));
    return node;
  }

  async function copy(text, button) {
    const copied = await toClipboard(text);
    const label = button.querySelector(".label") ?? button;
    const before = label.dataset.label ?? (label.dataset.label = label.textContent);
    label.textContent = copied ? "Copied" : "Press Ctrl-C";
    say(copied ? "Copied" : "Could not copy");
    setTimeout(() => (label.textContent = before), 1600);
  }

  /* The clipboard API needs a secure origin; plain http on a test machine has none. */
  async function toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyThroughSelection(text);
    }
  }

  function copyThroughSelection(text) {
    const focused = document.activeElement;
    const area = h("textarea", { class: "away", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return done;
  }

  /* For those who listen: one polite line. */
  function say(text) {
    byId("say").textContent = text;
  }

  function later(milliseconds, work) {
    let timer = 0;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(() => work(...values), milliseconds);
    };
  }

  const byId = (id) => document.getElementById(id);

  return { h, icon, prose, deprecation, fill, copy, say, later, byId };
})();
