"use strict";
/* Prettify: two spaces per level, arguments on one line while they fit. Works on tokens, so that comments stay. */
const format = (() => {
  const WIDTH = 80;
  const CLOSING = { "{": "}", "(": ")", "[": "]" };

  /* A document that cannot be read is left as it is. */
  function document(text) {
    const tree = parser.parse(text);
    if (tree.problems.length) return null;
    const tokens = tree.tokens.filter((token) => token.kind !== "space");
    return blocks(group(tokens.map((token) => ({ ...token, apart: blankBefore(text, token) }))), 0).trim() + "\n";
  }

  const blankBefore = (text, token) => /\n[ \t]*\n[ \t]*$/.test(text.slice(Math.max(0, token.start - 80), token.start));

  /* Brackets become groups: { open, inner, close }. */
  function group(tokens) {
    const stack = [{ inner: [] }];
    for (const token of tokens) {
      const top = stack.at(-1);
      if (CLOSING[token.text] && token.kind === "mark") stack.push({ open: token.text, inner: [], apart: token.apart });
      else if (token.kind === "mark" && token.text === CLOSING[top.open]) stack.at(-2).inner.push(stack.pop());
      else top.inner.push(token);
    }
    return stack[0].inner;
  }

  /* Definitions and selections: statements, each on a line of its own. */
  function blocks(nodes, level) {
    const lines = statements(nodes).map((statement, at) => {
      const first = statement[0];
      const gap = at > 0 && (level === 0 ? needsGap(statements(nodes)[at - 1]) || first.apart : first.apart);
      return (gap ? "\n" : "") + "  ".repeat(level) + line(statement, level);
    });
    return lines.join("\n");
  }

  const needsGap = (statement) => statement[0].kind !== "comment";

  /* A statement begins at a name, at dots, at a comment, or at the braces of a nameless query. */
  function statements(nodes) {
    const found = [];
    nodes.forEach((node, at) => {
      if (!found.length || begins(node, nodes[at - 1], found.at(-1))) found.push([node]);
      else found.at(-1).push(node);
    });
    return found;
  }

  function begins(node, before, statement) {
    if (node.kind === "comment" || before.kind === "comment" || before.open === "{") return true;
    if (node.text === "...") return true;
    if (node.kind !== "name") return false;
    if ([":", "@", "$"].includes(before.text)) return false;
    const words = statement.map((one) => one.text);
    if (["query", "mutation", "subscription", "fragment"].includes(words[0]) && topLevel(statement)) return false;
    return !(before.text === "..." || (before.text === "on" && words[0] === "..."));
  }

  /* Within a selection the word “query” is a field like any other: only definitions carry braces later on. */
  const topLevel = (statement) => statement[0].role === "keyword";

  function line(statement, level) {
    let out = "";
    statement.forEach((node, at) => {
      const before = statement[at - 1];
      if (node.open === "{") out += `${out ? " " : ""}{\n${blocks(node.inner, level + 1)}\n${"  ".repeat(level)}}`;
      else if (node.open) out += list(node, level, out.length);
      else out += (spaced(before, node) ? " " : "") + node.text;
    });
    return out;
  }

  function spaced(before, node) {
    if (!before || before.open === "{") return false;
    if (node.text === ":" || node.text === "!" || before.text === "@" || before.text === "$") return false;
    return !(before.text === "..." && node.text !== "on" && node.text !== "@");
  }

  /* Arguments, definitions of variables and values: flat when it fits, else one to a line. */
  function list(node, level, before) {
    const flat = inline(node);
    if (flat !== null && level * 2 + before + flat.length <= WIDTH) return flat;
    const pad = "  ".repeat(level + 1);
    const lines = entries(node.inner).map((entry) => pad + broken(entry, level + 1));
    return `${node.open}\n${lines.join("\n")}\n${"  ".repeat(level)}${CLOSING[node.open]}`;
  }

  function broken(entry, level) {
    let out = "";
    entry.forEach((node, at) => {
      if (node.open) out += (joins(entry[at - 1], node) ? "" : " ") + list(node, level, out.length);
      else out += (at && !joins(entry[at - 1], node) ? " " : "") + node.text;
    });
    return out;
  }

  function inline(node) {
    const parts = entries(node.inner).map((entry) => flatEntry(entry));
    if (parts.some((part) => part === null)) return null;
    return `${node.open}${parts.join(", ")}${CLOSING[node.open]}`;
  }

  function flatEntry(entry) {
    let out = "";
    for (const [at, node] of entry.entries()) {
      const text = node.open ? inline(node) : node.text;
      if (text === null || node.kind === "comment" || text.includes("\n")) return null;
      out += (at && !joins(entry[at - 1], node) ? " " : "") + text;
    }
    return out;
  }

  const joins = (before, node) => !before || node.open === "(" || [":", "!"].includes(node.text) || ["$", "@"].includes(before.text);

  /* In parentheses, brackets and objects: `name: value`, `$name: Type = value @directive`, or a value alone. */
  function entries(nodes) {
    const found = [];
    nodes.forEach((node, at) => {
      if (!found.length || entryBegins(node, nodes[at - 1])) found.push([node]);
      else found.at(-1).push(node);
    });
    return found;
  }

  function entryBegins(node, before) {
    if (node.kind === "comment" || before.kind === "comment") return true;
    if (["$", "@", ":", "="].includes(before.text) || [":", "!", "=", "@"].includes(node.text)) return false;
    if (node.open === "(") return false;
    return true;
  }

  return { document };
})();
