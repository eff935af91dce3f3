/** Completions in real shells: the built binary, the README's line, and the TAB key on a terminal. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { SHELLS } from "../lib/completions/words.ts";
import { hasShell, installLine, pressTab } from "./shells/shells.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const BIN = join(REPO, "bin");

/** A data root with names as odd as they may be. */
async function library(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "completions-"));
  const mill = await readFile(join(REPO, "profiles/us-small/profile.yaml"), "utf8");
  const odd = mill.replace("tags: [ us, nightly ]", 'tags: [ "two words", nightly ]')
    .replace("target: climate/demo.cli", `target: "odd/[a] *.txt"`);
  const names = ["us-small", "0-9--x", "_drafts/Bear Creek's (2)", "_drafts/$HOME;ls", "archived/old-1"];
  for (const name of names) {
    await mkdir(join(root, "profiles", name), { recursive: true });
    await writeFile(join(root, "profiles", name, "profile.yaml"), name === "0-9--x" ? odd : mill);
  }
  await mkdir(join(root, "profiles", "broken"));
  await writeFile(join(root, "profiles", "broken", "profile.yaml"), "metadata: { title: [\n\t- : :\n");
  await cp(join(REPO, "profiles/profile.config.yaml"), join(root, "profiles/profile.config.yaml"));
  await mkdir(join(root, "some runs", "otter"), { recursive: true });
  await writeFile(join(root, "some runs", "the log.jsonl"), "");
  return root;
}

/** Keys, and the words that the shell has then. */
const CASES: [string, string[]][] = [
  ["profile record sto\t", ["record", "stop"]],
  ["profile play us-\t--max-f\t4 0\t", ["play", "us-small", "--max-failures", "4", "0-9--x"]],
  ["profile play us-small --only=page..setn\t", ["play", "us-small", "--only=page..setname"]],
  ["profile play bro\t--from-step x\t", ["play", "broken", "--from-step", "x"]],
  ["profile review _drafts/B\tset-ou\t", ["review", "_drafts/Bear Creek's (2)", "set-outlet"]],
  ['profile review "Be\t', ["review", "Bear Creek's (2)"]],
  ["profile promote \\$\t", ["promote", "$HOME;ls"]],
  ["profile list --tag='nightly and u\t", ["list", "--tag=nightly and us"]],
  ["profile compare 0\t--run-dir=some\t", ["compare", "0-9--x", "--run-dir=some runs"]],
  ["profile update-baseline 0-9--x --accept od\t", [
    "update-baseline",
    "0-9--x",
    "--accept",
    "odd/[a] *.txt",
  ]],
  ["profile play us-small --embedded-drift soil\t1.03", [
    "play",
    "us-small",
    "--embedded-drift",
    "soil_loss=1.03",
  ]],
  ["profile play us-small --base-url=\t --api=l\t", [
    "play",
    "us-small",
    "--base-url=embedded",
    "--api=legacy",
  ]],
  ["profile record tail some\tthe\t", ["record", "tail", "some runs/the log.jsonl"]],
];

for (const shell of ["bash", "zsh", "fish"] as const) {
  test(`TAB completes commands, options and names of the data root in ${shell}`, async () => {
    if (!hasShell(shell)) return;
    const root = await library();
    try {
      const found = pressTab(shell, CASES.map(([keys]) => keys), root, BIN);
      CASES.forEach(([keys, words], at) => {
        // A folder may get its slash.
        const taken = found[at]?.map((word) => word.replace(/\/$/, ""));
        assert.deepEqual(taken, ["profile", ...words], keys);
      });
    } finally {
      // A shell may still write its history.
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  });
}

test("each shell gets its script; README.md and the help give the same line for a start file", () => {
  const run = (...words: string[]) => spawnSync(join(BIN, "profile"), words, { encoding: "utf8" });
  const help = run("completions", "--help").stdout.replace(/\s+/g, " ");
  for (const shell of SHELLS) {
    const { status, stdout, stderr } = run("completions", shell);
    assert.deepEqual([status, stderr], [0, ""], shell);
    assert.ok(stdout.includes(`__complete ${shell} `), shell);
    if (shell === "powershell") continue;
    assert.notEqual(installLine(shell), "", shell);
    assert.ok(help.includes(installLine(shell)), shell);
  }
});

test("__complete says nothing but offers, whatever it is asked", () => {
  for (
    const words of [[], ["nosuchshell"], ["zsh"], ["zsh", "--", "play", "--data-root"], ["bash", "--", "'"]]
  ) {
    const { status, stdout, stderr } = spawnSync(join(BIN, "profile"), ["__complete", ...words], {
      encoding: "utf8",
      cwd: tmpdir(),
    });
    assert.deepEqual([status, stderr], [0, ""], words.join(" "));
    assert.doesNotMatch(stdout, /error|warning/);
  }
});
