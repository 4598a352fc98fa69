"use strict";
/* Tree + types → problems { start, end, message, mild? }. What a server would refuse, said while one types. */
const check = (() => {
  const ACCEPTS = {
    Int: ["int"],
    Float: ["int", "float"],
    String: ["string", "text"],
    Boolean: ["boolean"],
    ID: ["string", "text", "int"],
  };

  function document(tree, built) {
    const problems = [...tree.problems, ...alone(tree)];
    if (!built) return problems;
    const walk = { tree, built, problems };
    for (const operation of tree.operations) checkOperation(walk, operation);
    for (const fragment of tree.fragments) checkFragment(walk, fragment);
    return problems;
  }

  function alone(tree) {
    if (tree.operations.length < 2) return [];
    const nameless = tree.operations.filter((operation) => !operation.name);
    const message = "Give each operation a name: there are several";
    return nameless.map(({ start }) => ({ start, end: start + 1, message }));
  }

  function add(walk, place, message, mild = false) {
    walk.problems.push({ start: place.start, end: place.nameEnd ?? place.end, message, mild });
  }

  function checkOperation(walk, operation) {
    const root = walk.built.roots[operation.type];
    const start = { start: operation.start, end: operation.start + operation.type.length };
    if (!root) return add(walk, start, `There is no ${operation.type} here`);
    const declared = new Set(operation.variables.map((variable) => variable.name));
    operation.variables.forEach((variable) => checkDefinition(walk, variable));
    const inside = { ...walk, declared };
    directives(inside, operation);
    set(inside, operation.selections, root);
    const used = uses(walk.tree, operation);
    for (const variable of operation.variables) {
      if (variable.name && !used.has(variable.name)) add(walk, variable, `$${variable.name} is never used`, true);
    }
  }

  function checkDefinition(walk, { type }) {
    if (!type) return;
    const known = walk.built.types.get(type.name);
    if (!known) add(walk, type, `There is no type ${type.name}${near(type.name, walk.built.types.keys())}`);
    else if (!schema.isInput(known)) add(walk, type, `${type.name} cannot be a variable: it is not an input type`);
  }

  function checkFragment(walk, fragment) {
    const type = conditionType(walk, fragment.on);
    if (type) set({ ...walk, declared: null }, fragment.selections, type);
    if (fragment.name && !spreads(walk.tree).has(fragment.name)) {
      add(walk, { start: fragment.start, end: fragment.start + 8 }, `The fragment ${fragment.name} is never used`, true);
    }
  }

  function conditionType(walk, on) {
    if (!on) return undefined;
    const type = walk.built.types.get(on.name);
    if (!type) add(walk, on, `There is no type ${on.name}${near(on.name, composites(walk.built))}`);
    else if (!schema.isComposite(type)) add(walk, on, `${on.name} has no fields`);
    return schema.isComposite(type) ? type : undefined;
  }

  const composites = (built) => [...built.types.values()].filter(schema.isComposite).map((type) => type.name);

  function set(walk, selections, type) {
    for (const item of selections?.items ?? []) {
      directives(walk, item);
      if (item.kind === "field") checkField(walk, item, type);
      else if (item.kind === "inline") set(walk, item.selections, item.on ? conditionType(walk, item.on) : type);
      else checkSpread(walk, item);
    }
  }

  function checkSpread(walk, item) {
    const names = walk.tree.fragments.map((fragment) => fragment.name);
    if (!names.includes(item.name)) add(walk, item, `There is no fragment ${item.name}${near(item.name, names)}`);
  }

  function checkField(walk, item, type) {
    if (!type) return;
    const place = { start: item.nameStart, end: item.nameEnd };
    const field = schema.field(type, item.name, walk.built);
    if (!field) return add(walk, place, `${type.name} has no field ${item.name}${near(item.name, type.fields.keys())}`);
    if (field.deprecated) add(walk, place, `${item.name} is deprecated: ${field.deprecated}`, true);
    entries(walk, item.args?.items ?? [], field.args, place, `${item.name} takes no argument`);
    const result = walk.built.types.get(field.type.name);
    const composite = schema.isComposite(result);
    if (composite && !item.selections) add(walk, place, `Choose fields of ${field.type.name}: ${item.name} { … }`);
    if (!composite && item.selections) add(walk, place, `${item.name} is ${field.type.text}: it has no fields to choose`);
    if (composite) set(walk, item.selections, result);
  }

  function directives(walk, node) {
    for (const one of node.directives ?? []) {
      const known = walk.built.directives.get(one.name);
      if (known) entries(walk, one.args?.items ?? [], known.args, one, `@${one.name} takes no argument`);
      else if (one.name) add(walk, one, `There is no directive @${one.name}`);
    }
  }

  /* Arguments and input objects alike: known names, values that fit, nothing required left out, nothing twice. */
  function entries(walk, items, known, place, refusal) {
    const seen = new Set();
    for (const item of items) {
      const input = known.get(item.name);
      if (!input) add(walk, item, `${refusal} ${item.name}${near(item.name, known.keys())}`);
      else if (item.value) checkValue(walk, item.value, input.type);
      if (input?.deprecated) add(walk, item, `${item.name} is deprecated: ${input.deprecated}`, true);
      if (seen.has(item.name)) add(walk, item, `${item.name} is given twice`);
      seen.add(item.name);
    }
    const absent = [...known.values()].filter((input) => schema.mustGive(input) && !seen.has(input.name));
    for (const input of absent) add(walk, place, `${input.name}: ${input.type.text} is required`);
  }

  function checkValue(walk, value, reference) {
    if (value.kind === "missing") return;
    if (value.kind === "variable") return checkVariable(walk, value);
    if (value.kind === "null") return reference.required ? add(walk, value, `${reference.text} may not be null`) : undefined;
    if (reference.list) {
      const items = value.kind === "list" ? value.items : [value];
      return items.forEach((item) => checkValue(walk, item, reference.item));
    }
    const type = walk.built.types.get(reference.name);
    const place = value.items ? { start: value.start - 1, end: value.start } : value;
    if (type?.kind === "INPUT_OBJECT") checkObject(walk, value, type, place);
    else if (type?.kind === "ENUM") checkEnum(walk, value, type, place);
    else checkScalar(walk, value, reference, place);
  }

  function checkObject(walk, value, type, place) {
    if (value.kind !== "object") return add(walk, place, `Expected ${type.name}: { … }`);
    entries(walk, value.items, type.inputs, place, `${type.name} has no field`);
  }

  function checkEnum(walk, value, type, place) {
    if (["enum", "text"].includes(value.kind) && type.values.has(value.text)) return;
    const names = [...type.values.keys()];
    const hint = near(value.text ?? "", names) || `: one of ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""}`;
    add(walk, place, `Not a value of ${type.name}${hint}`);
  }

  function checkScalar(walk, value, reference, place) {
    const accepted = ACCEPTS[reference.name];
    if (accepted && !accepted.includes(value.kind)) add(walk, place, `Expected ${reference.text}`);
  }

  function checkVariable(walk, value) {
    if (!value.name || !walk.declared || walk.declared.has(value.name)) return;
    add(walk, value, `$${value.name} is not declared${near(value.name, walk.declared, "$")}`);
  }

  /* Names of the variables that an operation uses, through its fragments. */
  function uses(tree, operation) {
    const found = new Set();
    const seen = new Set();
    const visit = (node) => {
      if (!node || typeof node !== "object") return;
      if (Array.isArray(node)) return node.forEach(visit);
      if (node.kind === "variable") found.add(node.name);
      if (node.kind === "spread" && !seen.has(node.name)) {
        seen.add(node.name);
        visit(tree.fragments.filter((fragment) => fragment.name === node.name));
      }
      for (const key of ["selections", "items", "args", "directives", "value"]) visit(node[key]);
    };
    visit([operation.selections, operation.directives]);
    return found;
  }

  function spreads(tree) {
    const found = new Set();
    const visit = (set) => {
      for (const item of set?.items ?? []) {
        if (item.kind === "spread") found.add(item.name);
        else visit(item.selections);
      }
    };
    [...tree.operations, ...tree.fragments].forEach((definition) => visit(definition.selections));
    return found;
  }

  /* Variables against the operation that will use them. */
  function variables(parsed, operation, built) {
    const problems = [...parsed.problems];
    if (parsed.root && parsed.root.kind !== "object") {
      problems.push({ start: parsed.root.start, end: parsed.root.end, message: "Variables are an object: { … }" });
    }
    if (!operation || problems.length) return problems;
    const given = parsed.root?.items ?? [];
    for (const item of given) checkGiven(problems, item, operation, built);
    return problems;
  }

  function checkGiven(problems, item, operation, built) {
    const names = operation.variables.map((variable) => variable.name);
    const definition = operation.variables.find((variable) => variable.name === item.name);
    if (!definition) {
      const message = `The operation has no variable $${item.name}${near(item.name, names, "$")}`;
      problems.push({ start: item.start, end: item.nameEnd, message, mild: true });
    } else if (definition.type && built) {
      const walk = { built, problems, declared: null };
      checkValue(walk, asLiteral(item.value), schema.spelled(definition.type.text));
    }
  }

  /* A JSON value spelled as GraphQL's: there, text may be an enum's value, and a number says whether it is whole. */
  function asLiteral(value) {
    if (!value) return { kind: "missing" };
    if (value.kind === "string") return { ...value, kind: "text", text: value.text.slice(1, -1) };
    if (value.kind === "number") return { ...value, kind: /^-?\d+$/.test(value.text) ? "int" : "float" };
    if (value.kind === "list") return { ...value, items: value.items.map(asLiteral) };
    if (value.kind !== "object") return value;
    return { ...value, items: value.items.map((item) => ({ ...item, value: asLiteral(item.value) })) };
  }

  const missing = (operation, parsed) => {
    const given = new Set((parsed.root?.items ?? []).map((item) => item.name));
    return operation.variables.filter((one) => one.type?.text.endsWith("!") && !one.initial && !given.has(one.name));
  };

  /* ", did you mean …?" when one of the names is close. */
  function near(word, names, sign = "") {
    const limit = Math.max(1, Math.round(word.length * 0.4));
    const close = [...names].map((name) => [distance(word.toLowerCase(), name.toLowerCase()), name]);
    const [best] = close.filter(([far]) => far <= limit).sort(([one], [other]) => one - other);
    return best ? `. Did you mean ${sign}${best[1]}?` : "";
  }

  function distance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const change = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
        next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
      }
      row = next;
    }
    return row[other.length];
  }

  return { document, variables, missing };
})();
