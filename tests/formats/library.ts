/** A data root in which the built binary has written every kind of file once, for the tests of the formats. */
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

export const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PROFILE = join(REPO, "bin", "profile");

/** The data root and what was printed there. */
export interface Library {
  root: string;
  run: (...words: string[]) => { code: number | null; stdout: string; stderr: string };
  /** `play --json` of several, `doctor --json`. */
  printed: { plays: unknown; doctor: unknown };
  /** Folder of the result of a profile. */
  result: (slug: string) => Promise<string>;
  close: () => Promise<void>;
}

/** Plays a profile that passes and one that differs, assembles a draft of what was played. */
export async function makeLibrary(): Promise<Library> {
  const root = await mkdtemp(join(tmpdir(), "profile-formats-"));
  const env: Record<string, string | undefined> = {
    ...process.env,
    ...PSEUDONYM_KEY,
    PROFILE_SCRATCH: join(root, "scratch"),
  };
  delete env["CI"];
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(PROFILE, words, {
      cwd: root,
      env,
      encoding: "utf8",
      timeout: 120_000,
    });
    return { code: status, stdout, stderr };
  };
  run("init");
  await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
  await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-other"), { recursive: true });
  const other = join(root, "profiles", "us-other", "profile.yaml");
  const text = (await readFile(other, "utf8")).replace("slug: us-small", "slug: us-other");
  await writeFile(other, text.replace(/^expect:$/m, "expect:\n  absent: [wepp/output/run/summary.json]"));
  const played = run(
    ...["play", "us-small", "us-other", "--embedded", "--keep", "--json"],
    ...["--report-junit", "junit.xml", "--report-tap", "report.tap", "--report-har", "play.har"],
  );
  run("play", "us-small", "--embedded", "--embedded-drift", "soil_loss=1.5", "--json");
  const [sandbox = ""] = await readdir(join(root, "playback", "runs"));
  const runDir = join("playback", "runs", sandbox);
  run("assemble", runDir, "--name", "mill");
  run("record", "tail", runDir, "--no-follow", "--assemble", "tailed", "--quiet");
  run("record", "start", runDir, "--slug", "mill");
  const doctor = run("doctor", "--embedded", "--json");
  return {
    root,
    run,
    printed: { plays: JSON.parse(played.stdout), doctor: JSON.parse(doctor.stdout) },
    result: async (slug) => {
      const results = join(root, "profiles", "results", slug);
      const names = await readdir(results);
      return join(results, names.toSorted().at(-1) ?? "");
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
