import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "./files/test_folder.ts";
import { compare, play, ProfileError, readResult, tail, validate } from "./mod.ts";

const PROFILE = `version: 1
metadata: { slug: mill, rq_required: false, config: disturbed9002 }
variables: { name: mill }
overlays: { other: { variables: { name: other } } }
steps:
  - id: name-it
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/
    json: { name: "{{name}}" }
    expect: { status: 200 }
  - { id: tell, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/", query: { t: "{{secret.WORD}}" } }
comparisons: [{ target: nodb.version, method: text_exact }]
`;

/** A data root with one profile; nothing of the process's own environment counts. */
async function inLibrary(work: (where: { dataRoot: string; env: Record<string, string> }) => Promise<void>) {
  await withFolder(async (dataRoot) => {
    await writeFiles(dataRoot, { "profiles/mill/profile.yaml": PROFILE });
    await work({ dataRoot, env: { PROFILE_PSEUDONYM_KEY: "0".repeat(64) } });
  });
}

test("play() plays with what it is given, tells its lines and keeps secrets; readResult() finds the result", async () => {
  await inLibrary(async (where) => {
    const lines: string[] = [];
    const word = "pumpernickel-4711";
    const report = await play({
      ...where,
      profile: "mill",
      target: "embedded",
      secrets: { WORD: word },
      overlays: ["other"],
      compare: false,
      keep: true,
      onLine: (line) => lines.push(line),
    });
    assert.equal(report.summary, "passed (steps only, embedded)");
    assert.equal(report.overlay, "other");
    assert.equal(report.sandbox?.removed, false);
    assert.match(lines.join("\n"), /^profile mill: 2 steps on embedded, overlay other\n[^]*^ok +name-it/m);
    const { dir, report: stored } = await readResult({ ...where, profile: "mill" });
    assert.equal(stored.summary, report.summary);
    const written = await readFile(join(dir, "transcript.har"), "utf8");
    for (const text of [JSON.stringify(report), lines.join("\n"), written]) {
      assert.ok(!text.includes(word), text);
    }
    const { verdict } = await compare({ ...where, profile: "mill" });
    assert.equal(verdict, "nothing-compared");
  });
});

test("play() and validate() throw what keeps them from working, with the place and what to do", async () => {
  await inLibrary(async (where) => {
    await assert.rejects(play({ ...where, profile: "mil", target: "embedded" }), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "usage");
      assert.match(error.remedy ?? "", /mill/);
      return true;
    });
    await assert.rejects(play({ ...where, profile: "mill" }), { verdict: "usage", message: /No server/ });
    await writeFiles(where.dataRoot, {
      "profiles/mill/profile.yaml": PROFILE.replace("http_get", "http_got"),
    });
    await assert.rejects(validate({ ...where, profile: "mill" }), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.position?.line, 11);
      return true;
    });
  });
});

test("play() stops with its signal, and says so in the report", async () => {
  await inLibrary(async (where) => {
    const stop = new AbortController();
    const onLine = (line: string) => line.includes("name-it") ? stop.abort("interrupted") : undefined;
    const secrets = { WORD: "x" };
    const report = await play({
      ...where,
      profile: "mill",
      target: "embedded",
      secrets,
      signal: stop.signal,
      onLine,
    });
    assert.equal(report.verdict, "interrupted");
    assert.equal(report.counts.steps.ran, 1);
  });
});

test("tail() gives events and broken lines with their places", async () => {
  await withFolder(async (folder) => {
    const event = { stage: "request", id: "a", method: "GET", endpoint: "/x" };
    await writeFiles(folder, { "log.jsonl": `${JSON.stringify(event)}\n{"id":\n` });
    const seen: string[] = [];
    for await (const item of tail({ log: join(folder, "log.jsonl") })) {
      seen.push(item.kind === "gap" ? item.kind : `${item.kind} ${item.line}`);
    }
    assert.deepEqual(seen, ["event 1", "problem 2"]);
  });
});
