/**
 * One profile in every kind of sandbox, the built binary on one side and a server with disks of its own on the other: the
 * verdict, every difference and what waits for review are the same, and no file of the server is read but over HTTP.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from "../lib/embedded/mod.ts";
import { TestClient } from "../lib/embedded/testing/client.ts";
import { walkFiles } from "../lib/files/walk.ts";
import type { Report } from "../lib/model/report.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const CONFIG = "disturbed9002";

interface Place {
  root: string;
  /** The server's own disk. */
  far: string;
  server: EmbeddedServer;
  play(...words: string[]): Promise<Played>;
}

interface Played {
  code: number | null;
  output: string;
  report: Report;
}

/** A data root, and a server that shares its playback root or not. */
async function withPlace(
  shared: boolean,
  options: Partial<EmbeddedOptions>,
  use: (place: Place) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "modes-"));
  const far = await mkdtemp(join(tmpdir(), "modes-far-"));
  await mkdir(join(root, "profiles"));
  await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
  if (shared) await mkdir(join(root, "playback", "runs"), { recursive: true });
  const server = await startEmbedded({
    playbackRunRoot: shared ? join(root, "playback", "runs") : join(far, "playback"),
    runsRoot: join(far, "runs"),
    pollLimit: null,
    ...options,
  });
  try {
    await use({ root, far, server, play: (...words) => play(root, server, words) });
  } finally {
    await server.close();
    for (const folder of [root, far]) await rm(folder, { recursive: true });
  }
}

function play(root: string, server: EmbeddedServer, words: string[]): Promise<Played> {
  const env = {
    ...PSEUDONYM_KEY,
    PATH: process.env["PATH"] ?? "",
    PROFILE_DATA_ROOT: root,
    ADMIN_EMAIL: server.account.email,
    ADMIN_PASSWORD: server.account.password,
  };
  const all = ["play", "us-small", "--base-url", server.baseUrl, ...words];
  return new Promise((resolve, reject) => {
    const child = spawn(join(REPO, "bin/profile"), all, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (block) => output += String(block));
    child.on("close", (code) => {
      lastReport(root).then((report) => resolve({ code, output, report }), reject);
    });
  });
}

async function lastReport(root: string): Promise<Report> {
  const folder = join(root, "profiles/results/us-small");
  const last = (await readdir(folder)).sort().at(-1) ?? "";
  return JSON.parse(await readFile(join(folder, last, "report.json"), "utf8")) as Report;
}

/** A run on the server that nothing was done with. */
async function freshRun(server: EmbeddedServer): Promise<string> {
  const client = await new TestClient(server).start();
  const made = await client.send("POST", "/rq-engine/api/create/", {
    body: new URLSearchParams({ config: CONFIG }),
  });
  await made.body?.cancel();
  return made.headers.get("location")?.split("/")[3] ?? "";
}

/** What must be the same in every kind of sandbox. */
async function essence(root: string, { code, report }: Played) {
  const pending = report.artifacts["pending"];
  const items: { path: string; sha256: string; size: number }[] = pending === undefined
    ? []
    : JSON.parse(await readFile(pending, "utf8")).items;
  // The head of this one names the minute.
  const waiting = items.map((item) =>
    item.path === "wepp/output/loss_pw0.txt" ? { ...item, sha256: "" } : item
  );
  return {
    code,
    verdict: report.verdict,
    steps: report.steps.map(({ id, verdict, failures }) => ({ id, verdict, failures })),
    expectations: report.expectations.map((one) => ({
      ...one,
      message: one.message.replace(/\d{4}-\d\d-\d\d [\d:]+/, "(clock)"),
    })),
    comparisons: report.comparisons.map((one) => ({
      ...one,
      artifacts: [],
      at: one.at?.replace(`${root}/`, ""),
    })),
    waiting,
    copies: pending === undefined ? [] : await walkFiles(dirname(pending)),
    root: root.length > 0,
  };
}

/** The same play in all kinds of sandbox; `change` edits the profile first. */
async function inAllModes(
  options: Partial<EmbeddedOptions>,
  change: (root: string) => Promise<void> = () => Promise.resolve(),
) {
  const seen: Record<string, Awaited<ReturnType<typeof essence>>> = {};
  await withPlace(true, options, async ({ root, play }) => {
    await change(root);
    const played = await play();
    assert.equal(played.report.sandbox?.outputs, "disk");
    seen["filesystem"] = await essence(root, played);
  });
  await withPlace(false, options, async ({ root, server, play }) => {
    await change(root);
    for (
      const [mode, words] of [["create", []], ["fork", ["--fork-from", await freshRun(server)]]] as const
    ) {
      const played = await play("--sandbox", mode, ...words);
      assert.equal(played.report.sandbox?.mode, mode, played.output);
      assert.equal(played.report.sandbox.outputs, "http");
      seen[mode] = await essence(root, played);
    }
  });
  return seen;
}

