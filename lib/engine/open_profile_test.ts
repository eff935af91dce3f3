import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import { openProfile } from "./open_profile.ts";
import { createRedactor } from "../redact/redactor.ts";

const OWNER = { pid: 1 << 22, host: hostname(), started: "1" };
const text = (slug: string) =>
  `metadata: { slug: ${slug} }\nsteps:\n  - { id: one, action: http_get, path: /x }\n`;

/** What a process leaves that died after its journal was ready, and before the first rename. */
function interrupted(folder: string, name: string, path: string, content: string): Record<string, string> {
  const start = `${folder}/.profile-journal-${name}`;
  const change = { path, old: null, new: sha256(content), staged: "0" };
  return {
    [`${start}.staging/owner.json`]: JSON.stringify(OWNER),
    [`${start}.staging/0`]: content,
    [`${start}.json`]: JSON.stringify({ version: 1, owner: OWNER, changes: [change] }),
  };
}

async function open(root: string, name: string) {
  const said: string[] = [];
  const out = { redactor: createRedactor(), line: () => {}, warn: (text: string) => said.push(text) };
  const context = {
    cwd: root,
    env: {},
    dataRoot: () => Promise.resolve(root),
    out,
    atEnd: () => {},
    signal: new AbortController().signal,
  };
  return { loaded: await openProfile(context, name), said: said.join("") };
}

test("openProfile() finishes an interrupted promote before it looks for the profile", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, interrupted("profiles", "promote-mill", "mill/profile.yaml", text("mill")));
    const { loaded, said } = await open(root, "mill");
    assert.equal(loaded.profile.metadata.slug, "mill");
    assert.match(said, /Finished the interrupted promote-mill/);
    assert.deepEqual(await walkFiles(root), ["profiles/mill/profile.yaml"]);
  });
});

test("openProfile() finishes an interrupted update of the baseline, of this profile alone", async () => {
  await withFolder(async (root) => {
    const others = interrupted("profiles", "update-baseline-other", "other/a", "x");
    await writeFiles(root, {
      "profiles/mill/profile.yaml": text("mill"),
      "profiles/.site.staging/index.html": "mine",
      ...others,
      ...interrupted("profiles", "update-baseline-mill", "mill/baseline/a", "new"),
    });
    await open(root, "mill");
    assert.equal(await readFile(join(root, "profiles/mill/baseline/a"), "utf8"), "new");
    const left = ["profiles/.site.staging/index.html", ...Object.keys(others)];
    assert.deepEqual(
      (await walkFiles(root)).filter((path) => !path.startsWith("profiles/mill")).sort(),
      left.sort(),
    );
  });
});

test("openProfile() touches nothing beside a loose file, nor folders that only look like its own", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "loose/mill/profile.yaml": text("mill"),
      ...interrupted("loose", "update-baseline-mill", "mill/a", "new"),
      "profiles/mill/profile.yaml": text("mill"),
      "profiles/.mill.staging/x": "mine",
    });
    const before = await walkFiles(root);
    await open(root, "loose/mill");
    await open(root, "mill");
    assert.deepEqual(await walkFiles(root), before);
  });
});
