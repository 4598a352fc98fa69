"use strict";
/* JSON text → tokens, a tolerant tree, and a pretty form that keeps every number as it was written. */
const json = (() => {
  const read = lexer.reader({
    space: /\s+/,
    string: /"(?:[^"\\\n\r]|\\[^\n\r])*"?/,
    number: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
    word: /\w+/,
    mark: /[{}[\]:,]/,
    bad: /[^]/u,
  });
  const WORDS = new Map([["true", "boolean"], ["false", "boolean"], ["null", "null"]]);

  /* Roles for colour: a string before a colon is a key. */
  function tokens(text) {
    const all = read(text);
    let next = null;
    for (let at = all.length - 1; at >= 0; at -= 1) {
      const token = all[at];
      if (token.kind === "space") continue;
      token.role = role(token, next);
      next = token;
    }
    return all;
  }

  function role(token, next) {
    if (token.kind === "string") return next?.text === ":" ? "key" : "string";
    return token.kind === "word" ? WORDS.get(token.text) : token.kind === "number" ? "number" : undefined;
  }

  /* → { root, problems, tokens }; an object has `items` of { name, start, nameEnd, colon, value, end } like GraphQL's. */
  function parse(text) {
    const all = tokens(text);
    const solid = all.filter((token) => token.kind !== "space");
    solid.push({ kind: "end", text: "", start: text.length, end: text.length });
    const cursor = { tokens: solid, at: 0, problems: [] };
    const root = solid.length > 1 ? value(cursor) : null;
    if (root && peek(cursor).kind !== "end") complain(cursor, peek(cursor), "Nothing may follow the value");
    return { root, problems: cursor.problems, tokens: all };
  }

  const peek = (c) => c.tokens[c.at];
  const complain = (c, token, message) => c.problems.push({ start: token.start, end: token.end, message });

  function take(c) {
    const token = peek(c);
    if (token.kind !== "end") c.at += 1;
    return token;
  }

  function value(c) {
    const token = peek(c);
    if (token.text === "{") return collection(c, "object", "}", entry);
    if (token.text === "[") return collection(c, "list", "]", value);
    if (token.kind === "mark" || token.kind === "end") {
      complain(c, token.kind === "end" ? (c.tokens[c.at - 1] ?? token) : token, "Expected a value");
      return { kind: "missing", start: token.start, end: token.start };
    }
    take(c);
    const kind = token.role;
    if (!kind) complain(c, token, "Expected a value: text in double quotes, a number, true, false or null");
    else if (kind === "string") checkString(c, token);
    return { kind: kind ?? "missing", text: token.text, start: token.start, end: token.end };
  }

  function checkString(c, token) {
    try {
      JSON.parse(token.text);
    } catch {
      complain(c, token, "This text is not closed, or has an escape that JSON does not know");
    }
  }

  function collection(c, kind, closing, member) {
    const open = take(c);
    const items = [];
    while (peek(c).text !== closing && peek(c).kind !== "end") {
      const before = c.at;
      items.push(member(c));
      comma(c, closing);
      if (c.at === before) complain(c, take(c), "This does not belong here");
    }
    const range = { start: open.end, end: peek(c).start };
    if (peek(c).text === closing) take(c);
    else complain(c, open, `This “${open.text}” is never closed`);
    return { kind, ...range, items: items.filter((item) => item.start !== undefined) };
  }

  function comma(c, closing) {
    if (peek(c).text === ",") {
      const mark = take(c);
      if (peek(c).text === closing) complain(c, mark, "No comma after the last one");
    } else if (peek(c).text !== closing && peek(c).kind !== "end") complain(c, peek(c), "Expected a comma before this");
  }

  function entry(c) {
    const key = peek(c);
    if (key.kind !== "string" && key.kind !== "word") return {};
    if (key.kind === "word") complain(c, key, "Names stand in double quotes");
    else checkString(c, key);
    take(c);
    const node = { name: key.text.replace(/^"|"$/g, ""), start: key.start, nameEnd: key.end, colon: null, value: null };
    if (peek(c).text === ":") {
      node.colon = take(c).end;
      node.value = value(c);
    } else complain(c, key, "Expected “:” and a value");
    return { ...node, end: c.tokens[c.at - 1].end };
  }

  /* Two spaces per level. Works on tokens, so that 12345678901234567890 and 1.10 stay what they are. */
  function pretty(text) {
    let out = "";
    let depth = 0;
    const solid = read(text).filter((token) => token.kind !== "space");
    solid.forEach((token, at) => {
      const empty = /^[{[]$/.test(token.text) && /^[}\]]$/.test(solid[at + 1]?.text ?? "");
      const closesEmpty = /^[}\]]$/.test(token.text) && /^[{[]$/.test(solid[at - 1]?.text ?? "");
      if (/^[}\]]$/.test(token.text) && !closesEmpty) out += line((depth -= 1));
      if (out && depth === 0 && !/^[}\]]$/.test(token.text)) out += "\n\n";
      out += token.text === ":" ? ": " : token.text;
      if (/^[{[]$/.test(token.text) && !empty) out += line((depth += 1));
      if (token.text === ",") out += line(depth);
    });
    return out;
  }

  const line = (depth) => `\n${"  ".repeat(Math.max(depth, 0))}`;

  return { tokens, parse, pretty };
})();
