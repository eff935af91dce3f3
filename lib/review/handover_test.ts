import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { walkFiles } from "../files/walk.ts";
import { unzip } from "../zip/read.ts";
import { zip } from "../zip/write.ts";
import { exportDraft } from "./export.ts";
import { importDraft } from "./import.ts";
import { type Bench, PROFILE, withDraft } from "./testing/draft.ts";

const LIMITS = { files: 100, bytes: 1e6 };
const text = (content: string) => new TextEncoder().encode(content);

async function refusal(work: () => Promise<unknown>, { root }: Bench): Promise<ProfileError> {
  const before = await walkFiles(root);
  const error = await work().then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof ProfileError, String(error));
  assert.deepEqual(await walkFiles(root), before, "something is left behind");
  assert.deepEqual(await readdir(join(root, "profiles/_drafts")), ["mill"]);
  return error;
}

test("exportDraft() packs the same bytes each time, and importDraft() unpacks the same draft", async () => {
  await withDraft(async (bench) => {
    await writeFile(join(bench.dir, ".review.lock"), "stale");
    const { left } = await exportDraft("mill", "one.zip", bench.context);
    assert.deepEqual(left, [".review.lock"]);
    await rm(join(bench.dir, ".review.lock"));
    await exportDraft("_drafts/mill", "two.zip", bench.context);
    const archive = await readFile(join(bench.root, "one.zip"));
    assert.deepEqual(await readFile(join(bench.root, "two.zip")), archive);
    assert.equal((await stat(join(bench.root, "one.zip"))).mode & 0o077, 0);
    const { draft, steps, holes, warnings } = await importDraft("one.zip", "copy", bench.context);
    assert.deepEqual({ draft, steps, holes, warnings }, {
      draft: "_drafts/copy",
      steps: 4,
      holes: 4,
      warnings: [],
    });
    const copy = join(bench.root, "profiles/_drafts/copy");
    assert.deepEqual(await walkFiles(copy), await walkFiles(bench.dir));
    for (const path of await walkFiles(bench.dir)) {
      const [old, fresh] = await Promise.all(
        [bench.dir, copy].map((dir) => readFile(join(dir, path), "utf8")),
      );
      if (path !== "ledger.jsonl") assert.equal(fresh, old, path);
      else {assert.match(
          fresh?.slice(old?.length) ?? "",
          /^\{"version":1,.*"decision":"import","subject":"one\.zip".*\n$/,
        );}
      assert.equal((await stat(join(copy, path))).mode & 0o777, 0o600);
    }
    assert.equal((await stat(copy)).mode & 0o7777, 0o700);
  });
});

test("exportDraft() refuses a secret with file and line, and packs nothing over another file", async () => {
  await withDraft(async (bench) => {
    await writeFile(join(bench.dir, "seed/config/y.txt"), "a\npassword=hunter2222\n");
    const error = await refusal(() => exportDraft("mill", "x.zip", bench.context), bench);
    assert.equal(error.verdict, "refused");
    assert.equal(error.position?.line, 2);
    assert.match(error.position?.file ?? "", /seed\/config\/y\.txt$/);
    await rm(join(bench.dir, "seed/config/y.txt"));
    await writeFile(join(bench.root, "x.zip"), "mine");
    assert.match(
      (await refusal(() => exportDraft("mill", "x.zip", bench.context), bench)).message,
      /there already/,
    );
  });
});

test("importDraft() leaves nothing behind when the archive is not what it should be", async () => {
  await withDraft(async (bench) => {
    const attempt = async (files: Record<string, string>, name?: string): Promise<ProfileError> => {
      const packed = zip(Object.entries(files).map(([path, content]) => ({ path, data: text(content) })));
      await writeFile(join(bench.root, "x.zip"), packed);
      return await refusal(() => importDraft("x.zip", name, bench.context), bench);
    };
    assert.match((await attempt({ "mill/profile.yaml": PROFILE })).message, /there already/);
    assert.match((await attempt({ "a/events.jsonl": "" })).message, /no profile\.yaml/);
    assert.match(
      (await attempt({ "a/profile.yaml": PROFILE, "b/profile.yaml": PROFILE })).message,
      /several/,
    );
    assert.match((await attempt({ "a/profile.yaml": PROFILE }, "../x")).message, /no name/);
    const broken = await attempt({ "a/profile.yaml": PROFILE.replace("http_post", "http_pots") });
    assert.equal(broken.verdict, "usage");
    assert.match(broken.position?.file ?? "", /x\.zip\/profile\.yaml$/);
    assert.equal(broken.position?.line, 13);
    const lacks = PROFILE.replace('!hole "no bytes"', "{ seed: a/b.cli }");
    assert.match((await attempt({ "a/profile.yaml": lacks })).message, /lacks the seed/);
    assert.match(
      (await attempt({ "a/profile.yaml": PROFILE, "a/status.json": "{" })).message,
      /status\.json/,
    );
    assert.match((await attempt({ "a/profile.yaml": PROFILE, "a/ledger.jsonl": "{}\n{" })).message, /ledger/);
    assert.match((await attempt({ "a/profile.yaml": PROFILE, "../y": "x" })).message, /leaves its folder/);
    assert.match((await attempt({ "a/profile.yaml": PROFILE, "a/seed/../../y": "x" })).message, /leaves/);
    await writeFile(join(bench.root, "x.zip"), "PK no");
    await refusal(() => importDraft("x.zip", undefined, bench.context), bench);
    assert.match(
      (await refusal(() => importDraft("no.zip", undefined, bench.context), bench)).message,
      /ENOENT/,
    );
  });
});

test("importDraft() takes a draft without a folder, and leaves out what belongs to none", async () => {
  await withDraft(async (bench) => {
    const files = [{ path: "profile.yaml", data: text(PROFILE) }, { path: "evil.sh", data: text("x") }];
    await writeFile(join(bench.root, "My draft.zip"), zip(files));
    const { draft, left } = await importDraft("My draft.zip", undefined, bench.context);
    assert.deepEqual({ draft, left }, { draft: "_drafts/My-draft", left: ["evil.sh"] });
    assert.deepEqual(await walkFiles(join(bench.root, "profiles/_drafts/My-draft")), [
      "ledger.jsonl",
      "profile.yaml",
    ]);
    await mkdir(join(bench.root, "none"));
    const packed = await exportDraft("My-draft", "again.zip", bench.context);
    assert.deepEqual(unzip(await readFile(packed.file), "again.zip", LIMITS).map(({ path }) => path), [
      "My-draft/ledger.jsonl",
      "My-draft/profile.yaml",
    ]);
  });
});
