import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";
import { secretsIn } from "./scan.ts";

const LINE = "2020 1 3.5 0.0 12.25\n";

async function scan(
  content: string | Uint8Array,
  block?: number,
  redactor: Redactor = createRedactor(),
): Promise<string[]> {
  return await withFolder(async (folder) => {
    await writeFile(join(folder, "f"), content);
    return await secretsIn(join(folder, "f"), redactor, "pending/f", block);
  });
}

test("secretsIn() finds a secret wherever the blocks part", async () => {
  const text = LINE.repeat(50) + "password: hunter2-and-more\n" + LINE.repeat(50);
  for (let block = 1000; block < 1100; block++) assert.deepEqual(await scan(text, block), ["key:password"]);
});

test("secretsIn() finds a learned secret behind 33 MB of text", async () => {
  const redactor = createRedactor();
  redactor.learn("correct horse 42");
  const text = LINE.repeat(Math.ceil(33 * 1024 * 1024 / LINE.length));
  assert.deepEqual(await scan(text + "correct horse 42", undefined, redactor), ["known-secret"]);
});

test("secretsIn() counts only what this file holds", async () => {
  const redactor = createRedactor();
  redactor.text("password: hunter2-and-more");
  assert.deepEqual(await scan(LINE, 100, redactor), []);
  assert.deepEqual(await scan("", 100, redactor), []);
});

test("secretsIn() does not read binary files as text", async () => {
  const bytes = new TextEncoder().encode("password: hunter2-and-more\n\0");
  assert.deepEqual(await scan(bytes), []);
});

test("secretsIn() does not take a part of a line for a secret", async () => {
  const line = "compass: 12345678901234567890\n";
  assert.equal((await scan("pass: 12345678901234567890\n")).length, 1);
  const text = line.repeat(1000);
  assert.deepEqual(await scan(text), []);
  for (let block = 20_000; block < 20_000 + line.length; block++) {
    assert.deepEqual(await scan(text, block), [], String(block));
  }
});
