/** Many plays at once by the built binary against one server: nothing of one play is found in another. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO_ACCOUNT, startEmbedded } from "../lib/embedded/mod.ts";
import type { Report } from "../lib/model/report.ts";
import { readLatest } from "../lib/results/latest.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const SLUGS = ["a-1", "a-2", "a-3", "b-1", "b-2"];

interface Seen {
  run: string;
  session: string;
  job: string | undefined;
  status: number;
}

async function withLibrary(use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "many-"));
  try {
    await mkdir(join(root, "profiles"));
    for (const slug of SLUGS) {
      const source = slug.startsWith("a") ? "us-small" : "sbs-reupload";
      await cp(join(REPO, "profiles", source), join(root, "profiles", slug), { recursive: true });
      const file = join(root, "profiles", slug, "profile.yaml");
      await writeFile(file, (await readFile(file, "utf8")).replace(`slug: ${source}`, `slug: ${slug}`));
    }
    await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

function start(root: string, words: string[]) {
  const login = { ADMIN_EMAIL: DEMO_ACCOUNT.email, ADMIN_PASSWORD: DEMO_ACCOUNT.password };
  const env = { ...PSEUDONYM_KEY, PATH: process.env["PATH"] ?? "", PROFILE_DATA_ROOT: root, ...login };
  const child = spawn(join(REPO, "bin/profile"), words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (block) => output += String(block));
  child.stderr.on("data", (block) => output += String(block));
  const ended = new Promise<{ code: number | string | null; output: string }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }))
  );
  return { child, ended };
}

test("play --jobs keeps plays apart: runs, sessions, jobs, results, and the order of the output", async () => {
  await withLibrary(async (root) => {
    const playbackRunRoot = join(root, "playback/runs");
    const seen: Seen[] = [];
    const server = await startEmbedded({
      playbackRunRoot,
      runsRoot: join(root, "runs"),
      pollLimit: null,
      jobScale: 0.3,
      onRequest: ({ path, run_id: run = "", status }, { cookie = "" }) => {
        const session = /weppcloud_session=([^;]+)/.exec(cookie)?.[1] ?? "";
        const job = /\/(?:jobstatus|jobinfo)\/([^/?]+)/.exec(path)?.[1];
        seen.push({ run: decodeURIComponent(run), session, job, status });
      },
    });
    try {
      const where = ["--base-url", server.baseUrl, "--playback-run-root", playbackRunRoot];
      const { code, output } = await start(root, ["play", "--all", "--jobs", "3", ...where]).ended;
      assert.equal(code, 0, output);
      assert.deepEqual([...output.matchAll(/^ok\s+(\S+)/gm)].map(([, slug]) => slug), SLUGS);
    } finally {
      await server.close();
    }
    const { profiles, last_play } = await readLatest(root);
    assert.deepEqual(Object.keys(profiles).sort(), SLUGS);
    assert.deepEqual(
      last_play?.profiles.map(({ profile, verdict }) => `${profile} ${verdict}`),
      SLUGS.map((slug) => `${slug} passed`),
    );
    const runs: string[] = [];
    for (const slug of SLUGS) {
      const dir = join(root, "profiles/results", profiles[slug]?.result ?? "");
      const report = JSON.parse(await readFile(join(dir, "report.json"), "utf8")) as Report;
      assert.equal(report.profile, slug);
      runs.push(report.sandbox?.run_id ?? "");
    }
    assert.equal(new Set(runs).size, SLUGS.length);
    // No file of a result names the run of another play.
    for (const [index, slug] of SLUGS.entries()) {
      const dir = join(root, "profiles/results", profiles[slug]?.result ?? "");
      for (const name of await readdir(dir)) {
        const text = await readFile(join(dir, name), "utf8").catch(() => "");
        for (const [other, run] of runs.entries()) {
          if (other !== index) {
            assert.ok(!text.includes(run.slice(-32)), `${slug}/${name} names ${SLUGS[other]}'s run`);
          }
        }
      }
    }
    // By the server: each run was asked for by one session alone, each job polled for one run.
    const inRuns = seen.filter(({ run }) => runs.includes(run));
    for (const run of runs) {
      const sessions = new Set(
        inRuns.filter((one) => one.run === run && one.session !== "").map((one) => one.session),
      );
      assert.equal(sessions.size, 1, run);
      for (const session of sessions) {
        const others = inRuns.filter((one) => one.session === session && one.run !== run);
        assert.deepEqual(others, []);
      }
    }
    const runsOfJob = new Map<string, Set<string>>();
    for (const { job, run } of inRuns) {
      if (job !== undefined) runsOfJob.set(job, (runsOfJob.get(job) ?? new Set()).add(run));
    }
    assert.ok(runsOfJob.size >= SLUGS.length);
    for (const [job, of] of runsOfJob) assert.equal(of.size, 1, job);
    assert.deepEqual(seen.filter(({ status }) => status === 429), []);
    assert.deepEqual(await readdir(playbackRunRoot), [], "sandboxes of passed plays are gone");
  });
});

test("Ctrl-C stops all plays under way, starts no other, and leaves a result of each that began", async () => {
  await withLibrary(async (root) => {
    const words = [
      "play",
      "--all",
      "--jobs",
      "2",
      "--embedded",
      "--embedded-fault",
      "endless-job=build-soils",
    ];
    const { child, ended } = start(root, words);
    const results = join(root, "profiles/results");
    const waits = async (slug: string) => {
      const [folder = ""] = await readdir(join(results, slug)).catch(() => []);
      return /> build-soils/.test(
        await readFile(join(results, slug, folder, "play.log"), "utf8").catch(() => ""),
      );
    };
    // Both wait for a job that never ends.
    while (!(await waits("a-1")) || !(await waits("a-2"))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    const { code, output } = await ended;
    // Some runtimes read 130 as the signal.
    assert.ok(code === 130 || code === "SIGINT", output);
    assert.match(
      output,
      /\nnot played: a-3, b-1, b-2\ninterrupted \(0 of 5 profiles passed, 3 not played, embedded, fault endless-job=build-soils\)\n$/,
    );
    const { last_play } = await readLatest(root);
    assert.deepEqual(last_play?.profiles.map(({ verdict }) => verdict), [
      "interrupted",
      "interrupted",
      "incomplete",
      "incomplete",
      "incomplete",
    ]);
    assert.equal(last_play?.verdict, "interrupted");
  });
});
