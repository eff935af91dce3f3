import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { compareVerdict, runComparisons } from "../compare/run.ts";
import { type Files, raster, withFolder, writeFiles } from "../compare/test_fixtures.ts";
import { ProfileError } from "../errors.ts";
import { recoverJournal } from "../files/journal.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { Comparison } from "../model/profile.ts";
import type { Report } from "../model/report.ts";
import { parseYaml } from "../yaml/source.ts";
import { readManifest } from "./manifest.ts";
import { collectPending, readPending, writePending } from "./pending.ts";
import { planUpdate, type UpdateRequest } from "./plan.ts";
import { applyUpdate, journalRoot } from "./update.ts";

const PROFILE = `# kept comment
version: 1
metadata:
  slug: us-small # kept too
steps:
  - id: set-outlet
    action: http_post
    path: /outlet
    json: { latitude: !hole "not recorded", longitude: -116.2 }

notes: |
  Why.
`;
const NOW = new Date("2026-11-22T12:00:00Z");
const tif = (value: number) => raster(new Float32Array([value, value, -9999, value]), 2, 2);

/** A data root with one profile, and a way to "play" it: the run is given, the result is made. */
class Bench {
  readonly profileDir: string;
  readonly baselineDir: string;
  readonly resultDir: string;
  readonly runDir: string;

  constructor(readonly root: string) {
    this.profileDir = join(root, "profiles/us-small");
    this.baselineDir = join(this.profileDir, "baseline");
    this.resultDir = join(root, "profiles/results/us-small/1");
    this.runDir = join(root, "run");
  }

  async comparisons(): Promise<Comparison[]> {
    const file = join(this.profileDir, "profile.yaml");
    const { content } = parseYaml(file, await readFile(file, "utf8"), "profile");
    return (content as { comparisons?: Comparison[] }).comparisons ?? [];
  }

  async play(files: Files, changes: { target?: "embedded" | "server"; complete?: boolean } = {}) {
    await rm(this.runDir, { recursive: true, force: true });
    await writeFiles(this.runDir, files);
    await mkdir(this.resultDir, { recursive: true });
    const comparisons = await this.comparisons();
    const manifest = await readManifest(this.baselineDir);
    const { baselineDir, runDir, resultDir } = this;
    const reports = await runComparisons({ comparisons, baselineDir, manifest, runDir });
    const { items, left_out } = await collectPending({ comparisons, reports, manifest, runDir, before: [] });
    await writePending({
      resultDir,
      runDir,
      profile: "us-small",
      target: changes.target ?? "embedded",
      complete: changes.complete ?? true,
      manifest,
      items,
    });
    return { verdict: compareVerdict(reports), items, left_out, reports };
  }

  request(changes: Partial<UpdateRequest> = {}): UpdateRequest {
    const { profileDir, baselineDir, resultDir } = this;
    const rest = { accept: "all" as const, prune: false, retarget: false, allowSevere: false };
    return { slug: "us-small", profileDir, baselineDir, resultDir, report: report(), ...rest, ...changes };
  }

  async update(changes: Partial<UpdateRequest> = {}, reason = "first baseline") {
    const plan = await planUpdate(this.request(changes));
    await applyUpdate(plan, { reason, by: "tester", now: NOW });
    return plan;
  }

  read(path: string): Promise<string> {
    return readFile(join(this.profileDir, path), "utf8");
  }
}

function report(changes: Partial<Report> = {}): Report {
  const counts = { planned: 1, ran: 1, passed: 1, failed: 0 };
  return {
    version: 1,
    profile: "us-small",
    overlay: null,
    target: "embedded",
    sandbox: null,
    started_at: "2026-11-22T11:00:00Z",
    duration_ms: 1,
    verdict: "nothing-compared",
    exit_code: 4,
    summary: "nothing-compared",
    failed_step: null,
    notes: [],
    counts: { steps: { ...counts, skipped: 0 }, comparisons: counts },
    expectations: [],
    steps: [{ id: "one", action: "http_get", verdict: "passed", failures: [] }],
    comparisons: [],
    artifacts: {},
    ...changes,
  };
}

