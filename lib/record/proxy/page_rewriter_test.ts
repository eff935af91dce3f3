import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Origins } from "./origins.ts";
import { PageRewriter } from "./page_rewriter.ts";

const origins = new Origins("https://wepp.example.org");
const HOST = "localhost:8123";

function rewrite(page: string, cuts: readonly number[] = []): { out: string; strays: string[] } {
  const strays: string[] = [];
  const rewriter = new PageRewriter({ origins, proxyHost: HOST, onStray: (sample) => strays.push(sample) });
  const places = [...new Set([0, ...cuts.map((cut) => cut % (page.length + 1)), page.length])].sort((a, b) =>
    a - b
  );
  const out = places.slice(1).map((place, index) => rewriter.push(page.slice(places[index], place))).join("");
  return { out: out + rewriter.end(), strays };
}

test("PageRewriter keeps links to the target at the proxy, in whatever form", () => {
  const pairs: [string, string][] = [
    ['<a href="https://wepp.example.org/x?y#z">', '<a href="http://localhost:8123/x?y#z">'],
    ["<a href=https://wepp.example.org/x>", "<a href=http://localhost:8123/x>"],
    ["<form action = 'http://wepp.example.org'>", "<form action = 'http://localhost:8123'>"],
    ['<script src="//wepp.example.org/a.js">', '<script src="//localhost:8123/a.js">'],
    ['<a href="https://wepp.example.org:443/x">', '<a href="http://localhost:8123/x">'],
    ['<div data-socket="wss://WEPP.example.org/s">', '<div data-socket="ws://localhost:8123/s">'],
    [
      '<img srcset="https://wepp.example.org/a 1x, https://wepp.example.org/b 2x">',
      '<img srcset="http://localhost:8123/a 1x, http://localhost:8123/b 2x">',
    ],
    [
      '<meta http-equiv=refresh content="0; url=https://wepp.example.org/n">',
      '<meta http-equiv=refresh content="0; url=http://localhost:8123/n">',
    ],
  ];
  for (const [page, expected] of pairs) assert.deepEqual(rewrite(page), { out: expected, strays: [] });
});

test("PageRewriter leaves everything else as it is, and tells what leads away", () => {
  const same = [
    '<a href="https://wepp.example.org.evil/x">',
    '<a href="https://notwepp.example.org/">',
    '<a href="https://wepp.example.org:8443/">',
    '<a href="https://other.example/?u=wepp.example.org">',
    "<!-- <a href='https://wepp.example.org/'> -->",
    "<p>See https://wepp.example.org/ < 3 & more</p>",
    '<textarea><a href="https://wepp.example.org/"></textarea>',
  ];
  for (const page of same) assert.deepEqual(rewrite(page), { out: page, strays: [] }, page);
  const telling = [
    '<script>fetch("https://wepp.example.org/api")</script>',
    '<script>x = "https:\\/\\/wepp.example.org\\/api"</script>',
    '<a onclick="go(&quot;https://wepp.example.org/x&quot;)">',
    '<input value="https://wepp.example.org/next">',
    "<style>a { background: url(//wepp.example.org/i.png) }</style>",
  ];
  for (const page of telling) {
    const { out, strays } = rewrite(page);
    assert.equal(out, page);
    assert.equal(strays.length, 1, page);
  }
});

test("PageRewriter gives the same page however it is cut", () => {
  const bits = fc.constantFrom(
    "<",
    ">",
    '"',
    "'",
    "=",
    " ",
    "a href",
    "<a href=",
    "https://wepp.example.org",
    "/x",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "text",
    "\u00e9",
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 40 }), fc.array(fc.nat(600), { maxLength: 20 }), (list, cuts) => {
      const page = list.join("");
      const whole = rewrite(page);
      assert.equal(rewrite(page, cuts).out, whole.out);
      if (!page.includes("wepp")) assert.equal(whole.out, page);
    }),
  );
});
