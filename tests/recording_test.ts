/**
 * One session of a user, recorded through the store as the proxy does, and as a HAR of each program: all of them
 * assemble without a hole into the same steps, promote, and play with the same uploads.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { DEMO_ACCOUNT, startEmbedded } from "../lib/embedded/mod.ts";
import { sha256 } from "../lib/files/hash.ts";
import { openRecording } from "../lib/recording/store.ts";
import { Sieve } from "../lib/recording/policy.ts";
import { createRedactor } from "../lib/redact/redactor.ts";
import { Browser } from "./demo/browser.ts";
import { burnSeverity, landcover } from "./demo/seeds.ts";
import { FLAVOURS, harOf } from "./recording/hars.ts";
import { record } from "./recording/record.ts";
import { ODD_NAME, oddSession } from "./recording/session.ts";
import { type Watched, watchedFetch } from "./recording/watched.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
let root = "";
let seen: Watched[] = [];
let expected: { steps: Step[]; seeds: string[] };

interface Step {
  id: string;
  json?: Record<string, unknown>;
  form?: Record<string, unknown>;
  urlencoded?: Record<string, unknown>;
  files?: Record<string, { seed?: string; empty?: boolean }>;
  wait?: { type: string };
}

before(async () => {
  root = await mkdtemp(join(tmpdir(), "recording-"));
  await mkdir(join(root, "profiles"));
  const server = await startEmbedded({ playbackRunRoot: join(root, "p"), runsRoot: join(root, "r") });
  try {
    const browser = new Browser(server.origin, watchedFetch(seen));
    await browser.login(DEMO_ACCOUNT.email, DEMO_ACCOUNT.password);
    await browser.createRun("disturbed9002");
    await oddSession(browser);
  } finally {
    await server.close();
  }
  // Times of their own, so that every recorder tells the order.
  seen = seen.map((one, index) => ({ ...one, at: Date.UTC(2025, 10, 2, 17) + index * 1000 }));
});

after(async () => await rm(root, { recursive: true, force: true }));

test("a recording of the store assembles without a hole and plays with the same bytes", async () => {
  const out = join(root, "store");
  const recording = await openRecording(out, { redactor: createRedactor(), recorder: "proxy" });
  const sieve = new Sieve();
  for (const [index, one] of seen.entries()) await record(one, index, recording, sieve);
  assert.equal(recording.runs().length, 1);
  await recording.close();
  expected = await assembleAndPlay(out, "store", "proxy");
  const files = [
    [burnSeverity(10, 10), "sbs.tif"],
    [burnSeverity(22, 14), ODD_NAME.replaceAll('"', "_")],
    [landcover(), "lu2021.tif"],
  ] as const;
  const wanted = files.map(async ([file, name]) =>
    `${name} ${sha256(new Uint8Array(await file.arrayBuffer()))}`
  );
  assert.deepEqual(expected.seeds, (await Promise.all(wanted)).sort());
  const step = (id: string) => expected.steps.find((each) => each.id === id);
  assert.equal(step("setname")?.urlencoded?.["name"], "Größe & weiß = 100 % + 1");
  assert.equal(step("set-outlet")?.json?.["note"], '{"inner":[1,"ü"]}');
  assert.deepEqual(step("build-landuse")?.form?.["mofe_opts"], ["a", "b"]);
  assert.deepEqual(step("build-landuse")?.files?.["input_upload_landuse"], { empty: true });
  assert.deepEqual(step("set-outlet")?.wait?.type, "job");
  assert.equal(step("setname")?.wait, undefined);
});

for (const flavour of FLAVOURS) {
  test(`a HAR of ${flavour} gives the same steps and bytes`, async () => {
    const har = join(root, `${flavour}.har`);
    await writeFile(har, harOf(seen, flavour));
    const out = join(root, flavour);
    const uploads = join(root, "uploads");
    await mkdir(join(uploads, "input_upload_sbs"), { recursive: true });
    await writeFile(join(uploads, "input_upload_sbs", "sbs.tif"), await bytesOf(burnSeverity(10, 10)));
    await writeFile(join(uploads, ODD_NAME), await bytesOf(burnSeverity(22, 14)));
    await writeFile(join(uploads, "lu2021.tif"), await bytesOf(landcover()));
    const lacks = flavour === "chrome" || flavour === "playwright";
    if (lacks) {
      const bare = await profile(["record", "import", har, "--out", `${out}-bare`, "--json"], 0);
      const told = JSON.parse(bare) as { uploads: { missing: { size?: number; place: string }[] } };
      assert.equal(told.uploads.missing.length, 3);
      if (flavour === "chrome") {
        assert.deepEqual(told.uploads.missing[0]?.size, (await bytesOf(burnSeverity(10, 10))).length);
      }
      const holes = await profile(["assemble", `${out}-bare`, "--name", `${flavour}-bare`, "--json"], 0);
      assert.equal((JSON.parse(holes) as { holes: unknown[] }).holes.length, 3);
      // Closed at either end: when importing (below), or when assembling.
      const closed = await profile(
        ["assemble", `${out}-bare`, "--name", `${flavour}-closed`, "--uploads", uploads, "--json"],
        0,
      );
      assert.deepEqual((JSON.parse(closed) as { holes: unknown[] }).holes, []);
    }
    await profile(["record", "import", har, "--out", out, ...(lacks ? ["--uploads", uploads] : [])], 0);
    assert.deepEqual(await assembleAndPlay(out, flavour, "har"), expected);
    assert.match(await profile(["record", "import", har, "--out", out], 5), /was imported into .* before/);
  });
}

async function assembleAndPlay(out: string, name: string, source: string) {
  const made = JSON.parse(await profile(["assemble", out, "--name", name, "--json"], 0)) as {
    holes: unknown[];
    absent: unknown[];
    draftDir: string;
  };
  assert.deepEqual([made.holes, made.absent], [[], []]);
  const document = parse(await readFile(join(made.draftDir, "profile.yaml"), "utf8")) as {
    metadata: { recorded: { source: string; session: object } };
    steps: Step[];
  };
  assert.equal(document.metadata.recorded.source, source);
  assert.ok("user" in document.metadata.recorded.session);
  await profile(["promote", `_drafts/${name}`, name], 0);
  const played = await profile(["play", name, "--embedded", "--no-compare"], 0);
  assert.match(played, /passed \(steps only/);
  const seeds: string[] = [];
  for (const { files = {} } of document.steps) {
    for (const { seed } of Object.values(files)) {
      if (seed === undefined) continue;
      const bytes = await readFile(join(root, "profiles", name, "seed", seed));
      seeds.push(`${seed.split("/").at(-1)} ${sha256(bytes)}`);
    }
  }
  return { steps: document.steps, seeds: seeds.sort() };
}

async function bytesOf(file: File): Promise<Buffer> {
  return Buffer.from(await file.arrayBuffer());
}

/** Standard output of the built binary, and standard error when it is to fail. */
async function profile(words: string[], code: number): Promise<string> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: root, PROFILE_DATA_ROOT: root, NO_COLOR: "1" };
  const child = spawn(join(REPO, "bin/profile"), words, {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => output += text.toString());
  child.stderr.on("data", (text: Buffer) => errors += text.toString());
  const ended = await new Promise<number | null>((resolve) => child.on("close", resolve));
  assert.equal(ended, code, `profile ${words.join(" ")}\n${output}${errors}`);
  return code === 0 ? output : output + errors;
}
