"use strict";
/* GraphQL text → a tree with positions, whatever state the text is in. It also gives each token its role, for colour.

   Ranges: a set, a list of arguments and an object value have `start` after the opening mark and `end` before the
   closing one; when that one is missing, `end` is where the text ends. */
const parser = (() => {
  const OPERATIONS = new Set(["query", "mutation", "subscription"]);
  const QUIET = new Set(["space", "comment"]);
  const LITERALS = new Map([["true", "boolean"], ["false", "boolean"], ["null", "null"]]);

  function parse(text) {
    const all = lexer.tokens(text);
    const tokens = all.filter((token) => !QUIET.has(token.kind));
    tokens.push({ kind: "end", text: "", start: text.length, end: text.length });
    const cursor = { tokens, at: 0, problems: [] };
    const tree = { tokens: all, operations: [], fragments: [], problems: cursor.problems };
    while (peek(cursor).kind !== "end") definition(cursor, tree);
    return tree;
  }

  const peek = (c, ahead = 0) => c.tokens[Math.min(c.at + ahead, c.tokens.length - 1)];
  const is = (c, text, ahead = 0) => peek(c, ahead).kind === "mark" && peek(c, ahead).text === text;
  const isName = (c, ahead = 0) => peek(c, ahead).kind === "name";

  function take(c, role) {
    const token = peek(c);
    if (role) token.role = role;
    if (token.kind !== "end") c.at += 1;
    return token;
  }

  function complain(c, token, message) {
    c.problems.push({ start: token.start, end: token.end, message });
  }

  const shown = (token) => (token.kind === "end" ? "the end of the document" : `“${token.text}”`);
  const lastEnd = (c) => (c.at ? c.tokens[c.at - 1].end : 0);

  function definition(c, tree) {
    const word = peek(c);
    if (is(c, "{")) tree.operations.push(operation(c, "query", word));
    else if (OPERATIONS.has(word.text)) tree.operations.push(operation(c, take(c, "keyword").text, word));
    else if (word.text === "fragment") tree.fragments.push(fragment(c));
    else {
      complain(c, take(c), `Expected an operation or a fragment, found ${shown(word)}`);
    }
  }

  function operation(c, type, first) {
    const node = { kind: "operation", type, start: first.start, name: null, variables: [], variablesRange: null };
    if (isName(c)) node.name = take(c, "definition").text;
    if (is(c, "(")) variableDefinitions(c, node);
    node.directives = directives(c);
    node.selections = requiredSet(c);
    node.end = lastEnd(c);
    return node;
  }

  function fragment(c) {
    const node = { kind: "fragment", start: take(c, "keyword").start, name: null, on: null };
    if (isName(c) && peek(c).text !== "on") node.name = take(c, "definition").text;
    else complain(c, peek(c), "Expected the fragment's name");
    node.onRange = condition(c, node);
    node.directives = directives(c);
    node.selections = requiredSet(c);
    node.end = lastEnd(c);
    return node;
  }

  /* `on Type`; returns where the type's name stands or should stand. */
  function condition(c, node) {
    if (peek(c).text !== "on") {
      if (node.kind === "fragment") complain(c, peek(c), "Expected “on” and a type");
      return null;
    }
    const on = take(c, "keyword");
    if (!isName(c)) {
      complain(c, on, "Expected a type after “on”");
      return { start: on.end, end: peek(c).start };
    }
    const type = take(c, "type");
    node.on = { name: type.text, start: type.start, end: type.end };
    return { start: on.end, end: type.end };
  }

  function requiredSet(c) {
    if (is(c, "{")) return selectionSet(c);
    complain(c, peek(c), `Expected “{”, found ${shown(peek(c))}`);
    return null;
  }

  function variableDefinitions(c, node) {
    const open = take(c);
    while (!is(c, ")") && !is(c, "{") && peek(c).kind !== "end") {
      if (is(c, "$")) node.variables.push(variableDefinition(c));
      else complain(c, take(c), "Expected a variable, such as $id: ID!");
    }
    node.variablesRange = close(c, open, ")");
  }

  function variableDefinition(c) {
    const dollar = take(c, "variable");
    const node = { start: dollar.start, end: dollar.end, name: "", type: null, colon: null, initial: null };
    if (isName(c)) Object.assign(node, { name: peek(c).text, end: take(c, "variable").end });
    if (is(c, ":")) {
      node.colon = take(c).end;
      node.type = typeReference(c);
    } else complain(c, node, "Expected “:” and the variable's type");
    if (is(c, "=")) take(c), (node.initial = value(c));
    node.directives = directives(c);
    node.whole = lastEnd(c);
    return node;
  }

  function typeReference(c) {
    const start = peek(c).start;
    let depth = 0;
    while (is(c, "[")) take(c), (depth += 1);
    if (!isName(c)) {
      complain(c, peek(c), "Expected a type");
      return null;
    }
    const name = take(c, "type");
    while (is(c, "]") || is(c, "!")) depth -= take(c).text === "]" ? 1 : 0;
    if (depth !== 0) complain(c, name, "The brackets of this type do not match");
    const text = c.tokens.slice(0, c.at).filter((token) => token.start >= start).map((token) => token.text).join("");
    return { name: name.text, text, start, nameStart: name.start, end: lastEnd(c) };
  }

  function selectionSet(c) {
    const open = take(c);
    const items = [];
    while (!is(c, "}") && peek(c).kind !== "end") {
      const item = selection(c);
      if (item) items.push(item);
    }
    const range = close(c, open, "}");
    if (!items.length && c.tokens[c.at - 1].text === "}") complain(c, open, "Choose at least one field");
    return { ...range, items };
  }

  function selection(c) {
    if (is(c, "...")) return spread(c);
    if (isName(c)) return field(c);
    const found = peek(c);
    complain(c, found, `Expected a field, found ${shown(found)}`);
    if (is(c, "{")) selectionSet(c);
    else take(c);
    return null;
  }

  function field(c) {
    let name = take(c, "field");
    const node = { kind: "field", start: name.start, alias: null };
    if (is(c, ":")) {
      node.alias = name.text;
      name.role = "alias";
      node.aliasColon = take(c).end;
      if (isName(c)) name = take(c, "field");
      else complain(c, name, "Expected a field after the alias");
    }
    Object.assign(node, { name: name.text, nameStart: name.start, nameEnd: name.end });
    node.args = is(c, "(") ? argumentList(c) : null;
    node.directives = directives(c);
    node.selections = is(c, "{") ? selectionSet(c) : null;
    node.end = lastEnd(c);
    return node;
  }

  function spread(c) {
    const dots = take(c, "keyword");
    if (isName(c) && peek(c).text !== "on") {
      const name = take(c, "definition");
      const node = { kind: "spread", name: name.text, start: dots.start, nameStart: name.start, nameEnd: name.end };
      return { ...node, directives: directives(c), end: lastEnd(c) };
    }
    const node = { kind: "inline", start: dots.start, dotsEnd: dots.end, on: null };
    node.onRange = condition(c, node);
    node.directives = directives(c);
    node.selections = is(c, "{") ? selectionSet(c) : null;
    if (!node.selections) complain(c, dots, "Expected a fragment's name or a selection");
    node.end = lastEnd(c);
    return node;
  }

  function directives(c) {
    const found = [];
    while (is(c, "@")) {
      const at = take(c, "directive");
      const name = isName(c) ? take(c, "directive") : null;
      if (!name) complain(c, at, "Expected a directive's name");
      const node = { start: at.start, nameEnd: name?.end ?? at.end, name: name?.text ?? "" };
      found.push({ ...node, args: is(c, "(") ? argumentList(c) : null, end: lastEnd(c) });
    }
    return found;
  }

  function argumentList(c) {
    const open = take(c);
    const items = [];
    while (!is(c, ")") && !is(c, "}") && !is(c, "{") && peek(c).kind !== "end") entry(c, items, "argument");
    const range = close(c, open, ")");
    if (!items.length) complain(c, open, "Name an argument or remove the parentheses");
    return { ...range, items };
  }

  /* `name: value`, in arguments and in objects. */
  function entry(c, items, role) {
    if (!isName(c)) {
      const found = take(c);
      return complain(c, found, `Expected a name, found ${shown(found)}`);
    }
    const name = take(c, role);
    const node = { name: name.text, start: name.start, nameEnd: name.end, colon: null, value: null };
    if (is(c, ":")) {
      node.colon = take(c).end;
      node.value = value(c);
    } else complain(c, name, `Expected “:” after ${name.text}`);
    node.end = lastEnd(c);
    items.push(node);
  }

  function value(c) {
    const token = peek(c);
    if (is(c, "$")) return variable(c);
    if (is(c, "[")) return listValue(c);
    if (is(c, "{")) return objectValue(c);
    const kinds = { number: number(token), string: "string", block: "string", name: LITERALS.get(token.text) ?? "enum" };
    const kind = kinds[token.kind];
    const isNextEntry = token.kind === "name" && is(c, ":", 1);
    if (!kind || isNextEntry) return missing(c);
    take(c, kind === "int" || kind === "float" ? "number" : kind);
    if (kind === "string" && !/^"(?:""[^]*"""|[^]*")$/.test(token.text)) complain(c, token, "This text is never closed");
    return { kind, text: token.text, start: token.start, end: token.end };
  }

  const number = (token) => (/^-?\d+$/.test(token.text) ? "int" : "float");

  function missing(c) {
    const before = c.tokens[c.at - 1];
    complain(c, before, "Expected a value");
    return { kind: "missing", start: before.end, end: before.end };
  }

  function variable(c) {
    const dollar = take(c, "variable");
    if (isName(c) && peek(c).start === dollar.end) {
      const name = take(c, "variable");
      return { kind: "variable", name: name.text, start: dollar.start, end: name.end };
    }
    complain(c, dollar, "Expected a variable's name");
    return { kind: "variable", name: "", start: dollar.start, end: dollar.end };
  }

  function listValue(c) {
    const open = take(c);
    const items = [];
    while (!is(c, "]") && !is(c, ")") && !is(c, "}") && peek(c).kind !== "end") {
      const before = c.at;
      items.push(value(c));
      if (c.at === before) take(c);
    }
    return { kind: "list", ...close(c, open, "]"), items };
  }

  function objectValue(c) {
    const open = take(c);
    const items = [];
    while (!is(c, "}") && !is(c, ")") && !is(c, "]") && peek(c).kind !== "end") entry(c, items, "argument");
    return { kind: "object", ...close(c, open, "}"), items };
  }

  function close(c, open, mark) {
    const range = { start: open.end, end: peek(c).start, outer: open.start };
    if (is(c, mark)) take(c);
    else complain(c, open, `This “${open.text}” is never closed`);
    return range;
  }

  return { parse };
})();
