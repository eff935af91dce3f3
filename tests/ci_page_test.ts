/** The page on CI says the truth: its commands print what it shows, and its variables are those that programs get. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { noticeWords } from "../lib/notices/words.ts";
import { Config } from "../lib/settings/config.ts";
import { steady } from "./steady.ts";
import { commandsOf, consoleBlocks, runTyped } from "./typed.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const PAGE = join(REPO, "profiles/CI.md");
/** Name of the page for what is another on every machine. */
const ROOT = "/data/library";

test("profiles/CI.md shows what the binary prints", async () => {
  const page = await readFile(PAGE, "utf8");
  const blocks = consoleBlocks(page);
  const root = await mkdtemp(join(tmpdir(), "ci-page-"));
  try {
    await mkdir(join(root, "profiles"));
    for (const slug of ["us-watershed-small", "sharing-mobilization"]) {
      await cp(join(REPO, "profiles", slug), join(root, "profiles", slug), { recursive: true });
    }
    const printed = blocks.map((block) =>
      commandsOf(block).map((command) => `$ ${command}\n${runTyped(command, root).replaceAll(root, ROOT)}`)
        .join("")
    );
    if (process.env["GOLDEN_UPDATE"] === "1") {
      return await writeFile(
        PAGE,
        blocks.reduce((text, block, at) => text.replace(block, () => printed[at] ?? ""), page),
      );
    }
    printed.forEach((text, at) => assert.equal(steady(text), steady(blocks[at] ?? "")));
    const told = [
      ...page.matchAll(/`(PROFILE_(?:VERDICT|EXIT_CODE|SUMMARY|PASSED|TOTAL|REPORT|REPORT_DIR))`/g),
    ]
      .map(([, name]) => name);
    const env = runTyped(
      "profile play no-such --quiet --notify-command 'sh -c \"env | grep ^PROFILE_ > told.txt\"' > out.txt 2>&1; cut -d= -f1 told.txt",
      root,
    );
    assert.deepEqual(
      [...new Set(told)].sort(),
      env.trim().split("\n").sort(),
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("profiles/CI.md shows settings that are valid, and commands that can be used", async () => {
  const page = await readFile(PAGE, "utf8");
  const samples = [...page.matchAll(/```yaml\n((?:notify|publish)_[\s\S]*?)```/g)].map(([, text = ""]) =>
    text
  );
  assert.ok(samples.length >= 5);
  for (const sample of samples) {
    const config = Config.parse(parse(sample));
    for (const command of [config.notify_command, config.publish_command]) {
      if (command !== undefined) assert.ok(noticeWords("notify-command", command).length >= 3);
    }
  }
});
