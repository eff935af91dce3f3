import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { insertInto, LONGEST_HEAD } from "./insert.ts";

const HTML = "<script>own</script>";
const rules = { html: HTML, charsetKnown: true, policy: (value: string) => value };

function insert(page: string, more: Partial<typeof rules> = {}, pieces: readonly number[] = []): string {
  const inserter = insertInto({ ...rules, ...more });
  let out = "";
  let at = 0;
  for (const size of pieces) {
    out += inserter.push(page.slice(at, at + size));
    at += size;
  }
  return out + inserter.push(page.slice(at)) + inserter.end();
}

test("insertInto() puts the script before the first thing in the head that runs or loads something", () => {
  const cases = [
    '<!doctype html><html><head><meta charset="utf-8"><title>a<b></title>|<script src=x></script></head><body></body></html>',
    "<head><!-- <script> <head> --><base href=/>|<link rel=stylesheet href=x><title>t</title></head>",
    "<html><head>|</head><body>",
    "<!DOCTYPE html>\n|<p>Hi</p>",
    "|plain words",
    "<html>|<body class='>'>",
    "<title>never ended",
    "<meta name=x content='a>b'|",
    "\u00ef\u00bb\u00bf<html>|<frameset>",
    "<?xml version=1?><!--->|<p>",
    "|< p>",
    "|",
  ];
  for (const text of cases) {
    const page = text.replace("|", "");
    const expected = text.includes("|") && !text.startsWith("<meta") ? text.replace("|", HTML) : page + HTML;
    assert.equal(insert(page), text.startsWith("<meta") ? HTML + page : expected, text);
  }
});

test("insertInto() stays behind the page's words on its encoding as long as a browser looks for them", () => {
  const page = '<head><script>a</script><meta charset="latin1"><script>b</script></head>';
  const late = '<head><script>a</script><meta charset="latin1">' + HTML + "<script>b</script></head>";
  assert.equal(insert(page, { charsetKnown: false }), late);
  assert.equal(insert(page), page.replace("<head>", `<head>${HTML}`));
  assert.equal(
    insert('<head><link><META HTTP-EQUIV="Content-Type" content="text/html; charset=x"><link>', {
      charsetKnown: false,
    }),
    `<head><link><META HTTP-EQUIV="Content-Type" content="text/html; charset=x">${HTML}<link>`,
  );
  const far = `<head><script>${"a".repeat(1100)}</script><link><meta charset=x>`;
  assert.equal(insert(far, { charsetKnown: false }), far.replace("<link>", `${HTML}<link>`));
  const utf16 = "\u00ff\u00fe<\0h\0t\0m\0l\0>\0";
  assert.equal(insert(utf16), utf16);
});

test("insertInto() adapts the policy of a meta tag and keeps its quotes", () => {
  const policy = (value: string) => `${value} 'own'`;
  const cases = [
    [
      `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`,
      `content="script-src 'self' 'own'"`,
    ],
    [
      `<meta content='script-src &#39;self&#39;' http-equiv=content-security-policy>`,
      `content='script-src &#39;self&#39; &#39;own&#39;'`,
    ],
    [`<meta http-equiv=Content-Security-Policy content=x>`, `content="x 'own'"`],
    [
      `<link><script>"<meta http-equiv=x>"</script><meta http-equiv='Content-Security-Policy' content="x">`,
      `content="x 'own'"`,
    ],
  ];
  for (const [page = "", expected = ""] of cases) {
    assert.ok(insert(`<head>${page}`, { policy }).includes(expected), page);
  }
  const comment = `<!-- <meta http-equiv="Content-Security-Policy" content="x"> --><p>`;
  const body = `<p><meta http-equiv="Content-Security-Policy" content="x">`;
  assert.equal(insert(comment, { policy }).replace(HTML, ""), comment);
  assert.equal(insert(body, { policy }).replace(HTML, ""), body);
});

test("insertInto() passes an endless head on and puts the script to the end", () => {
  const page = `<head><!--${"x".repeat(LONGEST_HEAD)}--><p>`;
  const inserter = insertInto(rules);
  assert.equal(inserter.push(page), page);
  assert.equal(inserter.push("more") + inserter.end(), `more${HTML}`);
});

const piece = fc.constantFrom(
  "<!doctype html>",
  "<html lang=en>",
  "<head>",
  "</head>",
  "<body>",
  "</body>",
  "<meta charset=utf-8>",
  "<title>a</title>",
  "<script>",
  "</script>",
  "<style>",
  "</style>",
  "<!--",
  "-->",
  "<",
  ">",
  "text",
  " ",
  "\n",
  '"',
  "'",
  "=",
  "<link rel=x>",
  "<meta http-equiv=Content-Security-Policy content='a'>",
  "<noscript>",
  "</noscript>",
  "\u00e4",
  "<p>",
  "</",
  "<!",
  "<base href='/'>",
  "\u00ef\u00bb\u00bf",
  "<template>",
  "</template>",
  '<meta content="',
);
const pages = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((parts) => parts.join("")),
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 }).map((bytes) =>
    String.fromCharCode(...bytes)
  ),
);

test("insertInto() gives the page's own bytes with one script in them, however they are cut", () => {
  fc.assert(
    fc.property(
      pages,
      fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 60 }),
      fc.boolean(),
      (page, pieces, charsetKnown) => {
        const whole = insert(page, { charsetKnown });
        assert.equal(insert(page, { charsetKnown }, pieces), whole);
        assert.equal(whole.replace(HTML, ""), page);
        const policy = (value: string) => `${value} b`;
        assert.equal(insert(page, { charsetKnown, policy }, pieces), insert(page, { charsetKnown, policy }));
      },
    ),
    { numRuns: process.env.PROFILE_TEST_SOAK === undefined ? 1000 : 50_000 },
  );
});
