"use strict";
/* GraphQL text → tokens { kind, text, start, end }. Never fails: what cannot be read is a token of kind "bad". */
const lexer = (() => {
  const RULES = {
    space: /[\s,\uFEFF]+/,
    comment: /#[^\n\r]*/,
    block: /"""(?:\\"""|(?!""")[^])*(?:"""|$)/,
    string: /"(?:[^"\\\n\r]|\\[^\n\r])*"?/,
    number: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
    name: /[_A-Za-z]\w*/,
    mark: /\.\.\.|[!$&()[\]{}:=@|]/,
    bad: /[^]/u,
  };

  /* A reader for any set of rules, tried in their order. */
  function reader(rules) {
    const sources = Object.entries(rules).map(([kind, rule]) => `(?<${kind}>${rule.source})`);
    const pattern = new RegExp(sources.join("|"), "gu");
    return (text) => Array.from(text.matchAll(pattern), token);
  }

  function token(match) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    return { kind, text: match[0], start: match.index, end: match.index + match[0].length };
  }

  return { tokens: reader(RULES), reader };
})();
