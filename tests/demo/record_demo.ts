/**
 * Records the shipped profiles anew: a scripted session against the embedded WEPPcloud, then `assemble`,
 * `promote`, a first `play`, `update-baseline` and a second `play` of the built binary.
 *
 * Argument: the data root to fill (default: a new temporary folder, named at the end).
 */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { DEMO_ACCOUNT, startEmbedded } from "../../lib/embedded/mod.ts";
import { Browser } from "./browser.ts";
import { curate } from "./curate.ts";
import { sbsReupload, usSmall } from "./sessions.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const WEPP_RAN = {
  files: ["wepp/output/run/summary.json", "wepp/output/run/soil_loss.tif"],
  log_phrases: [{ file: "wepp.log", contains: "WEPP watershed run complete" }],
};
const SESSIONS = [
  {
    slug: "us-small",
    config: "disturbed9002",
    session: usSmall,
    words: {
      title: "Small US watershed with an own land cover map and climate file",
      tags: ["us", "nightly"],
      expect: WEPP_RAN,
      notes:
        "The whole small-watershed workflow: every form, every job, an uploaded map and an uploaded .cli.\n",
    },
  },
  {
    slug: "sbs-reupload",
    config: "disturbed9002",
    session: sbsReupload,
    words: {
      title: "Burn-severity map uploaded twice under one name",
      tags: ["us", "wildfire", "uploads"],
      expect: { ...WEPP_RAN, files: [...WEPP_RAN.files, "disturbed/sbs_4class.tif"] },
      notes:
        "Two different rasters under the same field and file name: each must reach the server at its place.\n",
    },
  },
];

const given = process.argv[2];
const dataRoot = given === undefined ? await mkdtemp(join(tmpdir(), "record-demo-")) : resolve(given);
await mkdir(join(dataRoot, "profiles"), { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), "record-demo-runs-"));

for (const { slug, config, session, words } of SESSIONS) {
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
