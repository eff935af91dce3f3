/**
 * The whole way of a recording, with the built binary and a real Chromium: a user works through the proxy, marks a
 * capture, and what was recorded is assembled, promoted and played. The same session, exported as HAR by the
 * browser, gives the same steps.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { parse } from "yaml";
import { sha256 } from "../../lib/files/hash.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { look, press, sees } from "../../lib/record/proxy/toolbar/testing/browser.ts";
import { runProfile, startProxy } from "./binary.ts";
import { hasChromium, withPage } from "./chromium.ts";
import { demoUploads, runWorkflow, UPLOAD_NAMES } from "./workflow.ts";

const skip = hasChromium() ? false : "no Chromium on this machine";
const SLUG = "through-the-proxy";

interface StepDocument {
  id: string;
  action: string;
  path: string;
  json?: unknown;
  form?: unknown;
  urlencoded?: unknown;
  files?: Record<string, { seed: string; name?: string }>;
}

let root = "";
let recording = "";
let har = "";
let origin = "";

before(async () => {
  if (!hasChromium()) return;
  root = await mkdtemp(join(tmpdir(), "record-browser-"));
  recording = join(root, "recording");
  har = join(root, "session.har");
  await mkdir(join(root, "data", "profiles"), { recursive: true });
  await record();
});
after(async () => await rm(root, { recursive: true, force: true }));

/** One session through the proxy: log in, make a run, capture the whole workflow. */
async function record(): Promise<void> {
  const proxy = await startProxy(["--target", "embedded", "--out", recording], root);
  origin = proxy.origin;
  try {
    await withPage(async ({ page, context }) => {
      // Chromium tells the bodies of uploads only while requests are intercepted.
      await context.route("**/*", (route) => route.continue());
      await page.goto(proxy.url);
      await runWorkflow(page, `${origin}/weppcloud`, { onRunPage: startCapture });
      await endCapture(page);
      await context.close();
    }, { context: { recordHar: { path: har, mode: "full", content: "embed" } } });
  } finally {
    await proxy.stop();
  }
}

async function startCapture(page: Page): Promise<void> {
  await sees(page, "button", "Start capture…");
  await press(page, "Shift+F8", "Enter");
  await sees(page, "textbox", "Slug", { focused: true });
  await page.keyboard.type(SLUG);
  await press(page, "Enter");
  await sees(page, "button", "End capture");
}

async function endCapture(page: Page): Promise<void> {
  await press(page, "Shift+F8", "Enter");
  await sees(page, "button", "Confirm");
  await pressButton(page, "Confirm");
  await sees(page, "button", "Close");
  await pressButton(page, "Close");
  await sees(page, "button", "Start capture…");
}

/** Goes to a button of the dialog by the keyboard alone, and presses it. */
async function pressButton(page: Page, name: string): Promise<void> {
  for (let tab = 0; tab < 20; tab++) {
    if ((await look(page)).some((seen) => seen.role === "button" && seen.name === name && seen.focused)) {
      return await press(page, "Enter");
    }
    await press(page, "Shift+Tab");
  }
  throw new Error(`The keyboard does not come to the button ${name}`);
}

/** Runs the binary in the data root of this test. */
async function profile(...words: string[]) {
  return await runProfile(words, { cwd: join(root, "data") });
}

async function stepsOf(folder: string): Promise<StepDocument[]> {
  const text = await readFile(join(root, "data", "profiles", folder, "profile.yaml"), "utf8");
  return (parse(text, { logLevel: "silent" }) as { steps: StepDocument[] }).steps;
}

/** Hashes of the files that steps send, in the order of the steps. */
async function uploadsOf(folder: string): Promise<string[]> {
  const hashes: string[] = [];
  for (const { files = {} } of await stepsOf(folder)) {
    for (const { seed } of Object.values(files)) {
      hashes.push(sha256(await readFile(join(root, "data", "profiles", folder, "seed", seed))));
    }
  }
  return hashes;
}

