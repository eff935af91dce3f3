/** A step that was under way when the play was killed is judged as if nobody had killed it. */
import assert from "node:assert/strict";
import { appendFile, cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Bench, CHANGES, type Playing, start, withBench } from "../resume_bench.ts";

async function kill(playing: Playing): Promise<void> {
  playing.kill("SIGKILL");
  assert.equal((await playing.ended).signal, "SIGKILL", playing.output());
}

/** Changes the shipped profile of a bench. */
async function edit({ root }: Bench, change: (text: string) => string): Promise<void> {
  const file = join(root, "profiles/us-small/profile.yaml");
  const text = await readFile(file, "utf8");
  const changed = change(text);
  assert.notEqual(changed, text);
  await writeFile(file, changed);
}

/** The folder of the one sandbox. */
async function sandboxOf({ root }: Bench): Promise<string> {
  const runs = join(root, "playback", "runs");
  const names = (await readdir(runs)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  assert.equal(names.length, 1);
  return join(runs, names[0] ?? "");
}

async function written(file: string, what: RegExp): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (what.test(await readFile(file, "utf8").catch(() => ""))) return;
    await delay(50);
  }
  assert.fail(`${file} never said ${what}`);
}

test("what was written while nobody played counts since the step began; a limit that nobody watched is said", async () => {
  await withBench({ jobScale: 8 }, async (bench) => {
    const { server, play, changes } = bench;
    const phrase = "WEPP watershed run complete";
    await edit(bench, (text) =>
      text.replace(
        /(\n {2}- id: run-wepp\n[^]*?\n {4}expect: )\{[^\n]*\}\n {4}wait: \{[^\n]*\}\n/,
        `$1{ max_duration: 2s, log_phrases: [{ file: wepp.log, contains: ${phrase}, since: step }] }
    wait: { type: file, file: wepp.log, since: step, timeout: 3s }

  - id: noted
    action: wait
    wait: { type: log_phrase, file: noted.log, contains: well done, timeout: 20s }
`,
      ));
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "-v");
    await first.seen(/> run-wepp\n[^]*job \S+ (queued|started)/);
    await kill(first);
    const sandbox = await sandboxOf(bench);
    await written(join(sandbox, "wepp.log"), new RegExp(phrase));
    await delay(2100);
    const second = play("us-small", "--resume", "-v");
    await second.seen(/> noted\n/);
    await delay(200);
    await kill(second);
    assert.match(second.output(), /\nok +run-wepp /);
    assert.match(
      second.output(),
      /run-wepp: max_duration 2s cannot be judged: the play was cut off meanwhile, and it took between/,
    );
    await appendFile(join(sandbox, "noted.log"), "well done\n");
    const third = await play("us-small", "--resume").ended;
    assert.equal(third.code, 0, third.output);
    assert.match(third.output, /\nok +noted /);
    assert.deepEqual(changes(), CHANGES);
  });
});

test("a step that failed before the kill stays failed, and its change is not asked about", async () => {
  await withBench({ jobScale: 8 }, async (bench) => {
    const { server, play, changes } = bench;
    await edit(bench, (text) =>
      text.replace(
        /(\n {2}- id: setname\n[^]*?\n {4}expect: )\{[^\n]*\}\n/,
        "$1{ json: { $.gone: { exists: true } } }\n",
      ));
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "--keep-going", "-v");
    await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
    await kill(first);
    const next = await play("us-small", "--resume", "--keep-going").ended;
    assert.equal(next.code, 1, next.output);
    assert.match(
      next.output,
      /\nFAIL +setname [^\n]* done before\n[^]*\$\.gone is not in the answer[^]*\nok +run-wepp/,
    );
    assert.deepEqual(changes(), CHANGES);
  });
});

test("a change whose answer was not as expected fails also when the play is killed before its job is done", async () => {
  await withBench({ jobScale: 8 }, async (bench) => {
    const { server, play, changes } = bench;
    await edit(bench, (text) =>
      text.replace(
        /(\n {2}- id: build-landuse\n[^]*?\n {4}expect: )\{[^\n]*\}\n/,
        "$1{ headers: { x-gone: { exists: true } } }\n",
      ));
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "-v");
    await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
    await kill(first);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 1, next.output);
    assert.match(next.output, /\nFAIL +build-landuse [^]*x-gone/);
    assert.deepEqual(changes(), CHANGES.slice(0, CHANGES.indexOf("build-landuse") + 1));
  });
});

test("a job command that was under way at the kill is not run again until --redo; one that was done is not at all", async () => {
  await withBench({}, async (bench) => {
    const { root, server } = bench;
    const folder = join(root, "profiles", "direct");
    await cp(join(root, "profiles/us-small/seed"), join(folder, "seed"), { recursive: true });
    await writeFile(
      join(folder, "profile.yaml"),
      `metadata: { slug: direct, config: disturbed9002, rq_required: false }
steps:
  - id: run-wepp
    action: enqueue_rq
    job: tasks.run_wepp
    wait: { type: file, file: done.txt, timeout: 30s }
`,
    );
    const ran = join(root, "ran.txt");
    const runs = async () => (await readFile(ran, "utf8")).trim().split("\n").length;
    const play = (seconds: number, ...words: string[]) =>
      start(root, [
        "play",
        "direct",
        "-v",
        "--job-command",
        `sh -c 'echo ran >> ${ran}; sleep ${seconds}'`,
        ...words,
      ]);
    const first = play(3, "--base-url", server.baseUrl, "--no-compare");
    await written(ran, /ran/);
    await kill(first);
    const next = await play(0, "--resume").ended;
    assert.equal(next.code, 6, next.output);
    assert.match(
      next.output,
      /Nobody knows whether run-wepp was done: its command was begun and its end not seen/,
    );
    assert.equal(await runs(), 1);
    const redone = play(0, "--resume", "--redo");
    await written(ran, /ran\nran/);
    await delay(500);
    await kill(redone);
    await writeFile(join(await sandboxOf(bench), "done.txt"), "");
    const last = await play(0, "--resume").ended;
    assert.equal(last.code, 0, last.output);
    assert.equal(await runs(), 2);
  });
});
