"use strict";
/* A textarea over highlighted text: the browser edits, undoes and selects; we colour, complete and balance. */
const editor = (() => {
  const { h } = dom;
  const PAIRS = { "{": "}", "(": ")", "[": "]", '"': '"' };
  const CLOSERS = new Set(Object.values(PAIRS));

  /* language: { tokens(text), complete(text, position) }; `changed` runs after each edit, `moved` when the cursor does. */
  function create(mount, { label, language, changed = () => {}, moved = () => {}, placeholder = "" }) {
    const area = h("textarea", {
      "aria-label": label, placeholder, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      autocorrect: "off", wrap: "off", "aria-autocomplete": "list", "aria-haspopup": "listbox",
    });
    const paint = h("code");
    const gutter = h("div", { class: "gutter", "aria-hidden": "true" });
    const self = { area, paint, gutter, language, changed, moved, problems: [], lines: 0 };
    mount.classList.add("editor");
    mount.append(gutter, h("div", { class: "page" }, h("pre", { "aria-hidden": "true" }, paint), area));
    listen(self);
    render(self);
    return api(self);
  }

  function api(self) {
    return {
      area: self.area,
      text: () => self.area.value,
      position: () => self.area.selectionStart,
      focus: () => self.area.focus(),
      set: (text) => put(self, text),
      write: (text) => rewrite(self, text),
      go: (line, column) => go(self, offsetOf(self.area.value, line, column)),
      goTo: (offset) => go(self, offset),
      mark: (problems) => mark(self, problems),
    };
  }

  function listen(self) {
    const { area } = self;
    self.accept = (item) => accept(self, item);
    area.addEventListener("input", (event) => edited(self, event));
    area.addEventListener("keydown", (event) => keydown(self, event));
    area.addEventListener("blur", () => popup.close());
    area.addEventListener("click", () => popup.close());
    document.addEventListener("selectionchange", () => {
      if (document.activeElement === area) self.moved(area.selectionStart);
    });
  }

  function put(self, text) {
    self.area.value = text;
    self.problems = [];
    render(self);
    self.changed(text);
  }

  /* Like typing it over everything: can be undone. */
  function rewrite(self, text) {
    self.area.focus();
    self.area.select();
    type(self, text);
    self.area.setSelectionRange(0, 0);
  }

  /* The browser's own command keeps its undo history; where there is none, the text is still right. */
  function type(self, text) {
    self.typing = true;
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      const { selectionStart, selectionEnd } = self.area;
      self.area.setRangeText(text, selectionStart, selectionEnd, "end");
      self.area.dispatchEvent(new InputEvent("input"));
    }
    self.typing = false;
  }

  function replace(self, from, to, before, after = "") {
    self.area.focus();
    self.area.setSelectionRange(from, to);
    type(self, before + after);
    self.area.setSelectionRange(from + before.length, from + before.length);
  }

  function accept(self, item) {
    const { from, to } = self.offer;
    replace(self, from, to, item.insert ?? item.label, item.after);
    if (item.again) propose(self, false);
  }

  function edited(self, event) {
    render(self);
    self.changed(self.area.value);
    if (self.typing) return;
    const { inputType, data } = event;
    const typed = inputType === "insertText" && /[\w$@"]$/.test(data ?? "");
    if (typed || (popup.isOpen() && inputType === "deleteContentBackward")) propose(self, false);
    else popup.close();
  }

  /* Asked for: the first proposal is chosen. While typing: only when a word is begun and not yet whole, so that Enter stays Enter. */
  function propose(self, asked) {
    const { area } = self;
    const offer = self.language.complete?.(area.value, area.selectionStart);
    if (!offer?.items.length) return popup.close();
    const { items, prefix } = offer;
    const whole = !asked && items[0].label === prefix && !items[0].again;
    const rivals = items.filter((item) => item.label.startsWith(prefix));
    if (whole && rivals.length === 1) return popup.close();
    self.offer = offer;
    popup.open(self, items, caret(self, offer.from), asked || (prefix && !whole) ? 0 : -1);
  }

  function keydown(self, event) {
    if (popup.key(event) || event.isComposing) return;
    if (event.ctrlKey && event.code === "Space") return event.preventDefault(), propose(self, true);
    if (event.metaKey || event.ctrlKey !== event.altKey) return;
    const action = { Enter: enter, Backspace: backspace }[event.key] ?? balance;
    if (action(self, event.key)) event.preventDefault();
  }

  /* A new line keeps the indent; between two brackets it becomes three. */
  function enter(self) {
    const { value, selectionStart: from, selectionEnd: to } = self.area;
    const indent = /[ \t]*/.exec(value.slice(value.lastIndexOf("\n", from - 1) + 1, from))[0];
    const opener = value.slice(0, from).trimEnd().at(-1);
    const opens = opener !== '"' && PAIRS[opener];
    const inside = opens && value[to] === PAIRS[opener];
    replace(self, from, to, `\n${indent}${opens ? "  " : ""}`, inside ? `\n${indent}` : "");
    popup.close();
    return true;
  }

  function backspace(self) {
    const { value, selectionStart: from, selectionEnd: to } = self.area;
    if (from !== to || !PAIRS[value[from - 1]] || PAIRS[value[from - 1]] !== value[from]) return false;
    replace(self, from - 1, from + 1, "");
    return true;
  }

  function balance(self, key) {
    const { value, selectionStart: from, selectionEnd: to } = self.area;
    if (CLOSERS.has(key) && from === to && value[from] === key) return stepOver(self, from + 1);
    if (key === "}" && from === to && onlyIndent(value, from)) return outdent(self, from);
    if (!PAIRS[key]) return false;
    if (from !== to) return surround(self, key, from, to);
    const next = value[from] ?? "";
    if (next && !/[\s)\]},]/.test(next)) return false;
    if (key === '"' && /[\w"]/.test(value[from - 1] ?? "")) return false;
    replace(self, from, to, key, PAIRS[key]);
    if (key !== '"' && key !== "{") propose(self, false);
    return true;
  }

  function stepOver(self, to) {
    self.area.setSelectionRange(to, to);
    popup.close();
    return true;
  }

  const onlyIndent = (value, from) => /(?:^|\n)[ \t]* {2}$/.test(value.slice(0, from));

  function outdent(self, from) {
    replace(self, from - 2, from, "}");
    return true;
  }

  function surround(self, key, from, to) {
    replace(self, from, to, key + self.area.value.slice(from, to) + PAIRS[key]);
    self.area.setSelectionRange(from + 1, to + 1);
    return true;
  }

  function mark(self, problems) {
    self.problems = problems;
    render(self);
  }

  function render(self) {
    const text = self.area.value;
    dom.fill(self.paint, coloured(self.language.tokens(text), self.problems), "\n");
    numbers(self, text);
  }

  function coloured(tokens, problems) {
    return tokens.map((token) => {
      const wrong = problems.find((problem) => touches(problem, token));
      const role = token.role ?? token.kind;
      if (!wrong && role === "space") return token.text;
      const flaw = wrong ? (wrong.mild ? " mild" : " wrong") : "";
      return h("span", { class: `t-${role}${flaw}` }, token.text);
    });
  }

  /* A problem without width, such as a missing end, shows on what stands before it. */
  function touches(problem, token) {
    if (token.kind === "space") return false;
    if (problem.end > problem.start) return problem.start < token.end && token.start < problem.end;
    return token.end === problem.start;
  }

  function numbers(self, text) {
    const count = text.split("\n").length;
    const flagged = new Map(self.problems.map((problem) => [lineOf(text, problem.start), problem]));
    const sign = `${count} ${[...flagged.keys()]}`;
    if (self.sign === sign) return;
    self.sign = sign;
    const row = (_, at) => h("div", flaws(flagged.get(at + 1)), String(at + 1));
    dom.fill(self.gutter, Array.from({ length: count }, row));
  }

  const flaws = (problem) => (problem ? { class: problem.mild ? "mild" : "wrong", title: problem.message } : {});
  const lineOf = (text, offset) => text.slice(0, offset).split("\n").length;

  function offsetOf(text, line, column) {
    const lines = text.split("\n").slice(0, line - 1);
    return lines.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  }

  function go(self, offset) {
    self.area.focus();
    self.area.setSelectionRange(offset, offset);
    const place = caret(self, offset);
    const frame = self.gutter.parentElement;
    const box = frame.getBoundingClientRect();
    if (place.top < box.top || place.bottom > box.bottom) frame.scrollTop += place.top - box.top - box.height / 2;
  }

  /* Where a character stands on the screen: asked of the coloured text, which lies exactly under the textarea. */
  function caret(self, offset) {
    const range = document.createRange();
    const walker = document.createTreeWalker(self.paint, NodeFilter.SHOW_TEXT);
    let rest = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (rest < node.length) {
        range.setStart(node, rest);
        range.setEnd(node, rest + 1);
        return range.getClientRects()[0] ?? range.getBoundingClientRect();
      }
      rest -= node.length;
    }
    return self.area.getBoundingClientRect();
  }

  return { create, lineOf };
})();
