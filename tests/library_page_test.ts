/** profiles/LIBRARY.md says the truth: its programs run as they are under Deno, Node 26 and Node 20, and fail rightly. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { withFolder, writeFiles } from "../lib/files/test_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const LIBRARY = pathToFileURL(join(REPO, "bin/profile.lib.mjs")).href;
const SOURCES = pathToFileURL(join(REPO, "lib/mod.ts")).href;
const DENO = [process.execPath, "test", "--allow-all", "--quiet"];
const WITH_SOURCES = [...DENO, "--no-check", "--config", join(REPO, "deno.json")];
const NODE = [join(REPO, ".tools/node"), "--test"];

/** The programs of the page, in its order: play, read a result, compare two folders. */
async function programs(): Promise<{ play: string; read: string; compare: string }> {
  const page = await readFile(join(REPO, "profiles/LIBRARY.md"), "utf8");
  const [play = "", read = "", compare = "", ...others] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, program = ""]) => program.replace('"../profile/bin/profile.lib.mjs"', JSON.stringify(LIBRARY)),
  );
  assert.deepEqual(others, []);
  return { play, read, compare };
}

/** A data root with a profile, and the programs beside it. */
async function inDataRoot(
  files: Record<string, string>,
  work: (root: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (root) => {
    await mkdir(join(root, "profiles"));
    await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
    await writeFiles(root, files);
    await work(root);
  });
}

function run(
  [program = "", ...words]: string[],
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", CI: "" };
    const child = spawn(program, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (block) => output += String(block));
    child.on("close", (code) => resolve({ code, output }));
  });
}

test("LIBRARY.md: a test plays a profile and another reads its result, under Deno and under Node", async () => {
  const { play, read } = await programs();
  const files = { "a.test.ts": play, "b.test.ts": read.replace(LIBRARY, SOURCES) };
  await inDataRoot(files, async (root) => {
    const runs = [[...NODE, "a.test.ts"], [...DENO, "--no-check", "a.test.ts"], [
      ...WITH_SOURCES,
      "b.test.ts",
    ]];
    for (const words of runs) {
      const { code, output } = await run(words, root);
      assert.equal(code, 0, `${words.join(" ")}\n${output}`);
    }
  });
});

test("LIBRARY.md: both tests fail with the differences, also under plain Node 20", async () => {
  const { play, read } = await programs();
  const drifting = play.replace(
    'target: "embedded"',
    'target: "embedded", embedded: { drift: { soil_loss: 1.03 } }',
  );
  assert.notEqual(drifting, play);
  await inDataRoot({ "a.test.mjs": drifting, "b.test.mjs": read }, async (root) => {
    for (const file of ["a.test.mjs", "b.test.mjs"]) {
      const { code, output } = await run(["node", "--test", file], root);
      assert.equal(code, 1, output);
      assert.match(output, /soil_loss\.tif {2}raster_stats {2}\d changed/);
      assert.match(output, /band 1 mean +[\d.]+ +[\d.]+ +\+[\d.]+ \(\+3 %\)/);
    }
  });
});

test("LIBRARY.md: two folders are compared without a data root", async () => {
  const { compare } = await programs();
  const files = {
    "compare.mjs": compare,
    "before/out/a.csv": "id,loss\n1,100\n2,50\n",
    "after/out/a.csv": "id,loss\n1,100.5\n2,55\n",
  };
  await withFolder(async (root) => {
    await writeFiles(root, files);
    const { code, output } = await run([join(REPO, ".tools/node"), "compare.mjs"], root);
    assert.equal(code, 0, output);
    assert.match(output, /^failed {3}\*\*\/\*\.csv {2}table_diff {2}1 changed\n/);
    assert.match(output, /loss at row 2 +50 +55 +\+5 \(\+10 %\)/);
    assert.match(output, /\ndifferences 0\n$/);
  });
});
