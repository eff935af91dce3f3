/**
 * Many profiles at once: wall time of 100 plays, four at a time, over a quarter of what the same plays take alone.
 * With the limit on polls on, how many polls the server refused.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { DEMO_ACCOUNT, startEmbedded } from "../../lib/embedded/mod.ts";
import type { Report } from "../../lib/model/report.ts";
import { median, timeOf } from "./measure.ts";

const PROFILES = Number(process.env["BENCH_PROFILES"] ?? 100);
const JOBS = 4;
/** Plays of each kind that are timed alone. */
const ALONE = 3;
/** Jobs take so many times what they take otherwise: plays are mostly waiting, as with a real server. */
const JOB_SCALE = 4;
/** Few enough to end within minutes, enough polls to come to the limit. */
const LIMITED = 12;
const KINDS = ["us-small", "sbs-reupload"];

/** Wall time over a quarter of the single durations, poll limit off. */
export function manyAtOnce(): Promise<string> {
  return withLibrary(wallOverAlone);
}

/** How many polls the server refused, poll limit on. */
export function manyLimited(): Promise<string> {
  return withLibrary((root, slugs) => refusedPolls(root, slugs.slice(0, LIMITED)));
}

async function withLibrary(use: (root: string, slugs: string[]) => Promise<string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "bench-many-"));
  try {
    return await use(root, await makeLibrary(root));
  } finally {
    await rm(root, { recursive: true });
  }
}

/** Slugs `a-000` (us-small), `a-001` (sbs-reupload) and so on. */
async function makeLibrary(root: string): Promise<string[]> {
  const slugs = Array.from({ length: PROFILES }, (_, index) => `a-${String(index).padStart(3, "0")}`);
  for (const [index, slug] of slugs.entries()) {
    const kind = KINDS[index % KINDS.length] ?? "";
    await mkdir(join(root, "profiles"), { recursive: true });
    await cp(join("profiles", kind), join(root, "profiles", slug), { recursive: true });
    const file = join(root, "profiles", slug, "profile.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace(`slug: ${kind}`, `slug: ${slug}`));
  }
  return slugs;
}

async function wallOverAlone(root: string, slugs: readonly string[]): Promise<string> {
  const sums: number[] = [];
  for (const kind of KINDS.keys()) {
    const times: number[] = [];
    for (const slug of slugs.filter((_, index) => index % KINDS.length === kind).slice(0, ALONE)) {
      await play(root, [slug], 1, null);
      times.push(await durationOf(root, slug));
    }
    sums.push(median(times) * (slugs.length / KINDS.length));
  }
  const ideal = sums.reduce((sum, ms) => sum + ms, 0) / JOBS;
  const { ms } = await play(root, ["--all"], JOBS, null);
  return `many at once        wall / (alone, summed, / ${JOBS}):        ${(ms / ideal).toFixed(2)}  ` +
    `[${PROFILES} profiles, ${(ms / 1000).toFixed(1)} s over ${(ideal / 1000).toFixed(1)} s]`;
}

async function refusedPolls(root: string, slugs: readonly string[]): Promise<string> {
  const { ms, polls, refused } = await play(root, slugs, JOBS, 400);
  return `many, polls limited refused of ${polls} polls:               ${refused}  ` +
    `[${slugs.length} profiles, ${(ms / 1000).toFixed(1)} s, 400 polls a minute]`;
}

/** One command against a server in this process. */
async function play(root: string, names: readonly string[], jobs: number, pollLimit: number | null) {
  const playbackRunRoot = join(root, "playback", "runs");
  let polls = 0;
  let refused = 0;
  const server = await startEmbedded({
    playbackRunRoot,
    runsRoot: join(root, "runs"),
    pollLimit,
    jobScale: JOB_SCALE,
    onRequest: ({ path, status }) => {
      if (!/\/job(status|info)\//.test(path)) return;
      polls++;
      if (status === 429) refused++;
    },
  });
  try {
    const where = ["--base-url", server.baseUrl, "--playback-run-root", playbackRunRoot];
    const words = ["play", ...names, "--jobs", String(jobs), ...where];
    const ms = await timeOf("bin/profile", words, {
      PROFILE_DATA_ROOT: root,
      ADMIN_EMAIL: DEMO_ACCOUNT.email,
      ADMIN_PASSWORD: DEMO_ACCOUNT.password,
      ...(pollLimit === null ? { PROFILE_POLL_LIMIT: "off" } : {}),
    });
    return { ms, polls, refused };
  } finally {
    await server.close();
  }
}

async function durationOf(root: string, slug: string): Promise<number> {
  const latest = JSON.parse(await readFile(join(root, "profiles/results/latest.json"), "utf8"));
  const file = join(root, "profiles/results", latest.profiles[slug].result, "report.json");
  return (JSON.parse(await readFile(file, "utf8")) as Report).duration_ms;
}
