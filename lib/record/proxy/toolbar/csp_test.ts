import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { adaptCsp, sandboxesToolbar } from "./csp.ts";

const needs = { script: "'sha256-own'", connect: "http://localhost:8080/.profile/" };
const adapt = (value: string) => adaptCsp(value, needs);

test("adaptCsp() adds the hash and the address where a directive keeps them out", () => {
  assert.equal(adapt("script-src 'self'"), "script-src 'self' 'sha256-own'");
  assert.equal(
    adapt("connect-src https://api.example.org;"),
    "connect-src https://api.example.org http://localhost:8080/.profile/;",
  );
  assert.equal(
    adapt("default-src 'none'; img-src *"),
    "default-src 'none'; img-src *; script-src-elem 'sha256-own'; connect-src http://localhost:8080/.profile/",
  );
  assert.equal(
    adapt("default-src 'self' 'unsafe-eval' 'nonce-abc' cdn.example.org"),
    "default-src 'self' 'unsafe-eval' 'nonce-abc' cdn.example.org; " +
      "script-src-elem 'self' 'nonce-abc' cdn.example.org 'sha256-own'",
  );
  assert.equal(adapt("script-src 'none'"), "script-src 'sha256-own'");
  assert.equal(adapt("script-src"), "script-src 'sha256-own'");
  assert.equal(
    adapt("script-src 'self', script-src-elem a.example"),
    "script-src 'self' 'sha256-own', script-src-elem a.example 'sha256-own'",
  );
});

test("adaptCsp() leaves a policy alone that lets the toolbar through already", () => {
  for (
    const value of [
      "",
      " ; ",
      "img-src 'none'",
      "script-src 'unsafe-inline' 'self'; connect-src 'self'",
      "script-src-elem * 'UNSAFE-INLINE'; script-src 'none'",
      "default-src * 'unsafe-inline'",
      "sandbox allow-scripts allow-same-origin",
      "require-trusted-types-for 'script'; trusted-types 'none'",
    ]
  ) assert.equal(adapt(value), value);
});

test("adaptCsp() knows that a nonce or 'strict-dynamic' switches 'unsafe-inline' off", () => {
  assert.equal(
    adapt("script-src 'unsafe-inline' 'nonce-x'"),
    "script-src 'unsafe-inline' 'nonce-x' 'sha256-own'",
  );
  assert.equal(
    adapt("script-src 'unsafe-inline' 'strict-dynamic'"),
    "script-src 'unsafe-inline' 'strict-dynamic' 'sha256-own'",
  );
});

test("sandboxesToolbar() finds a sandbox that keeps the toolbar out", () => {
  assert.equal(sandboxesToolbar("default-src 'self'"), false);
  assert.equal(sandboxesToolbar("sandbox"), true);
  assert.equal(sandboxesToolbar("img-src *, SANDBOX allow-scripts"), true);
  assert.equal(sandboxesToolbar("sandbox allow-scripts allow-same-origin allow-forms"), false);
});

const source = fc.constantFrom(
  "'self'",
  "'none'",
  "'unsafe-inline'",
  "'unsafe-eval'",
  "'strict-dynamic'",
  "'nonce-abc'",
  "'sha256-else'",
  "*",
  "https:",
  "cdn.example.org",
  "'report-sample'",
  "http://localhost:8080/.profile/",
  "'SELF'",
  "data:",
);
const name = fc.constantFrom(
  "default-src",
  "script-src",
  "script-src-elem",
  "script-src-attr",
  "style-src",
  "connect-src",
  "img-src",
  "Script-Src",
  "worker-src",
  "sandbox",
  "report-uri",
  "require-trusted-types-for",
  "frame-ancestors",
  "CONNECT-SRC",
  "x-unknown",
);
const space = fc.constantFrom(" ", "  ", "\t");
const directive = fc.tuple(
  fc.constantFrom("", " ", "  "),
  name,
  fc.array(fc.tuple(space, source), { maxLength: 4 }),
)
  .map(([lead, word, sources]) => lead + word + sources.map((item) => item.join("")).join(""));
const policy = fc.array(directive, { maxLength: 6 }).map((parts) => parts.join(";"));
const header = fc.array(policy, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(","));

/** Directives that count, as a browser reads them. */
function read(value: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of value.split(";")) {
    const [word, ...sources] = part.trim().split(/\s+/);
    if (word !== undefined && word !== "" && !found.has(word.toLowerCase())) {
      found.set(word.toLowerCase(), sources);
    }
  }
  return found;
}

/** Whether a browser runs the script and lets it reach its address. */
function letsThrough(value: string): { script: boolean; connect: boolean } {
  const found = read(value);
  const script = (found.get("script-src-elem") ?? found.get("script-src") ?? found.get("default-src"))
    ?.map((item) => item.toLowerCase());
  const connect = (found.get("connect-src") ?? found.get("default-src"))?.map((item) => item.toLowerCase());
  const strict = script?.some((item) => /^'(?:nonce|sha256)-|^'strict-dynamic'/.test(item)) ?? false;
  return {
    script: script === undefined || script.includes(needs.script) ||
      (script.includes("'unsafe-inline'") && !strict),
    connect: connect === undefined || connect.some((item) => ["*", "'self'", needs.connect].includes(item)),
  };
}

test("adaptCsp() lets the toolbar through every policy and changes nothing else", () => {
  fc.assert(
    fc.property(header, (value) => {
      const before = value.split(",");
      const after = adapt(value).split(",");
      assert.equal(after.length, before.length);
      for (const [index, text] of after.entries()) {
        assert.deepEqual(letsThrough(text), { script: true, connect: true });
        const [old, fresh] = [read(before[index] ?? ""), read(text)];
        for (const [word, sources] of fresh) {
          const was = old.get(word) ??
            (word === "script-src-elem" || word === "connect-src" ? old.get("default-src") : undefined);
          assert.ok(was !== undefined, `${word} came out of nothing`);
          const own = word === "connect-src" ? needs.connect : needs.script;
          const added = sources.filter((item) => !was.includes(item));
          assert.deepEqual(added.filter((item) => item !== own), [], word);
          if (!["script-src", "script-src-elem", "connect-src"].includes(word)) {
            assert.deepEqual(sources, was);
          }
          const lost = was.filter((item) => !sources.includes(item) && item !== "'none'");
          if (old.has(word)) assert.deepEqual(lost, []);
        }
        for (const word of old.keys()) assert.ok(fresh.has(word), word);
        const inline = (policyText: string) => policyText.toLowerCase().split("'unsafe-inline'").length;
        assert.ok(inline(text) <= inline(before[index] ?? ""));
        if (letsThrough(before[index] ?? "").script && letsThrough(before[index] ?? "").connect) {
          assert.equal(text, before[index]);
        }
      }
      assert.equal(adapt(adapt(value)), adapt(value));
    }),
    { numRuns: process.env.PROFILE_TEST_SOAK === undefined ? 500 : 20_000 },
  );
});