async function withBench(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const bench = new Bench(root);
    await writeFiles(bench.profileDir, { "profile.yaml": PROFILE, "ledger.jsonl": '{"at":"then"}\n' });
    await use(bench);
  });
}

async function refusal(work: Promise<unknown>): Promise<ProfileError> {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof ProfileError, `not refused: ${error}`);
  return error;
}

const RUN: Files = {
  "out/a.json": '{"a": 1}',
  "out/loss.tif": tif(1),
  "out/x.bin": new Uint8Array([1, 2, 0]),
  "out/t.txt": "WEPP VERSION 2020\nx\n",
  "wepp.log": "now",
  "out/empty.txt": "",
};

test("applyUpdate() of a first play gives a baseline that the same outputs pass", async () => {
  await withBench(async (bench) => {
    const first = await bench.play(RUN);
    assert.equal(first.verdict, "nothing-compared");
    assert.deepEqual(first.left_out.map((file) => file.path), ["out/empty.txt", "wepp.log"]);
    await bench.update();
    const methods = (await bench.comparisons()).map(({ target, method }) => `${target} ${method}`);
    assert.deepEqual(methods, [
      "out/a.json json_exact",
      "out/loss.tif raster_stats",
      "out/t.txt text_exact",
      "out/x.bin hash_exact",
    ]);
    const manifest = await readManifest(bench.baselineDir);
    assert.deepEqual(manifest?.files.map(({ path, kept }) => `${path} ${kept}`), [
      "out/a.json file",
      "out/loss.tif file",
      "out/t.txt file",
      "out/x.bin hash",
    ]);
    assert.deepEqual(await walkFiles(bench.baselineDir), [
      "manifest.json",
      "out/a.json",
      "out/loss.tif",
      "out/t.txt",
    ]);
    assert.equal((await bench.play(RUN)).verdict, "passed");
    const dated = { ...RUN, "out/t.txt": "WEPP VERSION 2026\nx\n" };
    assert.equal((await bench.play(dated)).verdict, "passed");
    assert.equal((await bench.play({ ...RUN, "out/loss.tif": tif(1.03) })).verdict, "differences");
  });
});

test("applyUpdate() keeps comments, order and holes of the profile and all of the ledger", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const text = await bench.read("profile.yaml");
    assert.ok(text.startsWith(PROFILE), text);
    const lines = (await bench.read("ledger.jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines[0], { at: "then" });
    const entry = lines.find((line) => line.subject === "out/a.json" && line.decision === "accept");
    assert.equal(entry.reason, "first baseline");
    assert.equal(entry.evidence.old_sha256, null);
    assert.match(entry.evidence.new_sha256, /^[0-9a-f]{64}$/);
    assert.equal(lines.filter((line) => line.decision === "comparison").length, 4);
  });
});

test("applyUpdate() rewrites what changed and not what is within tolerance", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const before = await readFile(join(bench.baselineDir, "out/loss.tif"));
    const again = await bench.play({ ...RUN, "out/loss.tif": tif(1 + 5e-7), "out/a.json": '{"a": 2}' });
    assert.deepEqual(again.items.map(({ path, change }) => `${change} ${path}`), ["changed out/a.json"]);
    await bench.update({}, "a is right");
    assert.deepEqual(await readFile(join(bench.baselineDir, "out/loss.tif")), before);
    assert.equal(await readFile(join(bench.baselineDir, "out/a.json"), "utf8"), '{"a": 2}');
    const manifest = await readManifest(bench.baselineDir);
    const reasons = manifest?.files.map(({ path, accepted }) => `${path} ${accepted.reason}`);
    assert.deepEqual(reasons?.slice(0, 2), ["out/a.json a is right", "out/loss.tif first baseline"]);
    assert.equal((await bench.comparisons()).length, 4);
  });
});

