import assert from "node:assert/strict";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import type { Verdict } from "../model/exit.ts";
import { createRedactor } from "../redact/redactor.ts";
import { archive, type ArchiveOptions } from "./archive.ts";
import { listArchived } from "./list.ts";

const PROFILE = `version: 1
metadata: { slug: us-small, title: Small }
steps: [{ id: a, action: http_get, path: /weppcloud/ }]
`;

async function withRoot(
  use: (root: string, run: (options?: Partial<ArchiveOptions>) => Promise<unknown>) => Promise<void>,
) {
  await withFolder(async (dataRoot) => {
    await writeFiles(dataRoot, {
      "profiles/us-small/profile.yaml": PROFILE,
      "profiles/us-small/ledger.jsonl": '{"torn": 1}',
      "profiles/us-small/run/a.tif": "x",
      "profiles/results/us-small/20260101T000000.000Z/report.json": "{}",
    });
    await use(dataRoot, (options = {}) =>
      archive({
        dataRoot,
        slug: "us-small",
        restore: false,
        reason: "nobody asks ann.lee@lab.example.org any more",
        who: "qa",
        now: new Date(0),
        redactor: createRedactor(),
        ...options,
      }));
  });
}

function refusal(verdict: Verdict, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ProfileError, String(error));
    assert.equal(error.verdict, verdict);
    assert.match(error.message, words);
    return true;
  };
}

test("archive() moves the whole profile with its reason, and back; results stay", async () => {
  await withRoot(async (root, run) => {
    const before = await walkFiles(join(root, "profiles/us-small"));
    await run();
    assert.deepEqual((await readdir(join(root, "profiles"))).sort(), ["archived", "results"]);
    assert.deepEqual(await walkFiles(join(root, "profiles/archived/us-small")), before);
    const [row] = await listArchived(root);
    assert.deepEqual({ ...row, reason: "" }, {
      slug: "us-small",
      title: "Small",
      reason: "",
      archived_at: "1970-01-01T00:00:00.000Z",
      who: "qa",
    });
    assert.match(row?.reason ?? "", /^nobody asks user-[0-9a-f]{8}@redacted\.invalid any more$/);
    await run({ restore: true, reason: "asked for" });
    assert.deepEqual(await walkFiles(join(root, "profiles/us-small")), before);
    assert.deepEqual(await listArchived(root), []);
    const ledger = await readFile(join(root, "profiles/us-small/ledger.jsonl"), "utf8");
    const lines = ledger.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ decision, who }) => [decision, who]), [
      [undefined, undefined],
      ["archive", "qa"],
      ["restore", "qa"],
    ]);
    assert.deepEqual(await walkFiles(join(root, "profiles/results")), [
      "us-small/20260101T000000.000Z/report.json",
    ]);
  });
});

test("archive() overwrites nothing, and says what is in the way", async () => {
  await withRoot(async (root, run) => {
    await run();
    await mkdir(join(root, "profiles/us-small"));
    await writeFile(join(root, "profiles/us-small/profile.yaml"), PROFILE);
    await assert.rejects(run(), refusal("refused", /archived profile us-small is there already/));
    await assert.rejects(run({ restore: true }), refusal("refused", /slug us-small is taken/));
  });
});

test("archive() refuses no reason, wrong slugs, unknown names and links", async () => {
  await withRoot(async (root, run) => {
    await assert.rejects(run({ reason: " " }), refusal("usage", /needs a reason/));
    for (const slug of ["../us-small", "results", "_drafts", "archived", "", "a/b"]) {
      await assert.rejects(run({ slug }), refusal("usage", /cannot be a slug/));
    }
    await assert.rejects(run({ slug: "us-smal" }), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.match(error.remedy ?? "", /"us-small"/);
      return true;
    });
    await assert.rejects(
      run({ slug: "other", restore: true }),
      refusal("usage", /no archived profile "other"/),
    );
    await symlink("us-small", join(root, "profiles/link"));
    await assert.rejects(run({ slug: "link" }), refusal("refused", /symbolic link/));
  });
});

test("listArchived() says of WEPPcloud's own tree which profile took its place", async () => {
  await withRoot(async (root) => {
    const upgrade = (kept_at: string) =>
      JSON.stringify({
        version: 1,
        at: "2026-01-02T03:04:05.000Z",
        by: "promote",
        decision: "upgrade",
        subject: "us-small",
        reason: "takes its place",
        evidence: { kept_at },
      });
    await writeFiles(root, {
      "profiles/us-small/ledger.jsonl": `${upgrade("archived/us-small-weppcloud")}\n`,
      "profiles/archived/us-small-weppcloud/capture/events.jsonl": "",
      "profiles/archived/us-small-weppcloud-2/capture/events.jsonl": "",
    });
    assert.deepEqual(await listArchived(root), [
      {
        slug: "us-small-weppcloud",
        reason: "replaced by us-small (promote --replace)",
        archived_at: "2026-01-02T03:04:05.000Z",
      },
      { slug: "us-small-weppcloud-2" },
    ]);
  });
});
