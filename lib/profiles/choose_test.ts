import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { chooseNames } from "./choose.ts";

async function withProfiles(use: (root: string) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    for (const name of ["us-b", "us-a", "eu-a", "_drafts/us-d", "results/us-x", "_runs/us-y"]) {
      await mkdir(join(root, "profiles", name), { recursive: true });
      await writeFile(join(root, "profiles", name, "profile.yaml"), "");
    }
    await mkdir(join(root, "profiles/us-wepp/capture"), { recursive: true });
    await writeFile(join(root, "profiles/us-wepp/capture/events.jsonl"), "{}\n");
    await use(root);
  });
}

test("chooseNames() takes names in order, globs and all sorted, each once; exact names stay exact", async () => {
  await withProfiles(async (root) => {
    const names = async (asked: string[], all = false) =>
      (await chooseNames({ names: asked, all }, root, root)).map(({ name, exact }) =>
        exact ? `${name}!` : name
      );
    assert.deepEqual(await names(["us-*"]), ["us-a", "us-b", "us-wepp"]);
    assert.deepEqual(await names(["us-b", "*-a", "us-b"]), ["us-b!", "eu-a", "us-a"]);
    assert.deepEqual(await names(["us-?", "us-b"]), ["us-a", "us-b!"]);
    assert.deepEqual(await names(["_drafts/*"]), ["_drafts/us-d"]);
    assert.deepEqual(await names([], true), ["eu-a", "us-a", "us-b", "us-wepp"]);
    assert.deepEqual(await names(["us-b"], true), ["us-b!", "eu-a", "us-a", "us-wepp"]);
    assert.deepEqual(await names(["nothing"]), ["nothing!"]);
  });
});

test("chooseNames() refuses a glob that matches nothing, and an empty data root", async () => {
  await withProfiles(async (root) => {
    await assert.rejects(chooseNames({ names: ["u-a*"], all: false }, root, root), {
      message: 'No profile matches "u-a*"',
      remedy: 'The nearest name is "eu-a"',
    });
  });
  await withFolder(async (root) => {
    await assert.rejects(chooseNames({ names: [], all: true }, root, root), /There is no profile/);
  });
});