async function edit(root: string, what: RegExp, instead: string): Promise<void> {
  const file = join(root, "profiles/us-small/profile.yaml");
  const text = await readFile(file, "utf8");
  assert.match(text, what);
  await writeFile(file, text.replace(what, instead));
}

test("the comparisons of a play are the same in every kind of sandbox: all matches", async () => {
  const { filesystem, create, fork } = await inAllModes({});
  assert.equal(filesystem?.verdict, "passed");
  assert.deepEqual(create, filesystem);
  assert.deepEqual(fork, filesystem);
});

test("the comparisons of a play are the same in every kind of sandbox: every difference", async () => {
  const { filesystem, create, fork } = await inAllModes({ drift: { soil_loss: 1.03 } }, async (root) => {
    await edit(
      root,
      / {2}log_phrases:\n(?= {4}- file: wepp.log)/,
      "  absent: [ron.nodb]\n  log_phrases:\n    - { file: wepp.log, contains: not in there }\n",
    );
    await edit(root, /expect:\n {2}files:\n/, "expect:\n  files:\n    - wepp/output/nowhere.txt\n");
  });
  assert.equal(filesystem?.verdict, "differences");
  assert.ok((filesystem?.comparisons.filter(({ verdict }) => verdict === "failed").length ?? 0) > 0);
  assert.ok((filesystem?.waiting.length ?? 0) > 0);
  assert.equal(filesystem?.expectations.filter(({ verdict }) => verdict === "failed").length, 3);
  assert.deepEqual(create, filesystem);
  assert.deepEqual(fork, filesystem);
});

test("waits for files end the same way in every kind of sandbox", async () => {
  const { filesystem, create, fork } = await inAllModes({}, async (root) => {
    const wait = (id: string, fields: string) =>
      `  - { id: ${id}, action: wait, wait: { type: file, file: ${CONFIG}.cfg, ${fields} } }\n`;
    await edit(
      root,
      /\nsteps:\n/,
      `\nsteps:\n${wait("steady", "steady: 1s, timeout: 20s")}${wait("fresh", "since: step, timeout: 1s")}`,
    );
  });
  const [steady, fresh] = filesystem?.steps ?? [];
  assert.equal(steady?.verdict, "passed");
  assert.deepEqual(fresh?.failures, [`${CONFIG}.cfg was written before the step began, after 1.0 s`]);
  assert.deepEqual(create, filesystem);
  assert.deepEqual(fork, filesystem);
});

test("what may not be read over HTTP is not taken for absent", async () => {
  await withPlace(false, {}, async ({ root, play }) => {
    await edit(root, /expect:\n {2}files:\n/, "expect:\n  absent: [exceptions.log]\n  files:\n");
    const played = await play("--sandbox", "create", "--no-compare");
    assert.equal(played.code, 1, played.output);
    assert.match(played.output, /exceptions\.log cannot be read over HTTP: .* role Root alone/);
  });
});

test("without comparisons the same outputs are proposed in every kind of sandbox", async () => {
  const { filesystem, create, fork } = await inAllModes({}, async (root) => {
    await edit(root, /\ncomparisons:[\s\S]*$/, "\n");
    await rm(join(root, "profiles/us-small/baseline"), { recursive: true });
  });
  assert.equal(filesystem?.verdict, "nothing-compared");
  assert.ok((filesystem?.waiting.length ?? 0) > 20);
  const proposed = (seen: typeof create) =>
    seen?.waiting.map(({ path, sha256 }: { path: string; sha256: string }) => [path, sha256]);
  assert.deepEqual(proposed(create), proposed(filesystem));
  assert.deepEqual(proposed(fork), proposed(filesystem));
});

test("the run to fork is named in one single request, be it the recorded run itself", async () => {
  await withPlace(false, {}, async ({ root, server, play }) => {
    const from = await freshRun(server);
    await edit(root, /run_id: \S+/, `run_id: ${from}`);
    const before = server.requests.length;
    const played = await play("--fork-from", from);
    assert.equal(played.code, 0, played.output);
    const named = server.requests.slice(before).filter(({ path, query }) =>
      `${path}?${query}`.includes(from)
    );
    assert.deepEqual(named.map(({ method, path, status }) => `${method} ${path} ${status}`), [
      `POST /rq-engine/api/runs/${from}/${CONFIG}/fork 200`,
    ]);
    await edit(
      root,
      /runs\/\{\{run_id\}\}\/\{\{config\}\}\/report\/channel/,
      `runs/${from}/${CONFIG}/report/channel`,
    );
    const refused = await play("--fork-from", from);
    assert.equal(refused.code, 5, refused.output);
  });
});

