"use strict";
/* Introspection → types. A reference is { text: "[Release!]!", name: "Release", required, list }. */
const schema = (() => {
  const REFERENCE = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";
  const INPUT = `name description type { ${REFERENCE} } defaultValue isDeprecated deprecationReason`;
  const INTROSPECTION = `query ToriiExplorer {
  __schema {
    description
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    types {
      kind name description specifiedByURL
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args(includeDeprecated: true) { ${INPUT} }
        type { ${REFERENCE} }
      }
      inputFields(includeDeprecated: true) { ${INPUT} }
      interfaces { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
    directives { name description locations args(includeDeprecated: true) { ${INPUT} } }
  }
}`;
  function build(raw) {
    const types = new Map(raw.types.map((type) => [type.name, typeFrom(type)]));
    const root = (key) => (raw[key] ? types.get(raw[key].name) : undefined);
    const roots = { query: root("queryType"), mutation: root("mutationType"), subscription: root("subscriptionType") };
    const directives = new Map(raw.directives.map((one) => [one.name, { ...one, args: members(one.args) }]));
    return { types, roots, directives, description: raw.description };
  }

  function typeFrom(raw) {
    return {
      kind: raw.kind,
      name: raw.name,
      description: raw.description ?? "",
      link: raw.specifiedByURL ?? null,
      fields: members(raw.fields),
      inputs: members(raw.inputFields),
      values: members(raw.enumValues),
      interfaces: (raw.interfaces ?? []).map((one) => one.name),
      possible: (raw.possibleTypes ?? []).map((one) => one.name),
    };
  }

  function members(list) {
    return new Map((list ?? []).map((raw) => [raw.name, member(raw)]));
  }

  function member(raw) {
    return {
      name: raw.name,
      description: raw.description ?? "",
      type: raw.type ? reference(raw.type) : null,
      args: members(raw.args),
      initial: raw.defaultValue ?? null,
      deprecated: raw.isDeprecated ? raw.deprecationReason || "No longer supported" : null,
    };
  }

  function reference(raw) {
    if (raw.kind === "NON_NULL") {
      const inner = reference(raw.ofType);
      return { ...inner, text: `${inner.text}!`, required: true };
    }
    if (raw.kind === "LIST") {
      const item = reference(raw.ofType);
      return { text: `[${item.text}]`, name: item.name, required: false, list: true, item };
    }
    return { text: raw.name, name: raw.name, required: false, list: false };
  }

  /* The reference that a variable's type spells: "[ID!]!". */
  function spelled(text) {
    if (text.endsWith("!")) return { ...spelled(text.slice(0, -1)), text, required: true };
    if (text.startsWith("[")) {
      const item = spelled(text.slice(1, -1));
      return { text, name: item.name, required: false, list: true, item };
    }
    return { text, name: text, required: false, list: false };
  }

  const TYPENAME = member({ name: "__typename", description: "The name of the object's type.", type: required("String") });

  function required(name) {
    return { kind: "NON_NULL", ofType: { kind: "SCALAR", name } };
  }

  const isComposite = (type) => ["OBJECT", "INTERFACE", "UNION"].includes(type?.kind);
  const isInput = (type) => ["SCALAR", "ENUM", "INPUT_OBJECT"].includes(type?.kind);
  const mustGive = (input) => input.type.required && input.initial === null;

  function field(type, name, built) {
    if (name === "__typename" && isComposite(type)) return TYPENAME;
    if (type === built.roots.query) return type?.fields.get(name) ?? meta(name);
    return type?.fields.get(name);
  }

  function meta(name) {
    const named = { name: "name", type: required("String") };
    if (name === "__type") return member({ name, args: [named], type: { kind: "OBJECT", name: "__Type" } });
    return name === "__schema" ? member({ name, type: { kind: "OBJECT", name: "__Schema" } }) : undefined;
  }

  return { INTROSPECTION, TYPENAME, build, spelled, isComposite, isInput, mustGive, field };
})();
