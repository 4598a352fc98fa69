"use strict";
/* Tree + types + cursor → { from, to, items }. An item replaces from…to with `insert` + `after`, the cursor between them. */
const complete = (() => {
  const KEYWORDS = ["query", "mutation", "subscription", "fragment"];
  const MOST = 60;

  /* Proposals in a GraphQL document. */
  function document(tree, built, text, position) {
    const token = tree.tokens.find((one) => one.start < position && position <= one.end);
    if (!built || isProse(token, position)) return null;
    const word = token?.kind === "name" ? token : { start: position, end: position };
    const place = find(tree, built, word.start, position);
    return place && chosen(place, word, text, position);
  }

  function isProse(token, position) {
    if (token?.kind === "comment") return true;
    return ["string", "block"].includes(token?.kind) && (position < token.end || token.text.length === 1);
  }

  function chosen(items, word, text, position) {
    const prefix = text.slice(word.start, position);
    const rest = text.slice(word.end);
    const fresh = items.filter((item) => item.label !== undefined).map((item) => shaped(item, rest, text, word.start));
    return { from: word.start, to: word.end, prefix, items: ranked(fresh, prefix) };
  }

  /* What already follows the word is not written twice. */
  function shaped(item, rest, text, start) {
    const follows = item.open && /^[ \t]*[({:]/.test(rest);
    const inner = (item.after ?? "").replaceAll("\n", `\n${indentAt(text, start)}`);
    const insert = (item.insert ?? item.label).replaceAll("\n", `\n${indentAt(text, start)}`);
    return follows ? { ...item, insert: item.label, after: "", again: false } : { ...item, insert, after: inner };
  }

  const indentAt = (text, start) => /[ \t]*/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1))[0];

  /* Exact beginnings first, then the beginnings of inner words (totalCount by “count”), then letters in order. */
  function ranked(items, prefix) {
    const scored = items.map((item, at) => [score(item.label, prefix), item.last ? 1 : 0, at, item]);
    const kept = scored.filter(([points]) => points < 9);
    kept.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
    return kept.slice(0, MOST).map((entry) => entry[3]);
  }

  function score(label, prefix) {
    const name = label.replace(/^\W+/, "");
    const low = name.toLowerCase();
    const wanted = prefix.toLowerCase();
    if (name.startsWith(prefix)) return 0;
    if (low.startsWith(wanted)) return 1;
    if (low.includes(wanted)) return 2;
    const letters = wanted.replace(/\W/g, "").split("").join(".*");
    return wanted.length > 1 && new RegExp(`^${letters}`).test(low) ? 3 : 9;
  }

  const within = (range, position) => range && range.start <= position && position <= range.end;
  const covers = (node, position) => node.start <= position && position <= node.end;

  function find(tree, built, start, position) {
    const walk = { tree, built, position, start };
    const nodes = [...tree.operations, ...tree.fragments];
    const node = nodes.find((one) => within(one.selections, position) || (one.start < start && covers(one, position)));
    if (!node) return KEYWORDS.map((label) => ({ label, kind: "keyword", insert: `${label} `, detail: "" }));
    if (node.kind === "fragment") return inFragment(walk, node);
    if (within(node.variablesRange, position)) return inDefinitions(walk, node);
    walk.operation = node;
    const root = built.roots[node.type];
    return inDirectives(walk, node) ?? (within(node.selections, position) ? inSet(walk, node.selections, root) : null);
  }

  function inFragment(walk, node) {
    if (node.onRange && node.onRange.start < walk.position && walk.position <= node.onRange.end) return conditions(walk);
    const type = walk.built.types.get(node.on?.name);
    return within(node.selections, walk.position) ? inSet(walk, node.selections, type) : null;
  }

  function inDefinitions(walk, node) {
    const after = node.variables.find((one) => one.colon !== null && one.colon <= walk.position && walk.position <= one.whole);
    const open = node.variables.find((one) => one.colon !== null && one.type === null && one.colon <= walk.position);
    if (!after && !open) return null;
    const types = [...walk.built.types.values()].filter((type) => schema.isInput(type) && !type.name.startsWith("__"));
    return types.map((type) => typeItem(type));
  }

  function inSet(walk, selections, type) {
    const item = selections.items.find((one) => one.start <= walk.position && walk.position <= furthest(one));
    if (!item) return fields(walk, type);
    if (item.kind === "spread") return afterDots(walk, type);
    if (item.kind === "inline") return inInline(walk, item, type);
    return inField(walk, item, type);
  }

  /* What is still open reaches as far as the text does. */
  const furthest = (one) => Math.max(one.end, one.selections?.end ?? 0, one.args?.end ?? 0);

  function inInline(walk, item, type) {
    if (item.onRange && item.onRange.start < walk.position && walk.position <= item.onRange.end) return conditions(walk, type);
    const inner = item.on ? walk.built.types.get(item.on.name) : type;
    if (within(item.selections, walk.position)) return inSet(walk, item.selections, inner);
    return inDirectives(walk, item) ?? afterDots(walk, type);
  }

  function inField(walk, item, type) {
    const named = item.nameStart <= walk.position && walk.position <= item.nameEnd;
    if (named || (item.alias && walk.position <= item.nameStart)) return fields(walk, type);
    const field = schema.field(type, item.name, walk.built);
    if (within(item.args, walk.position)) return field ? inEntries(walk, item.args.items, field.args) : null;
    const directive = inDirectives(walk, item);
    if (directive) return directive;
    if (!within(item.selections, walk.position)) return null;
    return inSet(walk, item.selections, walk.built.types.get(field?.type.name));
  }

  function inDirectives(walk, node) {
    const one = (node.directives ?? []).find((directive) => covers(directive, walk.position));
    if (!one) return null;
    if (!within(one.args, walk.position)) return directives(walk);
    const known = walk.built.directives.get(one.name);
    return known ? inEntries(walk, one.args.items, known.args) : null;
  }

  /* Between parentheses and between the braces of an object. */
  function inEntries(walk, items, known) {
    const item = items.find((one) => one.start <= walk.position && walk.position <= reach(one));
    if (item?.colon && walk.position >= item.colon) {
      const input = known.get(item.name);
      return input ? inValue(walk, item.value, input.type) : null;
    }
    const taken = new Set(items.filter((one) => one !== item).map((one) => one.name));
    return [...known.values()].filter((input) => !taken.has(input.name)).map((input) => entryItem(walk, input));
  }

  /* A value that is not there yet reaches as far as the cursor may stand after its colon. */
  const reach = (item) => (item.value?.kind === "missing" ? item.colon + 1 : Math.max(item.end, item.value?.end ?? 0));

  function inValue(walk, value, reference) {
    if (value?.kind === "list" && within(value, walk.position)) {
      const item = value.items.find((one) => covers(one, walk.position) && one.end > one.start);
      return inValue(walk, item, reference.item ?? reference);
    }
    if (value?.kind === "object" && within(value, walk.position)) {
      const type = walk.built.types.get(reference.name);
      return type ? inEntries(walk, value.items, type.inputs) : null;
    }
    return values(walk, reference);
  }

  function values(walk, reference) {
    const type = walk.built.types.get(reference.name);
    const variables = (walk.operation?.variables ?? []).filter((one) => one.type?.name === reference.name);
    return [
      ...variables.map((one) => variableItem(walk, one)),
      ...literals(type),
      ...(schema.isInput(type) ? opening(type, reference) : []),
    ];
  }

  function literals(type) {
    if (type?.kind === "ENUM") return [...type.values.values()].map((value) => ({ ...about(value, "enum"), detail: type.name }));
    return type?.name === "Boolean" ? ["true", "false"].map((label) => ({ label, kind: "enum", detail: "Boolean" })) : [];
  }

  function opening(type, reference) {
    if (type.kind !== "INPUT_OBJECT") return [];
    const [insert, after] = reference.list ? ["[{", "}]"] : ["{", "}"];
    return [{ label: `${insert}${after}`, insert, after, again: true, kind: "input", detail: reference.text }];
  }

  function variableItem(walk, one) {
    const label = `$${one.name}`;
    const afterSign = walk.tree.tokens.some((token) => token.text === "$" && token.end === walk.start);
    return { label, insert: afterSign ? one.name : label, kind: "variable", detail: one.type.text };
  }

  function fields(walk, type) {
    if (!schema.isComposite(type)) return null;
    const own = [...type.fields.values()].map((field) => fieldItem(walk, field));
    return [...own, { ...about(schema.TYPENAME, "field"), detail: "String!", last: true }];
  }

  function about(member, kind) {
    return { label: member.name, kind, doc: member.description, deprecated: member.deprecated, last: Boolean(member.deprecated) };
  }

  function fieldItem(walk, field) {
    const item = { ...about(field, "field"), detail: field.type.text, open: true };
    const composite = schema.isComposite(walk.built.types.get(field.type.name));
    const [must] = [...field.args.values()].filter(schema.mustGive);
    const body = composite ? " {\n  \n}" : "";
    if (must) return { ...item, insert: `${field.name}(${must.name}: `, after: `)${body}`, again: true };
    return composite ? { ...item, insert: `${field.name} {\n  `, after: "\n}", again: true } : item;
  }

  function entryItem(walk, input) {
    const item = { ...about(input, "argument"), detail: input.type.text, open: true };
    const [opens, closes] = brackets(walk.built.types.get(input.type.name), input.type);
    return { ...item, insert: `${input.name}: ${opens}`, after: closes, again: true };
  }

  function brackets(type, reference) {
    if (type?.kind === "INPUT_OBJECT") return reference.list ? ["[{", "}]"] : ["{", "}"];
    if (reference.list) return ["[", "]"];
    return reference.name === "String" ? ['"', '"'] : ["", ""];
  }

  function afterDots(walk, type) {
    const fragments = walk.tree.fragments.filter((fragment) => fragment.name);
    const named = fragments.map((one) => ({ label: one.name, kind: "fragment", detail: `on ${one.on?.name ?? "?"}` }));
    return [...named, { label: "on", insert: "on ", kind: "keyword", detail: type?.name ?? "", again: true }];
  }

  /* Types that an object of this type can be. */
  function conditions(walk, type) {
    const all = [...walk.built.types.values()].filter((one) => schema.isComposite(one) && !one.name.startsWith("__"));
    const fits = (one) => !type || one === type || type.possible.includes(one.name) || one.possible.includes(type.name);
    return all.filter(fits).sort((one, other) => one.name.localeCompare(other.name)).map((one) => typeItem(one));
  }

  const typeItem = (type) => ({ label: type.name, kind: "type", doc: type.description, detail: type.kind.toLowerCase().replace("_", " ") });

  function directives(walk) {
    const usable = [...walk.built.directives.values()].filter((one) => one.locations.includes("FIELD"));
    return usable.map((one) => ({ label: one.name, kind: "directive", doc: one.description, detail: "directive" }));
  }

  /* Proposals in the variables: names, then what fits their types. */
  function variables(parsed, operation, built, text, position) {
    if (!operation || !built) return null;
    const token = parsed.tokens.find((one) => one.start < position && position <= one.end);
    const inString = token?.kind === "string" && (position < token.end || !closed(token.text));
    const word = inString || token?.kind === "word" ? token : { start: position, end: position };
    const known = new Map(operation.variables.filter((one) => one.type).map((one) => [one.name, asInput(one)]));
    if (!parsed.root) return offered([{ label: "{ }", insert: "{\n  ", after: "\n}", again: true, kind: "input" }], word, text, position);
    if (parsed.root.kind !== "object" || !within(parsed.root, position)) return null;
    const items = inObject({ built, position }, parsed.root.items, known);
    return items && offered(items, word, text, position);
  }

  const closed = (text) => text.length > 1 && text.endsWith('"');
  const asInput = (one) => ({ name: one.name, description: "", type: schema.spelled(one.type.text), args: new Map(), deprecated: null });

  function offered(items, word, text, position) {
    const prefix = text.slice(word.start, position).replace(/^"/, "");
    return { from: word.start, to: word.end, prefix, items: ranked(items, prefix) };
  }

  function inObject(walk, items, known) {
    const item = items.find((one) => one.start <= walk.position && walk.position <= Math.max(one.end, reach(one)));
    if (item?.colon && walk.position >= item.colon) {
      const input = known.get(item.name);
      return input ? inJson(walk, item.value, input.type) : null;
    }
    const taken = new Set(items.filter((one) => one !== item).map((one) => one.name));
    return [...known.values()].filter((input) => !taken.has(input.name)).map((input) => keyItem(walk, input));
  }

  function inJson(walk, value, reference) {
    if (value?.kind === "list" && within(value, walk.position)) {
      return inJson(walk, value.items.find((one) => covers(one, walk.position)), reference.item ?? reference);
    }
    const type = walk.built.types.get(reference.name);
    if (value?.kind === "object" && within(value, walk.position)) return type ? inObject(walk, value.items, type.inputs) : null;
    return literals(type).map((item) => ({ ...item, insert: type.kind === "ENUM" ? `"${item.label}"` : item.label }));
  }

  function keyItem(walk, input) {
    const [opens, closes] = brackets(walk.built.types.get(input.type.name), input.type);
    const quoted = !opens && input.type.name === "ID" ? ['"', '"'] : [opens, closes];
    const item = { ...about(input, "argument"), detail: input.type.text };
    return { ...item, insert: `"${input.name}": ${quoted[0]}`, after: quoted[1], again: true };
  }

  return { document, variables };
})();
