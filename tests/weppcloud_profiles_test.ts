/** What WEPPcloud itself drafted and promoted, in the place of profiles, with the built binary. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";
import { sharedData } from "./shared_data.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");

interface Bench {
  root: string;
  scratch: string;
  profile(...words: string[]): { code: number | null; output: string; last: string };
}

/** A data root that WEPPcloud made: the tree of a recording, as it is. */
async function withTree(recording: string, use: (bench: Bench) => void | Promise<void>): Promise<void> {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const root = await mkdtemp(join(tmpdir(), "weppcloud-"));
  const scratch = await mkdtemp(join(tmpdir(), "weppcloud-scratch-"));
  try {
    await cp(join(recordings, recording, "data", "profiles"), join(root, "profiles"), { recursive: true });
    await opened(root);
    const env = {
      PATH: process.env["PATH"] ?? "",
      PROFILE_DATA_ROOT: root,
      PROFILE_SCRATCH: scratch,
      TMPDIR: scratch,
      LC_ALL: "C.UTF-8",
      ...PSEUDONYM_KEY,
    };
    await use({
      root,
      scratch,
      profile(...words) {
        const { status, stdout, stderr } = spawnSync(PROFILE, words, { env, encoding: "utf8", cwd: root });
        return { code: status, output: stdout + stderr, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
      },
    });
  } finally {
    await rm(root, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The shared recordings may be read-only; a copy is to be removed again. */
async function opened(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await opened(path);
    else await chmod(path, 0o644);
  }
}

/** Everything of WEPPcloud's own, with its bytes. */
async function contentOf(folder: string): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for (const path of await walkFiles(folder)) content.set(path, await readFile(join(folder, path), "latin1"));
  return content;
}

for (const generation of ["v2", "v3-bodies"]) {
  test(`${generation}/us-small plays as WEPPcloud promoted it, and nothing is written beside it`, async () => {
    await withTree(`${generation}/us-small`, async ({ root, scratch, profile }) => {
      const own = join(root, "profiles/us-small-dev-unit");
      const before = await contentOf(own);
      const listed = profile("list");
      assert.match(
        listed.output,
        /^us-small-dev-unit {2}\d+ recorded requests \(WEPPcloud's own\) {2}never played$/m,
      );
      const played = profile("play", "us-small-dev-unit", "--embedded");
      assert.equal(played.code, 4, played.output);
      assert.equal(played.last, "nothing-compared (partial, embedded)");
      assert.match(played.output, /is WEPPcloud's own recording .* derived from capture\/events\.jsonl/);
      assert.match(played.output, /left out: set-landuse-db \(urlencoded: URL-encoded body not recorded\)/);
      assert.match(played.output, /^steps {5}32 of 33 passed, 1 not run$/m);
      assert.deepEqual(await contentOf(own), before);
      const left = (await walkFiles(scratch)).filter((path) => path.includes("-derived-"));
      assert.deepEqual(left, [], "scratch space is left");
      const [result = ""] = await readdir(join(root, "profiles/results/us-small-dev-unit"));
      const text = await readFile(
        join(root, "profiles/results/us-small-dev-unit", result, "report.json"),
        "utf8",
      );
      const report = JSON.parse(text);
      const skipped = report.steps.find((step: { verdict: string }) => step.verdict === "skipped");
      assert.deepEqual([skipped.id, skipped.reason], [
        "set-landuse-db",
        "left out: urlencoded: URL-encoded body not recorded",
      ]);
      assert.match(report.notes[0], /WEPPcloud's own recording/);
      const log = "profiles/us-small-dev-unit/capture/events.jsonl";
      assert.deepEqual(report.source.derived, { kind: "WEPPcloud profile", log });
      assert.match(profile("list").output, /nothing-compared \(partial, embedded\)/);
    });
  });
}

test("a hole is refused by its line of the log where that is asked for", async () => {
  await withTree("v2/us-small", ({ root, profile }) => {
    const refused = profile("play", "us-small-dev-unit", "--embedded", "--holes", "refuse");
    assert.equal(refused.code, 5, refused.output);
    assert.ok(refused.output.includes(`(${root}/profiles/us-small-dev-unit/capture/events.jsonl:51)`));
    assert.match(refused.output, /profile play us-small-dev-unit --holes drop/);
    const steps = profile("play", "us-small-dev-unit", "--embedded", "--no-compare");
    assert.deepEqual([steps.code, steps.last], [0, "passed (steps only, partial, embedded)"]);
    assert.equal(profile("update-baseline", "us-small-dev-unit", "--all", "--reason", "x").code, 5);
    const draft = profile("validate", "_drafts/ample-otter");
    assert.equal(draft.code, 0, draft.output);
    assert.match(draft.output, /stream: 33 steps, 0 comparisons, 1 hole/);
  });
});

const OTHERS = [
  "v1/us-small",
  "v3-default/us-small",
  "v4-default/us-small",
  "v4-default/us-small-direct",
  "v5/us-small",
  "v2/sbs-reupload",
  "v5/sbs-reupload",
];
for (const recording of OTHERS) {
  test(`${recording} as WEPPcloud promoted it is refused, with every hole named`, async () => {
    await withTree(recording, async ({ root, profile }) => {
      const slugs = (await readdir(join(root, "profiles"))).filter((name) => name !== "_drafts");
      for (const slug of slugs) {
        const valid = profile("validate", slug);
        const holes = valid.output.match(/^hole: /gm)?.length ?? 0;
        const played = profile("play", slug, "--embedded");
        assert.equal(played.code, 5, played.output);
        const named = played.output.match(/ lacks \S+: .* \(.*events\.jsonl:\d+\)$/gm)?.length ?? 0;
        assert.ok(holes > 0 && named === holes, `${slug}: ${named} of ${holes} holes named`);
      }
    });
  });
}

test("the run's log is read where the promoted one is damaged, without the events of other captures", async () => {
  await withTree("v2/messy", ({ profile }) => {
    const valid = profile("validate", "brisk-thimble");
    assert.match(
      valid.output,
      /derived from run\/_logs\/profile\.events\.jsonl \(capture\/events\.jsonl lacks 3 events of it and has 3 damaged lines\)/,
    );
    const count = (name: string) => /: (\d+ steps?),/.exec(profile("validate", name).output)?.[1];
    assert.equal(count("brisk-thimble"), count("_drafts/brisk-thimble/stream"));
  });
});

test("promote --replace upgrades in place: all steps, a link to where they came from, the old tree kept", async () => {
  await withTree("v2/us-small", async ({ root, profile }) => {
    const own = join(root, "profiles/us-small-dev-unit");
    await writeFile(join(own, "README.md"), "mine\n");
    const before = await contentOf(own);
    const taken = profile("promote", "us-small-dev-unit", "us-small-dev-unit");
    assert.equal(taken.code, 5, taken.output);
    assert.match(taken.output, /set-landuse-db\.urlencoded: .*\n {2}--> .*capture\/events\.jsonl:51/);
    assert.equal(profile("assemble", "us-small-dev-unit", "--name", "x").code, 0);
    const draft = join(root, "profiles/_drafts/x/profile.yaml");
    const text = await readFile(draft, "utf8");
    await writeFile(draft, text.replace(/!hole "URL-encoded.*"/, "{ landuse_db: nlcd/2021 }"));
    const there = profile("promote", "_drafts/x", "us-small-dev-unit");
    assert.equal(there.code, 5);
    assert.match(there.output, /WEPPcloud itself made[^]*--replace/);
    const promoted = profile("promote", "_drafts/x", "us-small-dev-unit", "--replace");
    assert.equal(promoted.code, 0, promoted.output);
    assert.match(promoted.output, /33 steps[^]*profiles\/archived\/us-small-dev-unit-weppcloud/);
    const profileText = await readFile(join(own, "profile.yaml"), "utf8");
    assert.match(profileText, /derived_from: us-small-dev-unit/);
    assert.deepEqual(await contentOf(join(root, "profiles/archived/us-small-dev-unit-weppcloud")), before);
    assert.ok(!(await readdir(own)).includes("capture"));
    const played = profile("play", "us-small-dev-unit", "--embedded");
    assert.deepEqual([played.code, played.last], [4, "nothing-compared (embedded)"]);
    assert.equal(
      profile("update-baseline", "us-small-dev-unit", "--all", "--reason", "first", "--allow-ci").code,
      0,
    );
    assert.equal(profile("play", "us-small-dev-unit", "--embedded").last, "passed (embedded)");
  });
});

test("an upgrade that was cut short is finished by the next command", async () => {
  await withTree("v2/us-small", async ({ root, profile }) => {
    profile("assemble", "us-small-dev-unit", "--name", "x", "--holes", "drop");
    assert.equal(profile("promote", "x", "us-small-dev-unit", "--replace").code, 0);
    const own = join(root, "profiles/us-small-dev-unit");
    const kept = join(root, "profiles/archived/us-small-dev-unit-weppcloud");
    await cp(join(kept, "capture"), join(own, "capture"), { recursive: true });
    await rm(join(kept, "capture"), { recursive: true });
    const next = profile("validate", "us-small-dev-unit");
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /moved capture\/ of us-small-dev-unit/);
    assert.ok((await readdir(kept)).includes("capture") && !(await readdir(own)).includes("capture"));
  });
});

test("a recording that lies elsewhere is named by a keyed hash, not by its place", async () => {
  await withTree("v3-bodies/us-small", async ({ root, scratch, profile }) => {
    const other = join(scratch, "secret-place");
    await mkdir(other);
    await cp(join(root, "profiles/us-small-dev-unit"), other, { recursive: true });
    const assembled = profile("assemble", other, "--name", "x", "--holes", "drop");
    assert.equal(assembled.code, 0, assembled.output);
    for (const name of ["profile.yaml", "ledger.jsonl"]) {
      const text = await readFile(join(root, "profiles/_drafts/x", name), "utf8");
      assert.match(text, /outside-[0-9a-f]{16}/);
      assert.ok(!text.includes("secret-place"));
    }
  });
});