test("the step that made the recorded run makes the sandbox, once; in other sandboxes it is left out", async () => {
  const steps = `
steps:
  - id: make-run
    action: http_post
    path: /rq-engine/api/create/
    urlencoded: { config: ${CONFIG}, "unitizer:is_english": "true" }
    expect: { status: 200 }
    save: { run: { header: location, after: /runs/, before: / } }
  - id: look
    action: http_get
    path: /weppcloud/runs/{{steps.make-run.run}}/{{config}}/
`;
  const creations = ({ requests }: EmbeddedServer) =>
    requests.filter(({ path }) => path.includes("/create/")).length;
  await withPlace(true, {}, async ({ root, server, play }) => {
    await edit(root, /\nsteps:\n/, steps);
    const played = await play("--no-compare");
    assert.equal(played.code, 0, played.output);
    assert.match(played.output, /skip {2}make-run {2}it makes a run, and the play has its own already/);
    assert.equal(creations(server), 0);
  });
  await withPlace(false, { testSupport: false }, async ({ root, far, server, play }) => {
    await edit(root, /\nsteps:\n/, steps);
    const played = await play("--no-compare");
    assert.equal(played.code, 0, played.output);
    assert.equal(played.report.sandbox?.mode, "create", "there is no playback root");
    assert.equal(creations(server), 1);
    const runId = played.report.sandbox?.run_id ?? "";
    const cfg = await readFile(join(far, "runs", runId.slice(0, 2), runId, `${CONFIG}.cfg`), "utf8");
    assert.match(cfg, /is_english = true/, "the step's own overrides count");
    assert.match(played.output, /stays on the server/);
  });
});

test("a server that cannot use configuration alone gets the profile's snapshot, and the report says so", async () => {
  await withPlace(true, { faults: ["bare-run-500"] }, async ({ root, play }) => {
    const refused = await play();
    assert.equal(refused.code, 3, refused.output);
    assert.match(refused.output, /cannot open the sandbox .*HTTP 500.*configuration alone/);
    assert.deepEqual(await readdir(join(root, "playback/runs")), []);
    const run = join(root, "profiles/us-small/run");
    await mkdir(join(run, "_logs"), { recursive: true });
    await writeFile(join(run, "_logs/profile.events.jsonl"), "{}\n");
    await writeFile(join(run, "ron.nodb"), '{"py/state": {}}');
    await writeFile(
      join(run, `${CONFIG}.cfg`),
      await readFile(join(root, `profiles/us-small/seed/config/${CONFIG}.cfg`)),
    );
    // Written by the recorded run, and by no step of this play: it must not be taken for produced.
    await mkdir(join(run, "wepp/output/run"), { recursive: true });
    await cp(join(root, "profiles/us-small/baseline/soils"), join(run, "soils"), { recursive: true });
    const played = await play("--keep");
    assert.equal(played.code, 0, played.output);
    assert.match(played.output, /started from the profile's run\/ snapshot/);
    const sandbox = played.report.sandbox?.dir ?? "";
    assert.ok(!(await readFile(join(sandbox, "_logs/profile.events.jsonl"), "utf8")).startsWith("{}\n"));
    await edit(root, / {2}- id: run-wepp\n[\s\S]*?(?=\n {2}- id: )/, "");
    await cp(join(root, "profiles/us-small/baseline/wepp"), join(run, "wepp"), { recursive: true });
    const untouched = await play();
    assert.equal(untouched.code, 1, untouched.output);
    assert.match(untouched.output, /lay in the sandbox from the start and no step wrote/);
  });
});

test("a sandbox that the server does not see is said clearly, and removed", async () => {
  await withPlace(false, {}, async ({ root, play }) => {
    const played = await play("--sandbox", "filesystem");
    assert.equal(played.code, 3, played.output);
    assert.match(played.output, /does not find the sandbox .* although its folder is there/);
    assert.match(played.output, /--playback-run-root.*--sandbox create.*--sandbox fork --fork-from RUN/);
    assert.deepEqual(await readdir(join(root, "playback/runs")), []);
  });
});

test("a recording from outside brings no config for the disk: create is proposed, and works", async () => {
  await withPlace(true, {}, async ({ root, play }) => {
    await rm(join(root, "profiles/us-small/seed/config"), { recursive: true });
    const refused = await play("--sandbox", "filesystem");
    assert.equal(refused.code, 3, refused.output);
    assert.match(refused.output, /no \.cfg file/);
    assert.match(refused.output, /--sandbox create/);
    const played = await play("--sandbox", "create");
    assert.equal(played.code, 0, played.output);
  });
});

test("the bundle of a failed play holds the logs of a run that lies on the server", async () => {
  await withPlace(false, { faults: ["failing-job=build-soils"] }, async ({ play }) => {
    const played = await play("--sandbox", "create");
    assert.equal(played.code, 1, played.output);
    const bundle = played.report.artifacts["bundle"] ?? "";
    const files = await walkFiles(bundle);
    assert.ok(files.includes("logs/ron.log"), files.join(" "));
    assert.match(await readFile(join(bundle, "logs/files.txt"), "utf8"), /ron\.nodb/);
  });
});
