"use strict";
/* Who listens to whom. */
(() => {
  const { byId, h, later } = dom;
  let built = null;
  let tree = parser.parse("");
  let given = json.parse("");
  let running = null;
  let loading = 0;

  const query = editor.create(byId("query"), {
    label: "Query",
    placeholder: "# Ctrl-Space proposes, Ctrl-Enter runs",
    language: {
      tokens: (text) => (tree = parser.parse(text)).tokens,
      complete: (text, position) => complete.document(tree, built, text, position),
    },
    changed: () => changed(),
    moved: (position) => follow(position),
  });
  const variables = editor.create(byId("variables"), {
    label: "Variables, as JSON",
    placeholder: "{ }",
    language: {
      tokens: (text) => (given = json.parse(text)).tokens,
      complete: (text, position) => complete.variables(given, operation(), built, text, position),
    },
    changed: () => changed(),
  });
  const headers = editor.create(byId("headers"), {
    label: "More request headers, one to a line",
    placeholder: "Idempotency-Key: 7f0c…",
    language: { tokens: headerTokens },
    changed: () => headersChanged(),
  });
  const token = byId("token");
  const picker = byId("operation");
  const paneTabs = tabs.create(byId("panes"), () => popup.close());
  const sideTabs = tabs.create(byId("side-tabs"));
  const extraTabs = tabs.create(byId("extra-tabs"));
  const answerTabs = tabs.create(byId("answer-tabs"));

  const checkSoon = later(250, checkAll);
  const reload = later(500, loadSchema);
  const save = later(300, saveNow);

  function saveNow() {
    store.documents.set("document", { query: query.text(), variables: variables.text() });
  }

  function headerTokens(text) {
    const read = lexer.reader({ name: /^[^\n:]+(?=:)|(?<=\n)[^\n:]+(?=:)/, space: /\n+/, rest: /[^\n]+/ });
    return read(text).map((one) => ({ ...one, role: { name: "key", rest: "string" }[one.kind] }));
  }

  /* What is asked */

  function operation() {
    const wanted = tree.operations.find((one) => one.name === picker.value);
    return wanted ?? tree.operations[0];
  }

  function ownHeaders() {
    const { pairs } = client.headerLines(headers.text());
    return pairs;
  }

  function allHeaders() {
    const secret = bearer();
    return secret ? [["Authorization", `Bearer ${secret}`], ...ownHeaders()] : ownHeaders();
  }

  const bearer = () => token.value.trim().replace(/^Bearer\s+/i, "");

  function request() {
    const name = tree.operations.length > 1 ? picker.value : operation()?.name;
    const body = { query: query.text(), extensions: { explain: true } };
    if (name) body.operationName = name;
    if (variables.text().trim()) body.variables = JSON.parse(variables.text());
    return body;
  }

  /* Running */

  async function run() {
    if (running) return running.abort();
    popup.close();
    if (given.problems.length) return refuse();
    running = new AbortController();
    busy(true);
    result.waiting();
    const body = request();
    const stream = operation()?.type === "subscription";
    let count = 0;
    const each = (text) => result.event(text, (count += 1));
    const answer = await client.send(body, allHeaders(), { signal: running.signal, stream, each });
    running = null;
    busy(false);
    answered(body, answer, count);
  }

  function answered(body, answer, events) {
    if (!events) result.show(answer);
    else dom.fill(byId("result-status"), `${events} events`);
    rest.show(answer.value?.extensions?.rest, { token: bearer(), headers: ownHeaders() });
    if (answer.stopped) return;
    runs.add({
      at: Date.now(), query: body.query, variables: variables.text(), operation: body.operationName ?? null,
      status: answer.status ?? 0, milliseconds: answer.milliseconds, ok: Boolean(answer.ok && !answer.value?.errors),
    });
  }

  function refuse() {
    paneTabs("pane-query");
    extraTabs("tab-variables");
    const [problem] = given.problems;
    variables.goTo(problem.start);
    dom.say(`The variables are not JSON yet: ${problem.message}`);
  }

  function busy(isBusy) {
    byId("run").classList.toggle("running", isBusy);
    byId("run").querySelector(".label").textContent = isBusy ? "Stop" : "Run";
    byId("answer").setAttribute("aria-busy", String(isBusy));
    if (isBusy) paneTabs("pane-answer");
  }

  /* Editing */

  function changed() {
    pickable();
    checkSoon();
    save();
  }

  function pickable() {
    const names = tree.operations.map((one) => one.name).filter(Boolean);
    const before = picker.value;
    const same = [...picker.options].map((option) => option.value).join() === names.join();
    if (!same) dom.fill(picker, names.map((name) => h("option", { value: name }, name)));
    if (!same && names.includes(before)) picker.value = before;
    byId("operations").hidden = tree.operations.length < 2;
  }

  /* The operation that the cursor is in is the one that runs. */
  function follow(position) {
    const inside = tree.operations.find((one) => one.start <= position && position <= one.end);
    if (inside?.name && tree.operations.length > 1) picker.value = inside.name;
  }

  function checkAll() {
    const problems = check.document(tree, built).sort((one, other) => one.start - other.start);
    query.mark(problems);
    list(byId("query-problems"), problems, query);
    const wrong = check.variables(given, operation(), built);
    variables.mark(wrong);
    list(byId("variables-problems"), wrong, variables);
    offerMissing(wrong);
    byId("variables-flag").hidden = !wrong.some((problem) => !problem.mild);
  }

  function list(mount, problems, target) {
    const text = target.text();
    const row = (problem) => {
      const label = `Line ${editor.lineOf(text, problem.start)}: ${problem.message}`;
      return h("li", {}, h("button", { type: "button", class: problem.mild ? "mild" : "wrong", onclick: () => target.goTo(problem.start) }, label));
    };
    const more = problems.length > 4 && h("li", { class: "quiet" }, `and ${problems.length - 4} more`);
    dom.fill(mount, problems.slice(0, 4).map(row), more);
    mount.hidden = !problems.length;
  }

  function offerMissing(wrong) {
    const needed = operation() && !wrong.some((problem) => !problem.mild) ? check.missing(operation(), given) : [];
    const button = byId("fill-variables");
    button.hidden = !needed.length || !built;
    button.textContent = `Add ${needed.map((one) => `$${one.name}`).join(", ")}`;
  }

  function fillVariables() {
    const values = variables.text().trim() ? JSON.parse(variables.text()) : {};
    for (const one of check.missing(operation(), given)) values[one.name] = samples.example(built, schema.spelled(one.type.text));
    variables.write(JSON.stringify(values, null, 2));
  }

  function prettify() {
    const text = format.document(query.text());
    if (text === null) dom.say("The document has errors: nothing was changed");
    else if (text !== query.text()) query.write(text);
    if (variables.text().trim() && !given.problems.length) {
      const tidy = json.pretty(variables.text());
      if (tidy !== variables.text()) variables.set(tidy);
    }
    query.focus();
  }

  function restore(kept) {
    query.set(kept.query);
    variables.set(kept.variables ?? "");
    if (kept.operation) picker.value = kept.operation;
    paneTabs("pane-query");
    extraTabs("tab-variables");
    query.focus();
    dom.say("Restored");
  }

  /* Headers and schema */

  function headersChanged() {
    const { problems } = client.headerLines(headers.text());
    headers.mark(problems);
    list(byId("headers-problems"), problems, headers);
    store.secrets.set("headers", headers.text());
    reload();
  }

  function tokenChanged() {
    store.secrets.set("token", token.value);
    byId("headers-flag").hidden = !token.value;
    reload();
  }

  async function loadSchema() {
    const turn = (loading += 1);
    schemaState("busy", "Reading the schema…");
    const answer = await client.send({ query: schema.INTROSPECTION, operationName: "ToriiExplorer" }, allHeaders());
    if (turn !== loading) return;
    const raw = answer.value?.data?.__schema;
    if (raw) loaded(schema.build(raw));
    else unloaded(answer.failure ?? answer.value?.errors?.[0]?.message ?? answer.value?.detail ?? `The server answered ${answer.status}.`);
  }

  function loaded(next) {
    built = next;
    const own = [...built.types.keys()].filter((name) => !name.startsWith("__"));
    schemaState("good", `${own.length} types`);
    docs.load(built);
    const found = samples.all(built);
    runs.showSamples(found);
    if (!query.text().trim() && found.length && !store.documents.get("document")?.query) restoreQuietly(found[0]);
    checkAll();
  }

  function restoreQuietly(sample) {
    query.set(sample.query);
    variables.set(sample.variables);
  }

  function unloaded(message) {
    built = null;
    schemaState("bad", "No schema");
    docs.unavailable(message, loadSchema);
    runs.showSamples([]);
    checkAll();
  }

  function schemaState(tone, text) {
    byId("schema-state").className = `state ${tone}`;
    byId("schema-state").querySelector(".label").textContent = text;
  }

  /* The frame */

  function theme() {
    const root = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
    const show = () => byId("theme").setAttribute("aria-pressed", String(isDark()));
    const kept = store.documents.get("theme");
    if (kept) root.dataset.theme = kept;
    dark.addEventListener("change", show);
    byId("theme").addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store.documents.set("theme", root.dataset.theme);
      show();
    });
    show();
  }

  function side(open) {
    byId("main").classList.toggle("no-side", !open);
    byId("side-toggle").setAttribute("aria-expanded", String(open));
    store.documents.set("side", open);
  }

  function searchDocs() {
    side(true);
    paneTabs("pane-side");
    sideTabs("tab-docs");
    byId("docs-search").focus();
    byId("docs-search").select();
  }

  function shortcuts(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter") event.preventDefault(), run();
    else if (command && event.key.toLowerCase() === "k") event.preventDefault(), searchDocs();
    else if (event.altKey && event.shiftKey && event.code === "KeyF") event.preventDefault(), prettify();
  }

  function wire() {
    byId("run").addEventListener("click", run);
    byId("prettify").addEventListener("click", prettify);
    byId("fill-variables").addEventListener("click", fillVariables);
    byId("schema-state").addEventListener("click", loadSchema);
    byId("side-toggle").addEventListener("click", () => side(byId("main").classList.contains("no-side")));
    byId("help").addEventListener("click", () => byId("keys").showModal());
    byId("keys-close").addEventListener("click", () => byId("keys").close());
    byId("token-show").addEventListener("click", showToken);
    token.addEventListener("input", tokenChanged);
    document.addEventListener("keydown", shortcuts, true);
    addEventListener("pagehide", saveNow);
    tabs.splitter(byId("split-side"), byId("side"), { property: "--side", sign: 1, least: 200 });
    tabs.splitter(byId("split-answer"), byId("answer"), { property: "--answer", sign: -1, least: 280 });
    tabs.splitter(byId("split-extra"), byId("extra"), { property: "--extra", sign: -1, vertical: true, least: 90 });
  }

  function showToken() {
    const hidden = token.classList.toggle("secret");
    byId("token-show").setAttribute("aria-pressed", String(!hidden));
  }

  function remember() {
    const kept = store.documents.get("document", { query: "", variables: "" });
    query.set(kept.query);
    variables.set(kept.variables);
    token.value = store.secrets.get("token", "");
    byId("headers-flag").hidden = !token.value;
    byId("headers").querySelector("textarea").value = store.secrets.get("headers", "");
    headers.mark([]);
    side(store.documents.get("side", true));
  }

  theme();
  wire();
  result.start((line, column) => {
    paneTabs("pane-query");
    query.go(line, column);
  });
  docs.start((sample) => restore(sample));
  runs.start(restore);
  remember();
  loadSchema();
})();
