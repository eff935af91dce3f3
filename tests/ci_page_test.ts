/** The page on CI names what programs really get, and settings that are valid; its transcripts are played with the others. */
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { withFolder } from "../lib/files/test_folder.ts";
import { noticeWords } from "../lib/notices/words.ts";
import { Config } from "../lib/settings/config.ts";
import { runShown } from "./guide_commands.ts";

const PAGE = join(dirname(fileURLToPath(import.meta.url)), "../profiles/CI.md");

test("profiles/CI.md names every variable that the program of a notice gets", async () => {
  const page = await readFile(PAGE, "utf8");
  const told = [...page.matchAll(/^\| (`PROFILE_[^|]*)\|/gm)]
    .flatMap(([, cell = ""]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  await withFolder(async (root) => {
    await mkdir(join(root, "profiles"));
    const printed = runShown(
      `export BUILD_URL=https://ci.example.org/8
      profile play no-such --quiet --notify-command 'sh -c "env | grep ^PROFILE_ > told"' > out 2>&1; cut -d= -f1 told`,
      root,
    );
    assert.deepEqual(told.sort(), printed.trim().split("\n").sort());
  });
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
