/**
 * The built binary against a real stack that renews tokens, limits polls, holds runs, closes its login, has another
 * disk, or speaks the other generation of the API.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Browser } from "../demo/browser.ts";
import { QUICK, type StackBench, withStackProfile } from "../stack/bench.ts";
import { type Stack, STACK_ACCOUNT } from "../stack/stack.ts";

test("a real stack's tokens end in mid-play, polls are limited, runs are held, the login is closed", async () => {
  await withStackProfile({}, async (bench) => {
    const { stack } = bench;
    await bench.accept();

    await stack.restart({ ...QUICK, STACK_TOKEN_USES: "4" });
    const renewed = await bench.play();
    assert.equal(renewed.last, "passed", renewed.output);
    assert.ok((renewed.report.renewals ?? 0) > 0, renewed.output);
    assert.match(renewed.output, /logging in again/);

    const since = stack.asked.length;
    await stack.restart({ ...QUICK, STACK_POLLS: "1/2" });
    const limited = await bench.play();
    assert.equal(limited.last, "passed", limited.output);
    assert.equal(limited.report.polls?.limited, refusedPolls(stack, since), limited.output);
    assert.ok((limited.report.polls?.limited ?? 0) > 0, limited.output);
    const before = stack.asked.length;
    await stack.restart({ ...QUICK, STACK_POLLS: "60/61" });
    const careful = await bench.play("--poll-limit", "60");
    assert.equal(careful.last, "passed", careful.output);
    assert.equal(refusedPolls(stack, before), 0);

    const held = stack.asked.length;
    await stack.restart({ ...QUICK, STACK_TIDY_SECONDS: "1.5" });
    await stack.startWorkers({ ...QUICK, STACK_TIDY_SECONDS: "1.5" });
    const patient = await bench.play();
    assert.equal(patient.last, "passed", patient.output);
    const busy = stack.asked.slice(held).filter(({ line }) => line.endsWith(" 409")).length;
    assert.ok(busy > 0, patient.output);
    assert.equal(patient.report.steps.find(({ id }) => id === "run-wepp")?.busy, busy, patient.output);
    const hasty = await bench.play("--busy-timeout", "0s");
    assert.equal(hasty.code, 1, hasty.output);
    assert.match(hasty.output, /409 job_active/);
    await stack.startWorkers(QUICK);

    await stack.restart(QUICK);
    await bench.copies("foreign");
    await withoutForms(join(bench.root, "profiles/foreign/profile.yaml"));
    const token = ["--bearer-file", await foreignToken(bench)];
    const foreign = await bench.playOther("foreign", "--playback-run-root", stack.playback, ...token);
    assert.equal(foreign.code, 1, foreign.output);
    assert.match(foreign.output, /403[^]*Token is not valid for this run/);

    const inner = ["--base-url", `${stack.inner}/weppcloud`, "--login-url", `${stack.origin}/weppcloud`];
    const within = await bench.play(...inner);
    assert.equal(within.last, "passed", within.output);

    await stack.restart({ ...QUICK, STACK_LOCAL_LOGIN: "false" });
    const closed = await bench.play();
    assert.equal(closed.last, "unavailable", closed.output);
    assert.match(closed.output, /login/i);
    assert.equal(closed.code, 3);

    await stack.restart({ ...QUICK, STACK_PASSWORD: "another" });
    const wrong = await bench.play();
    assert.equal(wrong.last, "unavailable", wrong.output);
    assert.match(wrong.output, /password/i);
    assert.equal(wrong.code, 3);
    assert.deepEqual(bench.strangers(), []);
  });
});

test("a real stack whose disk is another makes, forks, copies and archives runs", async () => {
  await withStackProfile({}, async (bench) => {
    const { stack } = bench;
    await bench.accept();
    const compared = (words: string[]) => ({ words, listing: "files" });
    const ways = [
      compared([]),
      { ...compared(["--then", "fork,archive"]), listing: "browse" },
      { ...compared(["--sandbox", "create"]), listing: "none" },
    ];
    for (const { words, listing } of ways) {
      await stack.restart({ ...QUICK, STACK_LISTING: listing, STACK_TEST_SUPPORT: "true" });
      const far = await bench.playFar(...words);
      assert.equal(far.last, "passed", far.output);
      assert.equal(far.report.sandbox?.mode, "create");
      assert.equal(far.report.sandbox.outputs, "http");
      assert.equal(far.report.comparisons.length, 10);
      assert.ok(far.report.comparisons.every(({ verdict }) => verdict === "passed"), far.output);
      const gone = await readdir(
        join(bench.root, "stack/runs", far.report.sandbox.run_id?.slice(0, 2) ?? ""),
      );
      assert.ok(!gone.includes(far.report.sandbox.run_id ?? ""), "the server's test support removes it");
    }

    await stack.restart(QUICK);
    const forked = await bench.playFar("--fork-from", bench.recorded, "--then", "fork", "--then", "archive");
    assert.equal(forked.last, "passed", forked.output);
    assert.equal(forked.report.sandbox?.mode, "fork");
    assert.equal(forked.report.sandbox.outputs, "http");
    assert.deepEqual(bench.strangers(), [
      `POST /rq-engine/api/runs/${bench.recorded}/disturbed9002/fork 200`,
    ], "the recorded run is named by the fork alone");

    const near = await bench.play("--then", "fork,archive", "--undisturbify", "--archive-comment", "before");
    assert.equal(near.last, "passed", near.output);
    assert.equal(near.report.then?.length, 2);
    const made = await readdir(stack.forks);
    assert.ok(made.some((name) => !existsSync(join(stack.forks, name, "disturbed"))), made.join());

    await stack.startWorkers({ ...QUICK, STACK_DRIFT: "1.03" });
    const drifted = await bench.playFar("--sandbox", "create");
    assert.equal(drifted.code, 1, drifted.output);
    assert.match(drifted.output, /wepp\/output\/summary\.json.*\n.*\n.*soil_loss/);
    assert.equal(bench.strangers().length, 1);
  });
});

test("a recording of either generation of the API is played on the other", async () => {
  await withStackProfile({ STACK_API: "legacy" }, async (bench) => {
    const { stack } = bench;
    const profile = await readFile(join(bench.root, "profiles/stack/profile.yaml"), "utf8");
    assert.match(profile, /api: legacy/);
    assert.ok(bench.own.every((line) => !line.includes("/rq-engine/api/")), bench.own.join("\n"));
    await bench.accept();
    const old = await bench.play("--then", "fork,archive");
    assert.equal(old.last, "passed", old.output);

    const forked = await bench.playFar("--fork-from", bench.recorded);
    assert.equal(forked.last, "passed", forked.output);
    const once = [`POST /weppcloud/runs/${bench.recorded}/disturbed9002/rq/api/fork 200`];
    assert.deepEqual(bench.strangers(), once);

    const since = stack.asked.length;
    await stack.restart(QUICK);
    const translated = await bench.play();
    assert.equal(translated.last, "passed", translated.output);
    assert.match(translated.output, /6 steps recorded in the legacy API are sent to the rq-engine API/);
    const changes = stack.requests.slice(since).filter((line) => /^POST .*(rq\/api|upload_sbs)/.test(line));
    assert.deepEqual(changes, []);
    assert.deepEqual(bench.strangers(), once);
  });
  await withStackProfile({}, async (bench) => {
    await bench.accept();
    await bench.stack.restart({ ...QUICK, STACK_API: "legacy" });
    const translated = await bench.play();
    assert.equal(translated.last, "passed", translated.output);
    assert.match(translated.output, /6 steps recorded in the rq-engine API are sent to the legacy API/);
    assert.deepEqual(bench.strangers(), []);
  });
});

/** Polls that were sent away since a request. */
function refusedPolls({ requests }: Stack, since: number): number {
  return requests.slice(since).filter((line) => line.endsWith(" 429")).length;
}

/** Leaves out the step that Flask serves: a token alone opens rq-engine alone. */
async function withoutForms(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const rest = text.replace(/ {2}- id: set-unit-preferences\n[^]*?\n(?= {2}- id: )/, "");
  assert.notEqual(rest, text);
  await writeFile(file, rest);
}

/** A file with the session token of another run of the same user. */
async function foreignToken({ root, stack }: StackBench): Promise<string> {
  const browser = new Browser(stack.inner);
  await browser.login(STACK_ACCOUNT.email, STACK_ACCOUNT.password);
  await browser.createRun("disturbed9002");
  const file = join(root, "foreign.token");
  await writeFile(file, browser.token, { mode: 0o600 });
  return file;
}