test("planUpdate() takes what the globs name, leaves the rest waiting, and takes it later", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const plan = await bench.update({ accept: ["**/*.json", "out/x.bin"] });
    assert.deepEqual(plan.accepted.map((item) => item.path), ["out/a.json", "out/x.bin"]);
    assert.deepEqual(plan.left.map((item) => item.path), ["out/loss.tif", "out/t.txt"]);
    const rest = await bench.update();
    assert.deepEqual(rest.accepted.map((item) => item.path), ["out/loss.tif", "out/t.txt"]);
    assert.equal((await bench.play(RUN)).verdict, "passed");
    const error = await refusal(planUpdate(bench.request({ accept: ["nothing/*"] })));
    assert.equal(error.verdict, "usage");
    assert.match(error.message, /"nothing\/\*"/);
  });
});

test("planUpdate() removes vanished files only with prune", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const { "out/a.json": _gone, ...rest } = RUN;
    assert.equal((await bench.play(rest)).verdict, "differences");
    const kept = await bench.update();
    assert.deepEqual(kept.left.map((item) => item.change), ["missing"]);
    assert.ok(await exists(join(bench.baselineDir, "out/a.json")));
    await bench.update({ prune: true }, "a.json is no longer written");
    assert.equal(await exists(join(bench.baselineDir, "out/a.json")), false);
    assert.equal((await readManifest(bench.baselineDir))?.files.length, 3);
    assert.match(await bench.read("ledger.jsonl"), /"decision":"prune","subject":"out\/a.json"/);
  });
});

test("planUpdate() refuses a result that proves too little, and writes nothing", async () => {
  const step = { id: "two", action: "http_get", failures: [] };
  const cases: [changes: Partial<Report>, message: RegExp][] = [
    [{ failed_step: "two" }, /stopped at the step "two"/],
    [{ steps: [{ ...step, verdict: "skipped" }] }, /has the step "two" skipped/],
    [{ expectations: [{ what: "f", verdict: "failed", message: "f is not there" }] }, /f is not there/],
    [{ error: { message: "server gone" } }, /server gone/],
    [{ profile: "other" }, /is one of "other"/],
  ];
  await withBench(async (bench) => {
    await bench.play(RUN);
    for (const [changes, message] of cases) {
      const error = await refusal(planUpdate(bench.request({ report: report(changes) })));
      assert.equal(error.verdict, "refused");
      assert.match(error.message, message);
    }
    await bench.play(RUN, { complete: false });
    assert.match((await refusal(planUpdate(bench.request()))).message, /is not complete/);
    assert.equal(await exists(bench.baselineDir), false);
  });
});

test("planUpdate() asks for retarget when the baseline is of another kind of target", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    await bench.play({ ...RUN, "out/a.json": "[2]", "out/x.bin": "y" }, { target: "server" });
    const error = await refusal(planUpdate(bench.request()));
    assert.match(error.message, /from "embedded" to "server"/);
    assert.match(error.remedy ?? "", /--retarget/);
    await refusal(planUpdate(bench.request({ retarget: true, accept: ["out/a.json"] })));
    await bench.update({ retarget: true }, "moved to the test server");
    assert.equal((await readManifest(bench.baselineDir))?.target, "server");
  });
});

test("planUpdate() refuses empty files and rasters without a valid cell unless severe ones are allowed", async () => {
  for (const [path, content] of [["out/a.json", ""], ["out/loss.tif", tif(-9999)]] as const) {
    await withBench(async (bench) => {
      await bench.play(RUN);
      await bench.update();
      await bench.play({ ...RUN, "out/x.bin": "other", [path]: content });
      const waiting = (await readPending(bench.resultDir))?.items.map((item) => item.path) ?? [];
      if (!waiting.includes(path)) return assert.equal(path, "out/a.json");
      const error = await refusal(planUpdate(bench.request()));
      assert.equal(error.verdict, "refused");
      assert.match(error.message, /without a valid cell|is empty/);
      await bench.update({ accept: ["out/x.bin"] });
      await bench.update({ allowSevere: true }, "known");
      assert.match(await bench.read("ledger.jsonl"), /"severe":/);
    });
  }
});

