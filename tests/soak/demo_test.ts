/** `make record-demo` in an empty data root: profiles that pass, with the steps of the shipped ones. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { SHIPPED } from "../demo/shipped.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "../..");

test("record_demo records the shipped profiles anew: the same steps, comparisons and seed bytes", async () => {
  const root = await mkdtemp(join(tmpdir(), "demo-"));
  try {
    const words = ["run", "-A", "--quiet", "--no-check", "tests/demo/record_demo.ts", root];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: REPO, encoding: "utf8" });
    assert.equal(status, 0, stdout.slice(-3000) + stderr);
    assert.equal(stdout.match(/^passed \(embedded\)$/gm)?.length, SHIPPED.length);
    for (const { slug } of SHIPPED) {
      const [made, shipped] = [await content(root, slug), await content(REPO, slug)];
      assert.deepEqual(made, shipped);
    }
  } finally {
    await rm(root, { recursive: true });
  }
});

/** What a profile does; seed folders are named by the time, so only their hash is taken. */
async function content(root: string, slug: string): Promise<unknown> {
  const text = await readFile(join(root, "profiles", slug, "profile.yaml"), "utf8");
  const { steps, comparisons, expect } = parse(text.replace(/\d{8}T\d{6}-/g, ""));
  return { steps: (steps as object[]).map(whatIsSent), comparisons, expect };
}

/** A step without the moment at which it was recorded, and without the order of its fields: a server takes any. */
function whatIsSent(step: object): object {
  return Object.fromEntries(Object.entries(step).filter(([key]) => key !== "recorded" && key !== "order"));
}
