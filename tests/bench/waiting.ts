/**
 * Waiting for jobs: wall time of a play's steps over the time in which the server was busy with them, and how much
 * faster that is than WEPPcloud's documented loop on the same server in the same run.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { upstreamLoop } from "./upstream_loop.ts";
import { type JobServer, startJobServer } from "./job_server.ts";
import { timeOf } from "./measure.ts";

const REQUESTS = 200;
const JOBS = 40;
/** The documented loop takes more than three minutes for all: it is measured on a part and a play of the same part. */
const SHORT = { requests: 40, jobs: 8 };

/** Paths of the steps: every so many starts a job, lengths spread evenly from `from` to `to`, in a mixed order. */
export function pathsOf(requests: number, jobs: number, from: number, to: number): string[] {
  const every = requests / jobs;
  return Array.from({ length: requests }, (_, index) => {
    if (index % every !== 0) return `/rq-engine/api/runs/{{run_id}}/{{config}}/bench/read-${index}`;
    // 0.618…: neighbours differ much, all together are spread evenly.
    const place = (index / every + 0.5) * 0.6180339887 % 1;
    return `/rq-engine/api/runs/{{run_id}}/{{config}}/bench/job/${Math.round(from + place * (to - from))}`;
  });
}

function stepsOf(paths: readonly string[]): string {
  return paths.map((path, index) => {
    const action = path.includes("/job/") ? "http_post" : "http_get";
    return `  - { id: s${index}, action: ${action}, path: "${path}" }\n`;
  }).join("");
}

/** Plays a profile of these steps with the binary. */
export async function played(root: string, paths: readonly string[], words: string[]): Promise<JobServer> {
  const folder = join(root, "profiles", "bench");
  await mkdir(join(folder, "seed", "config"), { recursive: true });
  await writeFile(join(folder, "seed", "config", "cfg.cfg"), "[general]\n");
  await writeFile(
    join(folder, "profile.yaml"),
    `metadata: { slug: bench, config: cfg }\nsteps:\n${stepsOf(paths)}`,
  );
  const server = await startJobServer();
  const bearer = join(root, "bearer");
  await writeFile(bearer, "bench-token-bench-token", { mode: 0o600 });
  const all = [
    "play",
    "bench",
    "--base-url",
    server.baseUrl,
    "--bearer-file",
    bearer,
    "--no-compare",
    "--sandbox",
    "filesystem",
    ...words,
  ];
  await timeOf("bin/profile", all, { PROFILE_DATA_ROOT: root }).finally(() => server.close());
  if (server.steps() !== paths.length) throw new Error(`${server.steps()} of ${paths.length} steps came`);
  return server;
}

export async function waiting(): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "bench-waiting-"));
  try {
    const long = await played(root, pathsOf(REQUESTS, JOBS, 200, 4000), []);
    const quick = await played(root, pathsOf(REQUESTS, JOBS, 20, 400), ["--poll-limit", "off"]);
    const paths = pathsOf(SHORT.requests, SHORT.jobs, 20, 400);
    const own = await played(root, paths, ["--poll-limit", "off"]);
    const server = await startJobServer();
    await upstreamLoop(server.baseUrl, paths).finally(() => server.close());
    const what = `${REQUESTS} requests, ${JOBS} jobs`;
    return [
      line(`${what} of 0.2 to 4 s`, "at most 1.10", long) +
      `, ${long.mostPolls()} polls in the fullest minute (at most 400)`,
      line(`${what} of 20 to 400 ms, no poll limit`, "at most 1.08", quick),
      `waiting, documented loop   its wall / ours: ${
        (server.wallMs() / own.wallMs()).toFixed(1)
      } (at least 20)  [` +
      `${seconds(server.wallMs())} and ${
        seconds(own.wallMs())
      } for ${SHORT.requests} requests, ${SHORT.jobs} jobs]`,
    ];
  } finally {
    await rm(root, { recursive: true });
  }
}

function line(what: string, bound: string, server: JobServer): string {
  const ratio = server.wallMs() / server.busyMs();
  return `waiting, ${what}   wall / server busy: ${ratio.toFixed(3)} (${bound})  [${
    seconds(server.wallMs())
  } over ${seconds(server.busyMs())}, ${server.polls()} polls]`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
