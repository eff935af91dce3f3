/** What the tests of baselines share: a data root with one profile, and a way to "play" it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { compareVerdict, runComparisons } from "../compare/run.ts";
import { type Files, raster, withFolder, writeFiles } from "../compare/test_fixtures.ts";
import { ProfileError } from "../errors.ts";
import type { Comparison } from "../model/profile.ts";
import type { Report } from "../model/report.ts";
import { testReport } from "../model/test_report.ts";
import { createRedactor } from "../redact/redactor.ts";
import { parseYaml } from "../yaml/source.ts";
import { collectPending } from "./collect.ts";
import { readManifest } from "./manifest.ts";
import { planUpdate, type UpdateRequest } from "./plan.ts";
import { applyUpdate } from "./update.ts";
import { writePending } from "./write_pending.ts";

export const PROFILE = `# kept comment
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
export const HASH = "a".repeat(64);
export const NOW = new Date("2026-11-22T12:00:00Z");
export const tif = (value: number) => raster(new Float32Array([value, value, -9999, value]), 2, 2);

/** How a play is another than the usual one. */
interface Changes {
  target?: "embedded" | "server";
  complete?: boolean;
  /** Files to their sizes, bytes. */
  grow?: Record<string, number>;
  statuses?: Record<string, number>;
}

/** A data root with one profile, and a way to "play" it: the run is given, the result is made. */
export class Bench {
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

  comparisons(): Comparison[] {
    const file = join(this.profileDir, "profile.yaml");
    const { content } = parseYaml(file, readFileSync(file, "utf8"), "profile");
    return (content as { comparisons?: Comparison[] }).comparisons ?? [];
  }

  async play(files: Files, changes: Changes = {}) {
    await rm(this.runDir, { recursive: true, force: true });
    await writeFiles(this.runDir, files);
    for (const [path, size] of Object.entries(changes.grow ?? {})) {
      await truncate(join(this.runDir, path), size);
    }
    await mkdir(this.resultDir, { recursive: true });
    const comparisons = this.comparisons();
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
      redactor: createRedactor(),
      ...(changes.statuses === undefined ? {} : { statuses: changes.statuses }),
    });
    return { verdict: compareVerdict(reports), items, left_out, reports };
  }

  request(changes: Partial<UpdateRequest> = {}): UpdateRequest {
    const { profileDir, baselineDir, resultDir } = this;
    const rest = {
      accept: "all" as const,
      prune: false,
      retarget: false,
      allowSevere: false,
      allowLarge: false,
    };
    const source = { dataRoot: this.root, file: join(profileDir, "profile.yaml"), steps_sha256: HASH };
    const comparisons = this.comparisons();
    const place = { slug: "us-small", comparisons, profileDir, baselineDir, resultDir, source };
    return { ...place, report: report(), ...rest, ...changes };
  }

  async update(changes: Partial<UpdateRequest> = {}, reason = "first baseline") {
    const plan = await planUpdate(this.request(changes));
    await applyUpdate(plan, { reason, by: "tester", now: NOW, redactor: createRedactor() });
    return plan;
  }

  read(path: string): Promise<string> {
    return readFile(join(this.profileDir, path), "utf8");
  }
}

export const SOURCE = { file: "profiles/us-small/profile.yaml", steps_sha256: HASH, overlay: null };

export function report(changes: Partial<Report> = {}): Report {
  return testReport({
    source: SOURCE,
    verdict: "nothing-compared",
    exit_code: 4,
    summary: "nothing-compared",
    steps: [{ id: "one", action: "http_get", verdict: "passed", failures: [] }],
    ...changes,
  });
}

export async function withBench(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const bench = new Bench(root);
    await writeFiles(bench.profileDir, { "profile.yaml": PROFILE, "ledger.jsonl": '{"at":"then"}\n' });
    await use(bench);
  });
}

export async function refusal(work: Promise<unknown>): Promise<ProfileError> {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof ProfileError, `not refused: ${error}`);
  return error;
}

export const RUN: Files = {
  "out/a.json": '{"a": 1}',
  "out/loss.tif": tif(1),
  "out/x.bin": new Uint8Array([1, 2, 0]),
  "out/t.txt": "WEPP VERSION 2020\nx\n",
  "wepp.log": "now",
  "out/empty.txt": "",
};
