import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { markup, raw } from "./markup.ts";
import { renderPage } from "./page.ts";

test("what is put into a template is text, whatever it holds", () => {
  const name = `<img src=x onerror="alert('1')">&`;
  assert.equal(
    markup`<a title="${name}">${name}</a>`.text,
    '<a title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">' +
      "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</a>",
  );
});

test("pieces of a page, lists of them and nothing", () => {
  assert.equal(
    markup`<p>${[markup`<b>a</b>`, " < ", 3]}${undefined}${false}${raw("<br>")}</p>`.text,
    "<p><b>a</b> &lt; 3<br></p>",
  );
});

test("no document for the scripts ends their element", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const page = renderPage({ title: "t", body: "", data: { one: { text: `${text}</script><!--` } } });
    const [, held = ""] = /<script type="application\/json" id="one">(.*?)<\/script>/s.exec(page) ?? [];
    assert.deepEqual(JSON.parse(held), { text: `${text}</script><!--` });
  }));
});
