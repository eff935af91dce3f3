import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { walkFiles } from "../files/walk.ts";
import type { Verdict } from "../model/exit.ts";
import { loadProfile } from "../profiles/load.ts";
import { withDraftLock, withProfileLock } from "../profiles/work_lock.ts";
import { createRedactor } from "../redact/redactor.ts";
import { promote } from "./promote.ts";
import type { PromoteOptions, PromoteResult } from "./types.ts";

const PROFILE = `# yaml-language-server: $schema=../../profile.schema.json
version: 1
metadata:
  slug: raw   # mine
steps:
  - id: upload
    action: file_upload
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/upload_sbs/
    files: { input_upload_sbs: { seed: 20260102T030405-aaaaaaaa/fire.tif } }
`;

interface Bench {
  root: string;
  put(path: string, content: string): Promise<string>;
  promote(slug?: string, options?: Partial<PromoteOptions>): Promise<PromoteResult>;
  refused(
    verdict: Verdict,
    message: RegExp,
    slug?: string,
    options?: Partial<PromoteOptions>,
  ): Promise<ProfileError>;
}

async function withDraft(run: (bench: Bench) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "profile-promote-"));
  const draftDir = join(root, "profiles/_drafts/raw");
  const bench: Bench = {
    root,
    async put(path, content) {
      const file = join(draftDir, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    promote: async (slug = "us-small", options = {}) =>
      await promote({
        dataRoot: root,
        cwd: root,
        draft: "_drafts/raw",
        slug,
        replace: false,
        allowLarge: false,
        now: new Date(0),
        redactor: createRedactor(),
        ...options,
      }),
    async refused(verdict, message, slug, options) {
      const error = await bench.promote(slug, options).then(() => undefined, (thrown: unknown) => thrown);
      assert.ok(error instanceof ProfileError, String(error));
      assert.equal(error.verdict, verdict);
      assert.match(error.message, message);
      return error;
    },
  };
  try {
    await bench.put("profile.yaml", PROFILE);
    await bench.put("events.jsonl", '{"stage":"request"}\n');
    await bench.put(
      "ledger.jsonl",
      '{"at":"x","by":"assemble","decision":"step","subject":"a","reason":"b"}',
    );
    await bench.put("seed/20260102T030405-aaaaaaaa/fire.tif", "II*\0bytes");
    await bench.put("seed/20260102T030405-bbbbbbbb/other.tif", "unused");
    await bench.put("seed/config/cfg.cfg", "[general]\n");
    await run(bench);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test("promote() writes a whole, valid profile and leaves the draft", async () => {
  await withDraft(async ({ root, promote }) => {
    const result = await promote();
    assert.deepEqual(await walkFiles(join(root, "profiles/us-small")), [
      "README.md",
      "events.jsonl",
      "ledger.jsonl",
      "profile.yaml",
      "seed/20260102T030405-aaaaaaaa/fire.tif",
      "seed/config/cfg.cfg",
    ]);
    assert.deepEqual(result.unusedSeeds, ["20260102T030405-bbbbbbbb/other.tif"]);
    const loaded = await loadProfile("us-small", root, root);
    assert.equal(loaded.profile.metadata.slug, "us-small");
    assert.match(loaded.text, /\$schema=\.\.\/profile\.schema\.json\n[^]*slug: us-small {3}# mine\n/);
    const ledger = (await readFile(join(root, "profiles/us-small/ledger.jsonl"), "utf8")).trim().split("\n");
    assert.equal(ledger.length, 2);
    assert.equal(JSON.parse(ledger[1] ?? "").decision, "promote");
    assert.deepEqual((await readdir(join(root, "profiles"))).sort(), [
      "_drafts",
      "profile.schema.json",
      "us-small",
    ]);
    assert.ok((await walkFiles(join(root, "profiles/_drafts/raw"))).includes("profile.yaml"));
  });
});

test("promote() takes a draft by short name or path", async () => {
  await withDraft(async ({ root, promote }) => {
    assert.equal((await promote("a", { draft: "raw" })).slug, "a");
    assert.equal((await promote("b", { draft: join(root, "profiles/_drafts/raw") })).slug, "b");
    assert.equal((await promote("c", { draft: "profiles/_drafts/raw/" })).slug, "c");
  });
});

test("promote() writes the schema's place into the first line, wherever the draft lay, and quotes odd slugs", async () => {
  await withDraft(async ({ root, put, promote }) => {
    await put("profile.yaml", PROFILE.replace("$schema=../../", "$schema="));
    await promote("2026");
    const { text, profile } = await loadProfile("2026", root, root);
    assert.match(text, /^# yaml-language-server: \$schema=\.\.\/profile\.schema\.json\n/);
    assert.equal(profile.metadata.slug, "2026");
    assert.match(
      await readFile(join(root, "profiles/profile.schema.json"), "utf8"),
      /"title": "profile\.yaml"/,
    );
  });
});

test("promote() refuses a slug that is taken, and replaces only when told", async () => {
  await withDraft(async ({ root, promote, refused }) => {
    await promote();
    await mkdir(join(root, "profiles/us-small/baseline"));
    await writeFile(join(root, "profiles/us-small/baseline/manifest.json"), "{}");
    await refused("refused", /is there already/);
    const result = await promote("us-small", { replace: true });
    assert.deepEqual([result.replaced, result.baselineFiles], [true, 1]);
    const ledger = (await readFile(join(root, "profiles/us-small/ledger.jsonl"), "utf8")).trim().split("\n");
    const decisions = ledger.map((line) => JSON.parse(line).decision);
    assert.equal(decisions.filter((decision) => decision === "promote").length, 2, "the ledger only grows");
    assert.ok(!(await readdir(join(root, "profiles/us-small"))).includes("baseline"));
    await mkdir(join(root, "profiles/wepp/run"), { recursive: true });
    await refused("refused", /no profile of this tool/, "wepp", { replace: true });
    for (const slug of ["Us", "a_b", "-a", "../x", "a\n", "results", "archived", "_drafts", "_runs", ""]) {
      await refused("usage", /cannot be a slug/, slug);
    }
  });
});

test("promote() refuses holes by file:line:column", async () => {
  await withDraft(async ({ put, refused }) => {
    const file = await put("profile.yaml", PROFILE + '    form: { a: !hole "withheld" }\n');
    const error = await refused("refused", /1 hole: upload\.form\.a: withheld/);
    assert.deepEqual(error.position, { file, line: 10, column: 22 });
  });
});

test("promote() refuses drafts of recordings that lack changes", async () => {
  await withDraft(async ({ put, refused }) => {
    const status = {
      version: 1,
      state: "absent",
      created_at: "x",
      steps: 1,
      holes: [],
      absent: ["Job 1 was polled"],
      dropped: [],
      folded: [],
      left_out: 0,
      profile_sha256: "x",
    };
    await put("status.json", JSON.stringify(status));
    await refused("refused", /lacks 1 change: Job 1 was polled/);
  });
});

test("promote() refuses text with secrets by file, line and rule, never by value", async () => {
  for (
    const path of [
      "events.jsonl",
      "ledger.jsonl",
      "seed/20260102T030405-aaaaaaaa/fire.tif",
      "seed/config/cfg.cfg",
    ]
  ) {
    await withDraft(async ({ root, put, refused }) => {
      await put(path, "first\nmail someone@lab.example.com\n");
      const error = await refused("refused", /rule email/);
      assert.ok(error.message.includes(path));
      assert.equal(error.position?.line, 2);
      assert.doesNotMatch(error.message, /lab\.example/);
      assert.deepEqual(await readdir(join(root, "profiles")), ["_drafts"]);
    });
  }
});

test("promote() looks into HAR files that are uploaded, and at names of files", async () => {
  const seed = "20260102T030405-aaaaaaaa/page.har";
  const har = {
    log: { entries: [{ request: { headers: [{ name: "Cookie", value: "session=Zk1x9-a" }] } }] },
  };
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", PROFILE.replace("20260102T030405-aaaaaaaa/fire.tif", seed));
    await put(`seed/${seed}`, JSON.stringify(har));
    const error = await refused("refused", /page\.har \(rule .*key:cookie/);
    assert.doesNotMatch(error.message, /Zk1x9/);
  });
  await withDraft(async ({ put, refused }) => {
    const named = "20260102T030405-aaaaaaaa/ann.leeds@lab.example.com.tif";
    await put("profile.yaml", PROFILE.replace("20260102T030405-aaaaaaaa/fire.tif", named));
    await put(`seed/${named}`, "\0");
    const error = await refused(
      "refused",
      /user-[0-9a-f]{8}@redacted\.invalid\.tif" holds a secret \(rule email/,
    );
    assert.doesNotMatch(error.message, /leeds/);
  });
});

test("promote() tells the suspects that are still there", async () => {
  const suspect = (words: string) => ({ where: "step x", field: "json.name", words, reason: "r", count: 1 });
  const status = {
    version: 1,
    state: "ready",
    created_at: "x",
    steps: 1,
    holes: [],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    suspects: [suspect("Ines Okonkwo"), suspect('Bo "Ek"'), suspect("taken out")],
    profile_sha256: "x",
  };
  await withDraft(async ({ put, promote }) => {
    await put("status.json", JSON.stringify(status));
    await put("profile.yaml", PROFILE + "    form: { name: Ines Okonkwo }\n");
    await put("events.jsonl", JSON.stringify({ by: 'Bo "Ek"' }) + "\n");
    const { suspects } = await promote();
    assert.deepEqual(suspects.map(({ words }) => words), ["Ines Okonkwo", 'Bo "Ek"']);
  });
});

test("promote() guards sizes", async () => {
  await withDraft(async ({ put, promote, refused }) => {
    const file = await put("seed/20260102T030405-aaaaaaaa/fire.tif", "\0");
    await truncate(file, 60_000_000);
    await refused("refused", /fire\.tif has 60 MB \(limit 50 MB\)/);
    await promote("us-small", { allowLarge: true });
    await truncate(file, 101_000_000);
    await refused("refused", /limit 100 MB/, "other", { allowLarge: true });
  });
});

test("promote() takes files above 100 MB only when git keeps them in LFS, and mentions those that come near", async () => {
  await withDraft(async ({ root, put, promote, refused }) => {
    const file = await put("seed/20260102T030405-aaaaaaaa/fire.tif", "\0");
    await truncate(file, 45_000_000);
    assert.match(
      (await promote("near")).warnings.join(),
      /1 file near or over 50 MB: seed\/.*fire\.tif has 45 MB/,
    );
    await truncate(file, 101_000_000);
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    const error = await refused("refused", /limit 100 MB/, "a", { allowLarge: true });
    assert.match(error.remedy ?? "", /Git LFS/);
    await writeFile(join(root, ".gitattributes"), "profiles/*/seed/**/*.tif filter=lfs -text\n");
    await refused("refused", /limit 50 MB/, "a");
    assert.equal((await promote("a", { allowLarge: true })).bytes > 101_000_000, true);
  });
});

test("promote() refuses links in the place of what belongs to the draft, and pointers of Git LFS", async () => {
  const seed = "20260102T030405-aaaaaaaa/fire.tif";
  for (const path of ["events.jsonl", "ledger.jsonl", "profile.yaml", "seed"]) {
    await withDraft(async ({ root, refused }) => {
      const inDraft = join(root, "profiles/_drafts/raw", path);
      await rename(inDraft, join(root, "elsewhere"));
      await symlink(join(root, "elsewhere"), inDraft);
      await refused("refused", new RegExp(`^${path} is a symbolic link`));
    });
  }
  await withDraft(async ({ root, put, refused }) => {
    const file = await put(`seed/${seed}`, "x");
    await rename(file, join(root, "other"));
    await symlink(join(root, "other"), file);
    await refused("usage", /seed ".*fire\.tif" is no file of its own/);
    await rm(dirname(file), { recursive: true });
    await mkdir(join(root, "folder"));
    await writeFile(join(root, "folder/fire.tif"), "x");
    await symlink(join(root, "folder"), dirname(file));
    await refused("usage", /is no file of its own/);
    assert.deepEqual(await readdir(join(root, "profiles")), ["_drafts"]);
  });
  await withDraft(async ({ put, refused }) => {
    await put(`seed/${seed}`, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
    const error = await refused("refused", /fire\.tif is a Git LFS pointer, not the file/);
    assert.match(error.remedy ?? "", /git lfs pull/);
  });
});

test("promote() refuses a secret in the notes, and in a long text without reading it whole", async () => {
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", `${PROFILE}notes: ask ann.lee@lab.example.org\n`);
    const error = await refused("refused", /left in profile\.yaml/);
    assert.equal(error.position?.line, 10);
  });
  await withDraft(async ({ put, refused }) => {
    const long = "1 2.5\n".repeat(1_000_000) + "ann.lee@lab.example.org\n";
    await put("seed/20260102T030405-aaaaaaaa/fire.tif", long);
    const error = await refused("refused", /left in seed\/.*fire\.tif \(rule email\)/);
    assert.equal(error.position?.line, 1_000_001);
  });
});

test("promote() keeps a snapshot of the run, with what was taken out in the ledger, and replaces it whole", async () => {
  await withDraft(async ({ root, put, promote }) => {
    await put("profile.yaml", PROFILE.replace("slug: raw   # mine", "slug: raw\n  recorded: { run_id: am }"));
    const run = join(root, "am");
    await mkdir(join(run, "_logs"), { recursive: true });
    await writeFile(join(run, "_logs/profile.events.jsonl"), "{}");
    await writeFile(join(run, "ron.nodb"), '{"owner": "ann.lee@lab.example.org"}');
    const { snapshot, warnings } = await promote("a", { withRun: run });
    assert.deepEqual([snapshot?.files, snapshot?.redacted.length, snapshot?.leftOut.length], [1, 1, 1]);
    assert.deepEqual(warnings, []);
    const at = (path: string) => join(root, "profiles/a", path);
    assert.doesNotMatch(await readFile(at("run/ron.nodb"), "utf8"), /lab\.example/);
    const ledger = (await readFile(at("ledger.jsonl"), "utf8")).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assert.deepEqual(ledger.slice(-3).map(({ decision, subject }) => [decision, subject]), [
      ["snapshot", "run"],
      ["redact", "run/ron.nodb"],
      ["leave-out", "run"],
    ]);
    assert.match(await readFile(at("README.md"), "utf8"), /`run\/` is a snapshot of run `am`/);
    await rename(run, join(root, "bo"));
    await rm(join(root, "bo/ron.nodb"));
    const again = await promote("a", { withRun: join(root, "bo"), replace: true });
    assert.match(again.warnings.join(), /snapshot is of the folder bo, the draft was recorded from run am/);
    assert.deepEqual(await walkFiles(at("run")), []);
  });
});

test("promote() waits for no other process for long, and names it", async () => {
  await withDraft(async ({ root, promote, refused }) => {
    const work = { dataRoot: root, command: "archive us-small" };
    await withProfileLock("us-small", work, async () => {
      await refused("refused", /\(archive us-small, pid \d+ on .*\) is at work on the profile us-small/);
    });
    await withDraftLock("raw", { ...work, command: "review raw" }, async () => {
      await refused("refused", /review raw.*the draft _drafts\/raw/);
    });
    await promote();
  });
});

test("promote() refuses an invalid draft as usage", async () => {
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", PROFILE.replace("slug: raw", "slug: ../../evil"));
    await refused("usage", /metadata\.slug: use lower-case letters/);
    await put("profile.yaml", PROFILE.replace("file_upload", "file_uplod"));
    await refused("usage", /not valid/);
    await put("profile.yaml", "version: 1\nmetadata: { slug: raw }\nsteps: []\n");
    await refused("refused", /no steps/);
  });
});

test("promote() refuses a draft whose status cannot be read", async () => {
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", PROFILE);
    await put("seed/20260102T030405-aaaaaaaa/fire.tif", "II*\0");
    for (const content of ["", "null", '{"version":1,"state":"absent"}', "[".repeat(50_000)]) {
      await put("status.json", content);
      await refused("refused", /status\.json is damaged/);
    }
  });
});

