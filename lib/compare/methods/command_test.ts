import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type Files, found, manifestOf, withFolder, writeFiles } from "../test_fixtures.ts";
import { checkComparison } from "../registry.ts";
import { runComparisons } from "../run.ts";

const ENV = { PATH: "/usr/bin:/bin", LANG: "C", ADMIN_PASSWORD: "hunter2" };

/** Compares `out/file` by a command. */
async function run(
  params: Record<string, unknown>,
  [before, after]: [string, string] = ["1 2\n", "1 3\n"],
) {
  return await withFolder(async (folder) => {
    const baseline: Files = { "out/file": before };
    await writeFiles(join(folder, "baseline"), baseline);
    await writeFiles(join(folder, "run"), { "out/file": after });
    const signal = new AbortController().signal;
    const [report] = await runComparisons({
      comparisons: [{ target: "out/file", method: "command", params }],
      baselineDir: join(folder, "baseline"),
      manifest: manifestOf(baseline),
      runDir: join(folder, "run"),
      programs: { cwd: folder, env: ENV, signal },
    });
    assert.ok(report);
    return report;
  });
}
const sh = (script: string) => ["sh", "-c", script, "sh", "{baseline}", "{produced}", "{diff}"];

test("command compare() takes the exit code for the verdict, and the output as a note", async () => {
  const same = await run({ command: sh("echo close enough; exit 0") });
  assert.deepEqual([same.verdict, same.notes], ["passed", ["close enough"]]);
  const other = await run({ command: "diff {baseline} {produced}" });
  assert.deepEqual([other.verdict, ...found(other)], ["failed", "changed exit code"]);
  assert.deepEqual(other.notes, ["1c1; < 1 2; ---; > 1 3"]);
  const silent = await run({ command: "cmp -s {baseline} {produced}" });
  assert.deepEqual([silent.verdict, silent.differences[0]?.message], [
    "failed",
    "The program found differences",
  ]);
  const broken = await run({ command: sh("echo no such block >&2; exit 3") });
  assert.deepEqual([broken.verdict, broken.reason], [
    "error",
    '"out/file": sh ended with exit code 3: no such block',
  ]);
  const absent = await run({ command: "no-such-program {baseline} {produced}" });
  assert.match(absent.reason ?? "", /no-such-program cannot be run \(ENOENT\)/);
});

test("command compare() is not asked about equal bytes", async () => {
  assert.equal((await run({ command: sh("exit 3") }, ["1", "1"])).verdict, "passed");
});

test("command compare() runs nothing unless the configuration lets it", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "b/out/file": "1", "r/out/file": "2" });
    const [report] = await runComparisons({
      comparisons: [{ target: "out/file", method: "command", params: { command: sh("exit 0") } }],
      baselineDir: join(folder, "b"),
      manifest: manifestOf({ "out/file": "1" }),
      runDir: join(folder, "r"),
    });
    assert.equal(report?.verdict, "error");
    assert.match(report?.reason ?? "", /only with compare_commands: allow in profiles\/profile.config.yaml/);
  });
});

test("command compare() ends what takes too long, with all that it started", async () => {
  const report = await run({ command: sh("sleep 600 & sleep 600"), timeout: "300ms" });
  assert.deepEqual([report.verdict, report.reason], ["error", '"out/file": sh took more than 300 ms']);
});

test("command compare() uses no shell, and hands no secret on", async () => {
  const shown = await run({ command: ["printf", "%s\\n", "$HOME;|", "{baseline}{produced}"] });
  assert.match(shown.notes[0] ?? "", /^\$HOME;\|; \/.*baseline\/out\/file\/.*run\/out\/file$/);
  const env = await run({ command: sh("env") });
  assert.ok(!JSON.stringify(env).includes("hunter2"));
});

test("command compare() keeps what the program wrote to {diff}, where it fits", async () => {
  const report = await run({ command: sh('diff "$1" "$2" > "$3"') });
  assert.deepEqual(report.facts["out/file"], { output: [], diff: "1c1\n< 1 2\n---\n> 1 3\n" });
  const large = await run({ command: sh('head -c 100000 /dev/zero > "$3"; exit 1') });
  assert.deepEqual(large.facts["out/file"], { output: [] });
  const chatty = await run({ command: sh("seq 1000; exit 1") });
  assert.equal((chatty.facts["out/file"] as { output: string[] }).output.length, 200);
  assert.equal(chatty.notes[0]?.length, 300);
});

test("checkComparison() names what is wrong with a command", () => {
  const fault = (command: unknown, more = {}) =>
    checkComparison({ target: "a.dss", method: "command", params: { command, ...more } });
  assert.equal(fault("cmp {baseline} {produced}"), undefined);
  assert.match(fault("cmp {baseline}") ?? "", /lacks \{produced\}/);
  assert.match(
    fault("cmp {baseline} {prodced} {produced}") ?? "",
    /unknown "prodced" \(did you mean "produced"\?\)/,
  );
  assert.match(fault("cmp 'x") ?? "", /the quote ' is not closed/);
  assert.match(fault("") ?? "", /names no program/);
  assert.match(fault(3) ?? "", /must be a line, or a list of words/);
  assert.match(fault("a {baseline} {produced}", { timeout: "1 day" }) ?? "", /params.timeout/);
});
