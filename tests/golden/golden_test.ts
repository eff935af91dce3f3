/** Runs every golden case; see README.md in this folder. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EXIT_CODES, type Verdict } from "../../lib/model/exit.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const REPO = join(HERE, "..", "..");
const UPDATE = process.env["GOLDEN_UPDATE"] === "1";
const DENO = process.execPath;
const NODE = process.env["PROFILE_TEST_NODE"] ?? join(REPO, ".tools", "node");

const PROGRAMS: Record<string, string> = {
  binary: join(REPO, "bin", "profile"),
  deno: `${DENO} run -A --quiet --no-check --config ${join(REPO, "deno.json")} ${
    join(REPO, "cli", "main.ts")
  }`,
  node: `${NODE} ${join(REPO, "bin", "profile.cjs")}`,
};

/** `1/2`: the first of two parts of the cases, for two processes side by side; they mostly wait for jobs. */
const [part = 1, parts = 1] = (process.env["GOLDEN_PART"] ?? "1/1").split("/").map(Number);
let cases = 0;

for (const folder of await readdir(HERE, { withFileTypes: true })) {
  if (!folder.isDirectory()) continue;
  for (const file of (await readdir(join(HERE, folder.name))).filter((name) => name.endsWith(".sh")).sort()) {
    const names = file.startsWith("core-") ? Object.keys(PROGRAMS) : ["binary"];
    if (cases++ % parts !== part - 1) continue;
    for (const program of names) {
      test(`${folder.name}/${file} (${program})`, () => runCase(folder.name, file.slice(0, -3), program));
    }
  }
}

async function runCase(outcome: string, name: string, program: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "profile-golden-"));
  try {
    await mkdir(join(root, "profiles"));
    const before = await walkFiles(root);
    const script = join(HERE, outcome, `${name}.sh`);
    const { code, stdout, stderr } = await shell(script, root, PROGRAMS[program] ?? "");
    const after = await walkFiles(root);
    const base = join(HERE, outcome, name);
    await expectText(`${base}.out`, clean(stdout, root), stderr);
    await expectText(`${base}.err`, clean(stderr, root), stdout);
    if (await exists(`${base}.tree`)) await expectText(`${base}.tree`, treeDiff(before, after), stderr);
    assert.equal(code, EXIT_CODES[verdictOf(outcome)], `exit code ${code}; stderr: ${stderr}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function verdictOf(outcome: string): Verdict {
  return outcome === "ok" ? "passed" : outcome as Verdict;
}

function shell(script: string, cwd: string, program: string) {
  const env = {
    ...PSEUDONYM_KEY,
    PATH: process.env["PATH"],
    HOME: cwd,
    TMPDIR: join(cwd, "tmp"),
    LC_ALL: "C.UTF-8",
    PROFILE: program,
    REPO,
    DENO,
    DENO_DIR: process.env["DENO_DIR"] ?? join(REPO, ".tools", "cache"),
    ADMIN_EMAIL: "qa@example.com",
  };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = spawn("bash", ["-euo", "pipefail", script], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (block) => stdout += String(block));
    child.stderr.on("data", (block) => stderr += String(block));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** Machine-dependent places become names. */
function clean(text: string, root: string): string {
  return text.replaceAll(root, "$ROOT").replaceAll(REPO, "$REPO");
}

/** Files that came and went; a sandbox counts as one, with its entry in the list of sandboxes, copies of what is shipped do not count. */
function treeDiff(before: string[], after: string[]): string {
  const tell = (path: string) =>
    path.replace(/^(playback\/runs\/)[^/]+\/.*/, "$1~~~/").replace(VARIES, "~~~");
  const copied = (path: string) =>
    path.startsWith("profiles/results/.sandboxes/") ||
    (!path.startsWith("profiles/results/") && existsSync(join(REPO, path)));
  const added = after.filter((path) => !before.includes(path) && !copied(path)).map((path) =>
    `+ ${tell(path)}`
  );
  const removed = before.filter((path) => !after.includes(path)).map((path) => `- ${tell(path)}`);
  const lines = new Set([...added, ...removed].filter((line) => !line.startsWith("+ tmp/")));
  return [...lines].map((line) => `${line}\n`).join("");
}

/** What is another at every run: times, time stamps, ids. A written golden has wildcards there. */
const VARIES = new RegExp(
  [
    /\d{8}T\d{6}(?:\.\d{3})?Z/,
    /\d{4}-\d\d-\d\d[T ][\d:.]+Z?/,
    /\b[0-9a-f]{8}-[0-9a-f-]{27}\b/,
    /\b[0-9a-f]{32}\b/,
    /\b\d+ ms\b/,
    /\b\d+\.\d s\b/,
    /127\.0\.0\.1:\d{3,}/,
  ].map((part) => part.source).join("|"),
  "g",
);

async function expectText(file: string, actual: string, context: string): Promise<void> {
  const expected = await readFile(file, "utf8").catch(() => undefined);
  if (toPattern(expected ?? "").test(actual)) return;
  if (UPDATE) {
    if (actual === "") await rm(file, { force: true });
    else await writeFile(file, actual.replace(VARIES, "~~~"));
    return;
  }
  assert.equal(actual, expected ?? "", `${file} (with ~~~ as wildcard); the other stream: ${context}`);
}

function toPattern(expected: string): RegExp {
  const lines = expected.split("\n").map((line) =>
    line === "~~~" ? "(?:.*\n)*?.*" : line.split("~~~").map(escape).join(".*?")
  );
  return new RegExp(`^${lines.join("\n")}$`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

async function exists(path: string): Promise<boolean> {
  return await readFile(path).then(() => true, () => false);
}
