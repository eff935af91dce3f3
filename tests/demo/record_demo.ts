/**
 * Records the shipped profiles anew: a scripted session against the embedded WEPPcloud, then `assemble`,
 * `promote`, a first `play`, `update-baseline` and a second `play` of the built binary.
 *
 * Arguments: the data root to fill (default: a new temporary folder, named at the end), then the slugs to record
 * (default: all).
 */
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { exists } from "../../lib/files/safe_path.ts";
import { DEMO_ACCOUNT, startEmbedded } from "../../lib/embedded/mod.ts";
import { Browser } from "./browser.ts";
import { curate } from "./curate.ts";
import { SHIPPED } from "./shipped.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const [given, ...slugs] = process.argv.slice(2);
const chosen = SHIPPED.filter(({ slug }) => slugs.length === 0 || slugs.includes(slug));
const dataRoot = given === undefined ? await mkdtemp(join(tmpdir(), "record-demo-")) : resolve(given);
await mkdir(join(dataRoot, "profiles"), { recursive: true });
const config = join(dataRoot, "profiles", "profile.config.yaml");
if (!await exists(config)) await copyFile("profiles/profile.config.yaml", config);
const scratch = await mkdtemp(join(tmpdir(), "record-demo-runs-"));

for (const { slug, config, session, words } of chosen) {
  console.log(`== ${slug}: recording`);
  const server = await startEmbedded({
    playbackRunRoot: join(scratch, "playback"),
    runsRoot: join(scratch, "runs"),
  });
  const browser = new Browser(server.origin);
  try {
    await browser.login(DEMO_ACCOUNT.email, DEMO_ACCOUNT.password);
    await browser.createRun(config);
    await session(browser);
  } finally {
    await server.close();
  }
  const [runId = ""] = browser.run.split("/");
  const draft = join(dataRoot, "profiles", "_drafts", slug);
  await rm(draft, { recursive: true, force: true });
  profile(["assemble", join(scratch, "runs", runId.slice(0, 2), runId), "--name", slug], 0);
  await curate(draft, words);
  profile(["promote", `_drafts/${slug}`, slug, "--replace"], 0);
  profile(["play", slug, "--embedded"], 4);
  profile([
    "update-baseline",
    slug,
    "--all",
    "--allow-ci",
    "--reason",
    "first baseline of the demo recording",
  ], 0);
  profile(["play", slug, "--embedded"], 0);
}
await rm(scratch, { recursive: true, force: true });
console.log(`profiles in ${join(dataRoot, "profiles")}`);

function profile(words: string[], expected: number): void {
  console.log(`\n$ profile ${words.join(" ")}`);
  const env = { ...process.env, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: dataRoot };
  const { status } = spawnSync(resolve("bin/profile"), words, { stdio: "inherit", env });
  if (status !== expected) throw new Error(`profile ${words[0]} ended ${status}, not ${expected}`);
}