test("promote() refuses a secret wherever it was put into the draft", async () => {
  const mail = "ann.lee@lab.example.org";
  const key = "api_key=4f0a9c2b77e1d0aa";
  const seed = "20260102T030405-aaaaaaaa/fire.tif";
  const places: Record<string, [path: string, content: string]> = {
    title: ["profile.yaml", PROFILE.replace("  slug: raw", `  title: basin of ${mail}\n  slug: raw`)],
    tag: ["profile.yaml", PROFILE.replace("  slug: raw", `  tags: ["${mail}"]\n  slug: raw`)],
    comment: ["profile.yaml", `${PROFILE}# ${key}\n`],
    notes: ["profile.yaml", `${PROFILE}notes: ask ${mail}\n`],
    variable: ["profile.yaml", `${PROFILE}variables: { contact: "${mail}" }\n`],
    overlay: [
      "profile.yaml",
      `${PROFILE}variables: { asked_by: you }\noverlays: { wet: { variables: { asked_by: "${mail}" } } }\n`,
    ],
    seed: [`seed/${seed}`, `a,b\n1,${mail}\n`],
    config: ["seed/config/disturbed9002.cfg", `[general]\n# ${key}\n`],
    events: ["events.jsonl", `{"stage":"request","endpoint":"x?${key}"}\n`],
    ledger: ["ledger.jsonl", `{"version":1,"reason":"asked ${mail}"}\n`],
    candidates: [
      "baseline_candidates.json",
      JSON.stringify({
        version: 1,
        basis: "x",
        candidates: [{
          target: `out of ${mail}.txt`,
          method: "exists",
          rank: "other",
          telling: true,
          files: 1,
          size: 1,
          evidence: [],
        }],
        left_out: [],
        unreadable: [],
      }),
    ],
  };
  for (const [place, [path, content]] of Object.entries(places)) {
    await withDraft(async ({ root, put, refused }) => {
      await put("profile.yaml", PROFILE);
      await put(`seed/${seed}`, "II*\0");
      await put(path, content);
      const options = place === "candidates" ? { candidates: ["all"] } : {};
      const error = await refused("refused", /^A secret is left in /, "us-small", options);
      assert.ok(error.position?.file !== undefined, place);
      assert.doesNotMatch(JSON.stringify([error.message, error.others]), /ann\.lee|4f0a9c2b/, place);
      assert.deepEqual(
        (await readdir(join(root, "profiles"))).filter((name) => !name.startsWith("_")),
        [],
        place,
      );
    });
  }
});
