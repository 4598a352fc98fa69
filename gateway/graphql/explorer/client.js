"use strict";
/* One request to the endpoint: its answer, time, size and headers. */
const client = (() => {
  const ANSWERS = "application/graphql-response+json, application/json;q=0.9";

  /* → { ok, status, reason, headers, text, value, milliseconds, bytes } or { failure }. */
  async function send(body, headers, { signal, stream, each } = {}) {
    const began = performance.now();
    try {
      const accept = stream ? `text/event-stream, ${ANSWERS}` : ANSWERS;
      const options = { method: "POST", body: JSON.stringify(body), signal, credentials: "same-origin", cache: "no-store" };
      const answer = await fetch(store.endpoint, { ...options, headers: merged(headers, accept) });
      const events = answer.headers.get("content-type")?.startsWith("text/event-stream");
      const bytes = events ? await follow(answer, each) : new Uint8Array(await answer.arrayBuffer());
      return described(answer, bytes, performance.now() - began);
    } catch (error) {
      return { failure: reason(error), stopped: error.name === "AbortError", milliseconds: performance.now() - began };
    }
  }

  function merged(own, accept) {
    const headers = new Headers({ "Content-Type": "application/json", Accept: accept });
    for (const [name, value] of own) headers.set(name, value);
    return headers;
  }

  function reason(error) {
    if (error.name === "AbortError") return "Stopped.";
    if (/header|ByteString|ISO-8859-1/i.test(error.message)) return `The browser refuses a header: ${error.message}`;
    return "The server did not answer. Is it running, and are you online?";
  }

  function described(answer, bytes, milliseconds) {
    const text = new TextDecoder().decode(bytes);
    const { ok, status, statusText } = answer;
    return { ok, status, reason: statusText, headers: [...answer.headers], text, value: value(text), milliseconds, bytes: bytes.length };
  }

  function value(text) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /* Server-sent events; the last one is the answer, each is shown as it comes. */
  async function follow(answer, each) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let last = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (rest + part.value).split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const data of blocks.map(payload).filter(Boolean)) each?.((last = data));
    }
    return new TextEncoder().encode(last);
  }

  function payload(block) {
    const lines = block.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    return lines.map((line) => line.slice(5).trimStart()).join("\n");
  }

  /* "Name: value" lines → pairs, and what is wrong with the others. */
  function headerLines(text) {
    const pairs = [];
    const problems = [];
    let start = 0;
    for (const line of text.split("\n")) {
      const match = /^\s*([!#$%&'*+.^`|~\w-]+)\s*:\s*(.*?)\s*$/.exec(line);
      if (match) pairs.push([match[1], match[2]]);
      else if (line.trim()) problems.push({ start, end: start + line.length, message: "A header is written Name: value" });
      start += line.length + 1;
    }
    return { pairs, problems };
  }

  return { send, headerLines };
})();
