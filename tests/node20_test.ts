/** The bundle also runs under Node 20: what came to JavaScript later may not stand in the product. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";

const LATER =
  /\b(?:Map|Object)\.groupBy\(|\bPromise\.(?:withResolvers|try)\b|\bArray\.fromAsync\b|\bRegExp\.escape\b/;

test("no source of the product calls what Node 20 does not have", async () => {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..");
  const found: string[] = [];
  for (const folder of ["cli", "lib"]) {
    for (const path of await walkFiles(join(root, folder))) {
      if (!path.endsWith(".ts") || path.endsWith("_test.ts")) continue;
      if (LATER.test(await readFile(join(root, folder, path), "utf8"))) found.push(`${folder}/${path}`);
    }
  }
  assert.deepEqual(found, []);
});
