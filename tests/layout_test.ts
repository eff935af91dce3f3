/** The shape of the repository that lib/README.md promises. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const VERBS = ["record", "assemble", "review", "promote", "archive", "play", "init"];
/** A page of the architecture that is longer is no screen any more, in lines. */
const SCREEN = 75;
const TOP = [
  "cli",
  "lib",
  "profiles",
  "tests",
  "deno.json",
  "deno.lock",
  "Makefile",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
];

/** Source files with the files that they import, both relative to the repository. */
async function imports(): Promise<{ file: string; text: string; targets: string[] }[]> {
  const files: { file: string; text: string; targets: string[] }[] = [];
  for (const folder of ["cli", "lib"]) {
    for (const path of await walkFiles(join(REPO, folder))) {
      if (!path.endsWith(".ts")) continue;
      const file = `${folder}/${path}`;
      const text = await readFile(join(REPO, file), "utf8");
      const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
      files.push({ file, text, targets: found.map((target) => posix.join(posix.dirname(file), target)) });
    }
  }
  return files;
}

/** The verb that a file belongs to. */
function verbOf(file: string): string | undefined {
  const [top, folder = ""] = file.split("/");
  return top === "lib" && VERBS.includes(folder) ? folder : undefined;
}

/** The parts of lib that put verbs together, for cli and for programs. */
const FACADE = /^lib\/(?:engine\/|mod\.ts$)/;

test("imports point one way: cli to engine to verbs to shared parts; the embedded server stands apart", async () => {
  const wrong: string[] = [];
  for (const { file, targets } of await imports()) {
    if (/_test\.ts$|\/testing\//.test(file)) continue;
    for (const target of targets) {
      const [from, to] = [verbOf(file), verbOf(target)];
      const [inLib, inFacade] = [file.startsWith("lib/"), FACADE.test(file)];
      const upwards = inLib && (target.startsWith("cli/") || (FACADE.test(target) && !inFacade));
      const sideways = to !== undefined && to !== from && inLib && !inFacade;
      const server = target.startsWith("lib/embedded/") && !file.startsWith("lib/embedded/") &&
        from !== "play" && from !== "record";
      const leaves = file.startsWith("lib/embedded/") &&
        !/^lib\/(embedded|model|files|errors|text|zip)/.test(target);
      if (upwards || sideways || server || leaves) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("lib and cli use no API of one runtime, and stay readable in size", async () => {
  for (const { file, text } of await imports()) {
    assert.doesNotMatch(text, /\bDeno\./, file);
    assert.ok(
      file.endsWith("_test.ts") || text.split("\n").length <= 400,
      `${file} is longer than 400 lines`,
    );
  }
});

test("the top level holds what it should, and nothing else", async () => {
  const ignored = ["bin", "node_modules", "playback"];
  const names = (await readdir(REPO)).filter((name) => !name.startsWith(".") && !ignored.includes(name));
  assert.deepEqual(names.filter((name) => !TOP.includes(name)), []);
});

test("lib/README.md names every folder of lib and no other, the verbs as verbs, on one screen", async () => {
  const page = await readFile(join(REPO, "lib/README.md"), "utf8");
  assert.ok(page.split("\n").length <= SCREEN, "lib/README.md is longer than a screen");
  const [, verbs = "", others = ""] = /^verbs(.*?)^shared(.*?)^```/ms.exec(page) ?? [];
  const named = (text: string) =>
    [...text.matchAll(/(?<=^ *| {2})([a-z_]+)\/ /gm)].map(([, name = ""]) => name);
  const folders = (await readdir(join(REPO, "lib"), { withFileTypes: true })).filter((entry) =>
    entry.isDirectory()
  );
  assert.deepEqual(named(verbs).filter((name) => VERBS.includes(name)).sort(), VERBS.toSorted());
  assert.deepEqual([...VERBS, ...named(others)].sort(), folders.map(({ name }) => name).sort());
  for (const [, path = ""] of page.matchAll(/`([a-z_]+\/[a-z_/]+\.ts)`/g)) {
    assert.ok(
      (await readFile(join(REPO, path.startsWith("cli/") ? path : `lib/${path}`), "utf8")).length > 0,
      path,
    );
  }
});
