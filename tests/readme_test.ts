/** The README says the truth: what the demo prints, and that every option it names exists. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { steady } from "./steady.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

test("README.md prints the demo's true output", async () => {
  const readme = await readFile(join(REPO, "README.md"), "utf8");
  const block = /What `make demo` prints:\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const golden = await readFile(join(REPO, "tests/golden/ok/core-play-us-small.out"), "utf8");
  assert.equal(steady(block), steady(golden));
});

test("README.md names only commands and options that the binary has", async () => {
  const readme = await readFile(join(REPO, "README.md"), "utf8");
  const table = readme.slice(readme.indexOf("## Commands"), readme.indexOf("## Dependencies"));
  let checked = 0;
  for (const row of table.split("\n").filter((line) => line.startsWith("| `"))) {
    const [, names = "", what = ""] = row.split(/(?<!\\)\|/);
    for (const [, command = ""] of names.matchAll(/`([a-z- ]+?)(?: <|`)/g)) {
      const words = command.trim().split(" ");
      const help = spawnSync(join(REPO, "bin/profile"), [...words, "--help"], { encoding: "utf8" });
      assert.equal(help.status, 0, `profile ${command} --help`);
      if (names.includes(",")) continue;
      for (const [option] of what.matchAll(/--[a-z-]+/g)) {
        assert.ok(help.stdout.includes(option), `profile ${command} has no ${option}`);
        checked++;
      }
    }
  }
  assert.ok(checked >= 15, `only ${checked} options were checked`);
});

test("README.md has a reason for every dependency of deno.json, and none for others", async () => {
  const readme = await readFile(join(REPO, "README.md"), "utf8");
  const section = readme.slice(readme.indexOf("## Dependencies"), readme.indexOf("## Where things are"));
  const rows = section.split("\n").filter((line) => line.startsWith("| `")).map((line) =>
    line.split("|")[1] ?? ""
  );
  const named = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
  const { imports } = JSON.parse(await readFile(join(REPO, "deno.json"), "utf8")) as { imports: object };
  // `name/` leads to the files of the same package.
  const packages = new Set(Object.keys(imports).map((name) => name.replace(/\/$/, "")));
  assert.deepEqual(named.sort(), [...packages].sort());
});
