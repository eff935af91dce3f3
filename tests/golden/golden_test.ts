/** Runs every golden case; see README.md in this folder. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EXIT_CODES, type Verdict } from "../../lib/model/exit.ts";
import { walkFiles } from "../../lib/files/walk.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const REPO = join(HERE, "..", "..");
const UPDATE = process.env["GOLDEN_UPDATE"] === "1";
const DENO = process.execPath;
const NODE = process.env["NODE"] ?? "node";

const PROGRAMS: Record<string, string> = {
  binary: join(REPO, "bin", "profile"),
  deno: `${DENO} run -A --no-check --config ${join(REPO, "deno.json")} ${join(REPO, "cli", "main.ts")}`,
  node: `${NODE} ${join(REPO, "bin", "profile.mjs")}`,
};

for (const folder of await readdir(HERE, { withFileTypes: true })) {
  if (!folder.isDirectory()) continue;
  for (const file of (await readdir(join(HERE, folder.name))).filter((name) => name.endsWith(".sh")).sort()) {
    const names = file.startsWith("core-") ? Object.keys(PROGRAMS) : ["binary"];
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
    await expectText(`${base}.tree`, treeDiff(before, after), stderr, await exists(`${base}.tree`));
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
    PATH: process.env["PATH"],
    HOME: cwd,
    TMPDIR: join(cwd, "tmp"),
    LC_ALL: "C.UTF-8",
    PROFILE: program,
    REPO,
    DENO_DIR: process.env["DENO_DIR"],
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

function treeDiff(before: string[], after: string[]): string {
  const tell = (path: string) => path.replace(/\d{8}T\d{6}\.\d{3}Z/g, "*").replace(/\b[0-9a-f]{32}\b/g, "*");
  const added = after.filter((path) => !before.includes(path)).map((path) => `+ ${tell(path)}`);
  const removed = before.filter((path) => !after.includes(path)).map((path) => `- ${tell(path)}`);
  return [...added, ...removed].filter((line) => !line.startsWith("+ tmp/")).map((line) => `${line}\n`).join(
    "",
  );
}

async function expectText(file: string, actual: string, context: string, wanted = true): Promise<void> {
  if (!wanted && !UPDATE) return;
  if (UPDATE && wanted) {
    const pattern = await readFile(file, "utf8").catch(() => undefined);
    if (pattern !== undefined && toPattern(pattern).test(actual)) return;
    if (actual === "") await rm(file, { force: true });
    else await writeFile(file, actual);
    return;
  }
  const expected = await readFile(file, "utf8").catch(() => "");
  if (toPattern(expected).test(actual)) return;
  assert.equal(actual, expected, `${file} (with ~~~ as wildcard); the other stream: ${context}`);
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