test("planUpdate() refuses an item whose baseline moved on, and a first result is taken once", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    assert.deepEqual((await planUpdate(bench.request())).accepted, []);
    await bench.play({ ...RUN, "out/a.json": "[2]" });
    const old = await readFile(join(bench.resultDir, "pending/pending.json"), "utf8");
    await bench.play({ ...RUN, "out/a.json": "[3]" });
    await bench.update();
    await writeFile(join(bench.resultDir, "pending/pending.json"), old);
    assert.match((await refusal(planUpdate(bench.request()))).message, /changed since this result was made/);
  });
});

test("applyUpdate() refuses without a reason and when a pending output was touched", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const plan = await planUpdate(bench.request());
    const noReason = await refusal(applyUpdate(plan, { reason: "  ", by: "t", now: NOW }));
    assert.equal(noReason.verdict, "usage");
    await writeFile(join(bench.resultDir, "pending/out/a.json"), "[9]");
    const touched = await refusal(applyUpdate(plan, { reason: "r", by: "t", now: NOW }));
    assert.match(touched.message, /"out\/a.json" was changed since the play/);
    assert.equal(await exists(bench.baselineDir), false);
  });
});

test("applyUpdate() broken off anywhere is finished or undone as a whole", async () => {
  const steps: string[] = [];
  await withBench(async (bench) => {
    await bench.play(RUN);
    const acceptance = { reason: "r", by: "t", now: NOW };
    const onStep = (step: string) => void steps.push(step);
    await applyUpdate(await planUpdate(bench.request()), acceptance, { onStep });
  });
  for (const at of steps.keys()) {
    await withBench(async (bench) => {
      await bench.play(RUN);
      let count = 0;
      const onStep = () => {
        if (count++ === at) throw new Error("crash");
      };
      const plan = await planUpdate(bench.request());
      await assert.rejects(applyUpdate(plan, { reason: "r", by: "t", now: NOW }, { onStep }), /crash/);
      await recoverJournal(journalRoot(bench.profileDir, bench.baselineDir));
      const verdict = (await bench.play(RUN)).verdict;
      const isNew = (await bench.comparisons()).length > 0;
      assert.equal(verdict, isNew ? "passed" : "nothing-compared", steps[at]);
      assert.equal(await exists(join(bench.baselineDir, "manifest.json")), isNew);
      assert.equal((await bench.read("ledger.jsonl")).includes("accept"), isNew);
    });
  }
});

test("writePending() withholds text that seems to hold a secret", async () => {
  await withBench(async (bench) => {
    await bench.play({
      "out/a.json": '{"password": "hunter2-and-more", "mail": "jane.doe@mail.example.org"}',
    });
    const pending = await readPending(bench.resultDir);
    assert.match(pending?.items[0]?.withheld ?? "", /secret/);
    assert.equal(await exists(join(bench.resultDir, "pending/out/a.json")), false);
    assert.match((await refusal(planUpdate(bench.request()))).message, /cannot be kept/);
  });
});

test("readManifest() never takes damaged for empty", async () => {
  await withBench(async (bench) => {
    assert.equal(await readManifest(bench.baselineDir), undefined);
    const cases: [text: string, message: RegExp][] = [
      ["", /damaged: the text ends/],
      ['{"version": 1,\n "files": [', /damaged/],
      ['{"version": 2, "files": []}', /version 2/],
      ['{"version": 1, "target": "embedded", "files": [{"path": "a"}]}', /files\.0\.size/],
    ];
    for (const [text, message] of cases) {
      await writeFiles(bench.baselineDir, { "manifest.json": text });
      const error = await refusal(readManifest(bench.baselineDir));
      assert.match(error.message, message);
      assert.ok(error.position?.file.endsWith("manifest.json"));
    }
    await bench.play({}).catch((error: unknown) => assert.ok(error instanceof ProfileError));
  });
});
