import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDraft } from "./describe.ts";
import { openDraft } from "./open.ts";
import { stepLines, viewStep } from "./step_view.ts";
import { printable, WIDTH, wrapped } from "../text/wrap.ts";
import { tableLines } from "./table.ts";
import { withDraft } from "./testing/draft.ts";

const plain = (text: string) => text;

test("describeDraft() names holes, suggestions, links, uploads, redactions and what to type next", async () => {
  await withDraft(async ({ root, edit }) => {
    const look = async () => await describeDraft(await openDraft("mill", root, root));
    const { steps, holes, state, next, suspects } = await look();
    assert.deepEqual(holes.map(({ address, line, column }) => `${address} ${line}:${column}`), [
      "set-outlet.json.latitude 22:23",
      "set-outlet.json.longitude 23:29",
      "upload.form.mode 35:25",
      "upload.files.climate 36:29",
    ]);
    assert.equal(holes[1]?.suggestion?.value, -116.25);
    assert.deepEqual(steps[2]?.links, ["steps.set-outlet.job"]);
    assert.deepEqual(steps[1]?.used_by, ["resources-netful.json"]);
    assert.deepEqual(steps[3]?.uploads, [{ field: "climate", state: "hole" }]);
    assert.deepEqual(steps[3]?.redactions, ["form.token"]);
    assert.deepEqual([state, next], ["holes", "profile review _drafts/mill --accept-suggestions"]);
    assert.equal(suspects.length, 1);
    await edit({ kind: "accept" });
    assert.equal((await look()).next, "profile review _drafts/mill --fill set-outlet.json.latitude=VALUE");
    await edit({ kind: "fill", at: "set-outlet.json.latitude", value: "1" }, {
      kind: "drop",
      step: "upload",
    });
    const after = await look();
    assert.equal(after.next, "profile promote _drafts/mill mill");
    assert.deepEqual(after.reviewed, { at: "2026-03-03T10:00:00.000Z", by: "Ann", decisions: 3 });
  });
});

test("tableLines() fit the terminal, and name what matters", async () => {
  await withDraft(async ({ root }) => {
    const draft = await openDraft("mill", root, root);
    const document = await describeDraft(draft);
    const lines = tableLines(document, plain, false);
    const earlier = tableLines({ ...document, earlier: "2 changes lie before" }, plain, false).join("\n");
    assert.match(earlier, /^before the capture\n {2}2 changes lie before$/m);
    for (const line of lines) assert.ok(line.length <= WIDTH, line);
    const text = lines.join("\n");
    assert.match(text, /^_drafts\/mill: 4 steps, 4 holes \(1 with a suggestion\), 1 suspect\n/);
    assert.match(
      text,
      /2 {2}set-outlet +POST +…\/set-outlet +json \d+ B +2xx\n {5}2 holes, 1 with a suggestion; gives to/,
    );
    assert.match(
      text,
      / {3}23:29 {2}set-outlet\.json\.longitude: withheld\n {10}suggested: -116\.25, from watershed/,
    );
    assert.match(text, /climate: no bytes/);
    const view = stepLines(viewStep(draft, document, "1"), plain).join("\n");
    assert.match(view, /POST answered with 200; log line 1, 2/);
    assert.match(view, /json: \{ name: Basin of Jane, "odd\.key": 7 \} {3}# stays/);
  });
});

test("viewStep() finds what was decided under an earlier name", async () => {
  await withDraft(async ({ root, edit }) => {
    await edit({ kind: "rename", from: "setname", to: "name" });
    const draft = await openDraft("mill", root, root);
    const { recorded, decisions } = viewStep(draft, await describeDraft(draft), "name");
    assert.equal(recorded.length, 1);
    assert.deepEqual(decisions.map(({ decision }) => decision), ["rename"]);
  });
});

test("wrapped() never exceeds the width, keeps every character, and shows what would move the cursor", () => {
  const long = "x".repeat(250) + " /a/b-c " + "word ".repeat(60);
  for (const line of wrapped(long, 4, 8)) assert.ok(line.length <= WIDTH);
  assert.equal(wrapped(long, 4, 8).join("").replace(/ /g, ""), long.replace(/ /g, ""));
  assert.equal(printable("a\x1b[2Jb\u202e"), "a\\u001b[2Jb\\u202e");
});
