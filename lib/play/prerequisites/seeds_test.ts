import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../../files/hash.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import type { Step } from "../../model/profile.ts";
import { seedFaults } from "./seeds.ts";

const upload = (...seeds: string[]): { step: Step; index: number }[] =>
  seeds.map((seed, index) => ({
    index,
    step: { id: `s${index}`, action: "file_upload", path: "/x", files: { f: { seed } } },
  }));

const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n";

test("seedFaults() finds what is missing, changed, a pointer or no file, each with its place", async () => {
  await withFolder(async (folder) => {
    const own = `20251102T170411-${sha256("bytes").slice(0, 8)}`;
    await writeFiles(folder, {
      [`${own}/good.tif`]: "bytes",
      "20251102T170412-00000000/changed.tif": "bytes",
      "any/other.tif": "bytes",
      "any/pointer.tif": POINTER,
      "config/cfg.cfg": POINTER,
    });
    await mkdir(join(folder, "any", "folder"));
    const steps = upload(
      `${own}/good.tif`,
      "any/other.tif",
      "20251102T170412-00000000/changed.tif",
      "any/gone.tif",
      "any/pointer.tif",
      "any/folder",
    );
    const ledger = join(folder, "ledger.jsonl");
    const faults = await seedFaults(steps, folder, ledger);
    assert.deepEqual(faults.map(({ path }) => path.join(".")), [
      "steps.2.files.f.seed",
      "steps.3.files.f.seed",
      "steps.4.files.f.seed",
      "steps.5.files.f.seed",
      "metadata.config",
    ]);
    const words = [
      /as it was recorded/,
      /is missing/,
      /Git LFS pointer/,
      /EISDIR/,
      /config\/cfg.cfg.*pointer/,
    ];
    const told = { at: "", by: "assemble", decision: "seed", subject: "seed/x", reason: "redacted" };
    const evidence = { sha256: sha256("bytes") };
    await writeFiles(folder, { "ledger.jsonl": JSON.stringify({ ...told, evidence }) });
    const [first] = await seedFaults(steps, folder, ledger);
    assert.match(first?.message ?? "", /any\/gone.tif/, "what the ledger knows by its hash is what was kept");
    faults.forEach(({ message }, index) => assert.match(message, words[index] ?? /^$/));
  });
});

test("seedFaults() is content without any seed folder when no step needs one", async () => {
  assert.deepEqual(
    await seedFaults(
      [{ index: 0, step: { id: "a", action: "http_get", path: "/x" } }],
      "/nowhere",
      "/nowhere/x",
    ),
    [],
  );
});