async function supply(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

async function sentHashes(): Promise<string[]> {
  const { burnSeverity: [first, second], landcover, climate } = await demoUploads();
  return [first, landcover, second, climate].map((bytes) => sha256(bytes));
}

test("a session through the proxy has no hole, and plays with the same uploads", { skip }, async () => {
  const assembled = await profile("assemble", recording, "--capture", SLUG, "--json");
  assert.equal(assembled.code, 0, assembled.stderr);
  const draft = JSON.parse(assembled.stdout) as { draft: string; holes: unknown[]; absent: unknown[] };
  assert.deepEqual([draft.draft, draft.holes, draft.absent], [`_drafts/${SLUG}`, [], []]);

  const promoted = await profile("promote", draft.draft, SLUG);
  assert.equal(promoted.code, 0, promoted.stderr);
  assert.deepEqual(await uploadsOf(SLUG), await sentHashes());
  const bodies = (await stepsOf(SLUG)).map(({ urlencoded }) => urlencoded).filter((body) =>
    body !== undefined
  );
  assert.ok(bodies.length >= 1, "the URL-encoded form is a step");

  const first = await profile("play", SLUG, "--embedded", "--keep", "--json");
  assert.equal(first.code, 4, first.stdout + first.stderr);
  const report = JSON.parse(first.stdout) as {
    sandbox: { dir: string };
    counts: { steps: { passed: number } };
  };
  assert.equal(report.counts.steps.passed, (await stepsOf(SLUG)).length);
  const received = await readdir(join(report.sandbox.dir, "_logs", "bodies"));
  assert.deepEqual(received.sort(), [...new Set(await sentHashes())].sort());

  assert.equal((await profile("update-baseline", SLUG, "--all", "--allow-ci", "--reason", "first")).code, 0);
  const second = await profile("play", SLUG, "--embedded");
  assert.equal(second.code, 0, second.stdout + second.stderr);
  assert.match(second.stdout, /passed \(embedded\)$/m);
});

test(
  "the browser's HAR of that session gives the same steps; --uploads closes its holes",
  { skip },
  async () => {
    const imported = join(root, "imported");
    const result = await profile("record", "import", har, "--out", imported, "--origin", origin);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    const holes = await profile("assemble", imported, "--name", "from-har", "--json");
    assert.equal(holes.code, 0, holes.stderr);
    const named = (JSON.parse(holes.stdout) as { holes: { field: string }[] }).holes.map(({ field }) =>
      field
    );
    // The browser tells bytes as text, so only the climate file, which is text, survives.
    assert.deepEqual(named.sort(), [
      "files.input_upload_landuse",
      "files.input_upload_sbs",
      "files.input_upload_sbs",
    ]);

    const { burnSeverity, landcover } = await demoUploads();
    const folder = join(root, "uploads");
    await supply(folder, `input_upload_sbs/1/${UPLOAD_NAMES.burnSeverity}`, burnSeverity[0]);
    await supply(folder, `input_upload_sbs/2/${UPLOAD_NAMES.burnSeverity}`, burnSeverity[1]);
    await supply(folder, UPLOAD_NAMES.landcover, landcover);
    const closed = join(root, "closed");
    await profile("record", "import", har, "--out", closed, "--origin", origin, "--uploads", folder);
    const whole = await profile("assemble", closed, "--name", "from-har-closed", "--json");
    assert.deepEqual((JSON.parse(whole.stdout) as { holes: unknown[] }).holes, []);
    assert.deepEqual(await uploadsOf("_drafts/from-har-closed"), await sentHashes());

    await profile("assemble", recording, "--capture", "all", "--name", "whole-session");
    const shape = async (draft: string) =>
      (await stepsOf(`_drafts/${draft}`)).map(({ id, action, path, json, form, urlencoded, files }) => ({
        id,
        action,
        path,
        json,
        form,
        urlencoded,
        files: Object.keys(files ?? {}),
      }));
    assert.deepEqual(await shape("from-har-closed"), await shape("whole-session"));
  },
);

test("nothing of the session is a credential", { skip }, async () => {
  for (const path of await walkFiles(recording)) {
    const text = (await readFile(join(recording, path))).toString("latin1");
    assert.doesNotMatch(
      text,
      /eyJ[\w-]{10,}\.|embedded-demo|demo@profile\.invalid|__Host-weppcloud_session=/,
      path,
    );
  }
});
