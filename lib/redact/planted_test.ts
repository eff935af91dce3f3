/** Runs everything of the shared recordings through the redactor and looks for what was planted there. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { test } from "node:test";
import { plantedLiterals } from "../../tests/planted.ts";
import { sharedData } from "../../tests/shared_data.ts";
import { walkFiles } from "../files/walk.ts";
import { parseJson } from "../model/json.ts";
import { createRedactor } from "./redactor.ts";

const TEXT_FILES = new Set([".md", ".log", ".nodb", ".dump", ".txt", ".cfg", ".toml", ".version", ""]);

test("createRedactor() leaves no planted literal of the recordings in any form", async () => {
  const folder = sharedData();
  if (folder === undefined) return;
  const literals = plantedLiterals(await readFile(join(folder, "PLANTED.txt"), "utf8"));
  assert.ok(literals.length >= 60, `only ${literals.length} literals were read`);
  const seen = new Set<string>();
  const leaks: string[] = [];
  for (const file of await walkFiles(folder)) {
    if (file === "PLANTED.txt" || !isText(file)) continue;
    const text = await readFile(join(folder, file), "utf8");
    literals.filter((form) => text.includes(form)).forEach((form) => seen.add(form));
    for (const output of outputsOf(file, text)) {
      for (const form of literals) if (output.includes(form)) leaks.push(`${file}: ${form}`);
    }
  }
  assert.deepEqual([...new Set(leaks)], []);
  assert.ok(seen.size >= 22, `only ${seen.size} literals occur in the recordings`);
});

function isText(file: string): boolean {
  return extname(file) === ".jsonl" || TEXT_FILES.has(extname(file));
}

function outputsOf(file: string, text: string): string[] {
  if (extname(file) !== ".jsonl") return [createRedactor().text(text)];
  const values = createRedactor();
  const lines = createRedactor();
  const outputs: string[] = [createRedactor().text(text)];
  for (const redactor of [values, lines]) {
    for (const line of text.split("\n")) redactor.study(parseJson(line) ?? line);
  }
  for (const line of text.split("\n")) {
    const value = parseJson(line);
    if (value === undefined) {
      outputs.push(values.text(line));
      continue;
    }
    outputs.push(JSON.stringify(values.json(value)));
    const redacted = lines.text(line);
    JSON.parse(redacted);
    outputs.push(redacted);
  }
  return outputs;
}
