/**
 * The shorter guides say the truth: their transcripts are what the binary prints, their commands and options exist,
 * and the messages that they explain are messages of the program.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";
import { commandsOf, runShown } from "./guide_commands.ts";
import { steady } from "./steady.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const PROFILES = join(REPO, "profiles");
/** Pages whose `console` blocks are played in a data root with the shipped profile us-small. */
const PLAYED = ["MOVING.md", "DATA.md", "DOCKER.md", "CI.md"];
/** Name of the guides for what is another on every machine. */
const ROOT = "/data/library";

for (const page of PLAYED) {
  test(`profiles/${page} shows what the binary prints`, async () => {
    const file = join(PROFILES, page);
    const guide = await readFile(file, "utf8");
    const root = await mkdtemp(join(tmpdir(), "guide-"));
    try {
      const library = join(root, "library");
      await mkdir(join(library, "profiles"), { recursive: true });
      for (const name of ["us-small", "profile.config.yaml"]) {
        await cp(join(PROFILES, name), join(library, "profiles", name), { recursive: true });
      }
      const blocks = [...guide.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
      assert.ok(blocks.length > 0, "no transcript");
      const printed = blocks.map((block) =>
        commandsOf(block).map((command) => `$ ${command}\n${runShown(command, library)}`).join("")
          .replaceAll(library, ROOT)
      );
      if (process.env["GOLDEN_UPDATE"] === "1") {
        return await writeFile(
          file,
          blocks.reduce((text, block, at) => text.replace(block, () => printed[at] ?? ""), guide),
        );
      }
      printed.forEach((text, at) => assert.equal(steady(text), steady(blocks[at] ?? "")));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
}

test("every command of the guides is one of the binary's, with options that it has", async () => {
  const helps = new Map<string, string | undefined>();
  const helpOf = (words: string) => {
    if (!helps.has(words)) {
      const { status, stdout } = spawnSync(join(REPO, "bin/profile"), [...words.split(" "), "--help"], {
        encoding: "utf8",
      });
      helps.set(words, status === 0 ? stdout : undefined);
    }
    return helps.get(words);
  };
  const general = spawnSync(join(REPO, "bin/profile"), ["--help"], { encoding: "utf8" }).stdout;
  let checked = 0;
  const faults: string[] = [];
  const pages = (await readdir(PROFILES)).filter((name) => name.endsWith(".md"));
  for (const page of [...pages.map((name) => join(PROFILES, name)), join(REPO, "README.md")]) {
    for (const { command, options } of invocationsIn(await readFile(page, "utf8"))) {
      const help = helpOf(command.join(" ")) ?? helpOf(command[0] ?? "");
      if (help === undefined) faults.push(`${page}: profile ${command.join(" ")}`);
      for (const option of options) {
        checked++;
        const found = new RegExp(`${option}(?![a-z-])`);
        if (help !== undefined && !found.test(help) && !found.test(general)) {
          faults.push(`${page}: profile ${command.join(" ")} has no ${option}`);
        }
      }
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(checked > 100, `only ${checked} options were checked`);
});

test("profiles/TROUBLESHOOTING.md explains messages that the program has", async () => {
  const sources = (await Promise.all(
    ["cli", "lib"].map(async (folder) =>
      (await walkFiles(join(REPO, folder))).map((path) => join(REPO, folder, path))
    ),
  )).flat().filter((path) => path.endsWith(".ts") && !path.endsWith("_test.ts"));
  const code = (await Promise.all(sources.map((path) => readFile(path, "utf8")))).join("\n");
  const guide = await readFile(join(PROFILES, "TROUBLESHOOTING.md"), "utf8");
  const messages = [...guide.matchAll(/^\| `([^`]+)` (?:as the last line )?\|/gm)].map(([, message = ""]) =>
    message
  );
  assert.ok(messages.length >= 35, `only ${messages.length} messages`);
  for (const message of messages) {
    for (const part of message.split("…").map((text) => text.replace(/^[:\s]+|[:\s]+$/g, ""))) {
      assert.ok(
        part.length < 4 || code.includes(part),
        `no message has ${JSON.stringify(part)} (of "${message}")`,
      );
    }
  }
});

/** `profile <command…> … --option`, wherever code is: indented, in a block, within a line. */
function invocationsIn(guide: string): { command: string[]; options: string[] }[] {
  const code = [
    ...[...guide.matchAll(/^(?: {4,}|\$ )(?:.*&& )?(?:[A-Z_]+=\S+ )*(profile [^#\n]*)/gm)],
    ...[...guide.matchAll(/`(profile [a-z][^`]*)`/g)],
  ].map(([, text = ""]) => text);
  return code.flatMap((text) => {
    const words = text.split(/ && | \| |;/)[0]?.split(/\s+/).slice(1) ?? [];
    const command = words.slice(0, words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word)) >>> 0).slice(0, 2);
    const options = words.map((word) => /^--[a-z][a-z-]*/.exec(word)?.[0]).filter((word) =>
      word !== undefined
    );
    return command.length === 0 ? [] : [{ command, options }];
  });
}
