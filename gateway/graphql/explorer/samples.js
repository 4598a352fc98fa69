"use strict";
/* First queries, written from the schema, so that an empty editor is never the beginning. */
const samples = (() => {
  const LEAVES = 6;

  function all(built) {
    const fields = [...(built.roots.query?.fields.values() ?? [])].filter((field) => !field.deprecated);
    const lists = fields.filter((field) => isList(built, field)).slice(0, 4);
    const single = fields.find((field) => isById(built, field));
    const mutations = [...(built.roots.mutation?.fields.values() ?? [])];
    const write = mutations.find((field) => field.args.has("input"));
    return [
      ...lists.map((field) => ({ title: titled(field, "the first five"), ...forField(built, "query", field) })),
      single && { title: titled(single, "one by its id"), ...forField(built, "query", single) },
      write && { title: titled(write, "a write"), ...forField(built, "mutation", write) },
    ].filter(Boolean);
  }

  const titled = (field, what) => `${field.name}: ${what}`;
  const upper = (name) => name[0].toUpperCase() + name.slice(1);

  function isList(built, field) {
    const type = built.types.get(field.type.name);
    const must = [...field.args.values()].some(schema.mustGive);
    return !must && schema.isComposite(type) && (field.type.list || type.fields.has("nodes") || type.fields.has("edges"));
  }

  function isById(built, field) {
    const must = [...field.args.values()].filter(schema.mustGive);
    return must.length === 1 && must[0].type.name === "ID" && built.types.get(field.type.name)?.kind === "OBJECT";
  }

  /* → { query, variables }: required arguments become variables. */
  function forField(built, operation, field) {
    const given = [...field.args.values()].filter((input) => schema.mustGive(input) || input.name === "input");
    const declared = given.map((input) => `$${input.name}: ${input.type.text}`).join(", ");
    const passed = given.map((input) => `${input.name}: $${input.name}`);
    if (field.args.has("first") && !given.some((input) => input.name === "first")) passed.push("first: 5");
    const body = selection(built, built.types.get(field.type.name));
    const head = `${operation} ${upper(field.name)}${declared && `(${declared})`}`;
    const call = `${field.name}${passed.length ? `(${passed.join(", ")})` : ""}`;
    const variables = Object.fromEntries(given.map((input) => [input.name, example(built, input.type)]));
    const text = `${head} { ${call} ${body} }`;
    return { query: format.document(text) ?? text, variables: given.length ? JSON.stringify(variables, null, 2) : "" };
  }

  function selection(built, type) {
    if (!schema.isComposite(type)) return "";
    if (type.fields.has("nodes")) return connection(built, type);
    const names = [...leaves(built, type), ...one(built, type)];
    return `{ ${names.length ? names.join(" ") : "__typename"} }`;
  }

  function connection(built, type) {
    const node = selection(built, built.types.get(type.fields.get("nodes").type.name));
    const page = type.fields.has("pageInfo") ? " pageInfo { hasNextPage endCursor }" : "";
    return `{ nodes ${node}${page} }`;
  }

  function leaves(built, type) {
    const plain = [...type.fields.values()].filter((field) => isPlain(field) && !schema.isComposite(built.types.get(field.type.name)));
    return plain.map((field) => field.name).slice(0, LEAVES);
  }

  const isPlain = (field) => !field.deprecated && ![...field.args.values()].some(schema.mustGive);

  /* One related object, with its own first fields: the point of a graph. */
  function one(built, type) {
    const isOne = (field) => isPlain(field) && !field.type.list && built.types.get(field.type.name)?.kind === "OBJECT";
    const single = (field) => !built.types.get(field.type.name).fields.has("pageInfo");
    const related = [...type.fields.values()].find((field) => isOne(field) && single(field));
    const names = related ? leaves(built, built.types.get(related.type.name)).slice(0, 3) : [];
    return names.length ? [`${related.name} { ${names.join(" ")} }`] : [];
  }

  /* A value of the right shape: required parts only. */
  function example(built, reference, depth = 0) {
    if (reference.list) return [];
    const type = built.types.get(reference.name);
    if (type?.kind === "ENUM") return [...type.values.keys()][0];
    if (type?.kind === "INPUT_OBJECT") return depth < 4 ? exampleObject(built, type, depth) : {};
    return { Int: 1, Float: 1, Boolean: true }[reference.name] ?? "";
  }

  function exampleObject(built, type, depth) {
    const inputs = [...type.inputs.values()].filter(schema.mustGive);
    return Object.fromEntries(inputs.map((input) => [input.name, example(built, input.type, depth + 1)]));
  }

  return { all, forField, example };
})();
