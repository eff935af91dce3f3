/** The authoring guide says the truth: its transcript is what the binary prints, from a log to a played profile. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO_ACCOUNT, startEmbedded } from "../lib/embedded/mod.ts";
import { Browser } from "./demo/browser.ts";
import { usSmall } from "./demo/sessions.ts";
import { commandsOf, runShown } from "./guide_commands.ts";
import { steady } from "./steady.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Names of the guide for what is another on every machine. */
const RUN = "/wc1/runs/am/ample-otter";
const ROOT = "/data/library";

test("profiles/README.md shows what the binary prints from a log to a profile that passes", async () => {
  const file = join(REPO, "profiles/README.md");
  const guide = await readFile(file, "utf8");
  const blocks = [...guide.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  const commands = blocks.map(commandsOf);
  const promoted = commands.flat().findIndex((command) => command.startsWith("profile promote"));
  assert.ok(promoted >= 0 && promoted < 5, "a profile in at most five commands");
  const root = await mkdtemp(join(tmpdir(), "guide-"));
  try {
    const runDir = await recorded(root);
    const library = join(root, "library");
    await mkdir(library);
    const printed = commands.map((some) =>
      some.map((command) => `$ ${command}\n${runShown(command.replace(RUN, runDir), library)}`).join("\n")
        .replaceAll(library, ROOT).replaceAll(runDir, RUN).replaceAll(basename(runDir), basename(RUN))
    );
    if (process.env["GOLDEN_UPDATE"] === "1") {
      const updated = blocks.reduce((text, block, at) => text.replace(block, () => printed[at] ?? ""), guide);
      return await writeFile(file, updated);
    }
    printed.forEach((text, at) => {
      assert.equal(withoutPolls(steady(text)), withoutPolls(steady(blocks[at] ?? "")));
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("profiles/README.md shows differences as a terminal of 80 columns does", async () => {
  const guide = await readFile(join(REPO, "profiles/README.md"), "utf8");
  const shown = await readFile(join(REPO, "tests/golden/differences/terminal-80.out"), "utf8");
  const [, section = ""] = /\n#### How differences are shown\n([\s\S]*?)\n#### /.exec(guide) ?? [];
  const blocks = [...section.matchAll(/```\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  assert.equal(blocks.length, 2);
  for (const block of blocks) assert.ok(shown.includes(block), block);
});

test("profiles/README.md shows a profile.yaml that is valid", async () => {
  const guide = await readFile(join(REPO, "profiles/README.md"), "utf8");
  const [, sample = ""] = /```yaml\n(version: 1[\s\S]*?)```/.exec(guide) ?? [];
  const [, fields = ""] = /```yaml\n(- id: [\s\S]*?)```/.exec(guide) ?? [];
  const root = await mkdtemp(join(tmpdir(), "guide-"));
  try {
    const folder = join(root, "profiles", "us-small");
    await mkdir(folder, { recursive: true });
    const steps = `steps:\n${fields.replace(/^/gm, "  ")}`;
    await writeFile(join(folder, "profile.yaml"), sample.replace(/^steps: \[\].*$/m, () => steps));
    const printed = runShown("profile validate us-small", root);
    assert.match(printed, /: [1-9] steps, 1 comparison, [1-9] holes\n/);
    assert.ok(fields.includes("!hole") && fields.includes("!suggested"));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

/** A run with its audit log; as in every version of WEPPcloud's recorder, URL-encoded bodies are not in it. */
async function recorded(root: string): Promise<string> {
  const runsRoot = join(root, "runs");
  const server = await startEmbedded({ playbackRunRoot: join(root, "playback"), runsRoot });
  const browser = new Browser(server.origin);
  try {
    await browser.login(DEMO_ACCOUNT.email, DEMO_ACCOUNT.password);
    await browser.createRun("disturbed9002");
    await usSmall(browser);
  } finally {
    await server.close();
  }
  const [runId = ""] = browser.run.split("/");
  const runDir = join(runsRoot, runId.slice(0, 2), runId);
  const log = join(runDir, "_logs", "profile.events.jsonl");
  const lines = (await readFile(log, "utf8")).split("\n");
  await writeFile(log, lines.map(withoutForm).join("\n"));
  return runDir;
}

function withoutForm(line: string): string {
  if (line === "") return line;
  const event = JSON.parse(line) as { requestMeta?: Record<string, unknown> };
  if (event.requestMeta?.["bodyType"] !== "urlencoded") return line;
  return JSON.stringify({ ...event, requestMeta: { hasBody: true, bodyType: "object" } });
}

/** How often the recorded page asked for a job depends on the machine. */
function withoutPolls(text: string): string {
  return text.replace(/\d+(?= events,| by job-polls| redactions)/g, "#");
}
