/**
 * Replay overhead: wall time of the steps over the time in which the server was busy on them (a request under
 * way, or a job running). Login, worker check and comparison are not in it.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO_ACCOUNT, startEmbedded } from "../../lib/embedded/mod.ts";
import type { Report } from "../../lib/model/report.ts";
import { median, spread, timeOf } from "./measure.ts";

const ROUNDS = 7;

export async function overhead(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "bench-play-"));
  try {
    await mkdir(join(root, "profiles"));
    await cp("profiles/us-small", join(root, "profiles", "us-small"), { recursive: true });
    const rounds: { steps: number; busy: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await playOnce(root));
    const times = `${median(rounds.map(({ steps }) => steps)).toFixed(0)} ms over ` +
      `${median(rounds.map(({ busy }) => busy)).toFixed(0)} ms`;
    return `replay overhead     wall of the steps / server busy:   ${
      spread(rounds.map(({ steps, busy }) => steps / busy))
    }  [${times}]`;
  } finally {
    await rm(root, { recursive: true });
  }
}

/** One play by the binary against a server in this process; times in milliseconds. */
async function playOnce(root: string): Promise<{ steps: number; busy: number }> {
  const playbackRunRoot = join(root, "playback", "runs");
  let busyBefore: number | undefined;
  const server = await startEmbedded({
    playbackRunRoot,
    runsRoot: join(root, "runs"),
    pollLimit: null,
    onRequest: (entry) => {
      // The first step reads the run's page; what came before was login and worker check.
      if (busyBefore === undefined && /\/runs\/[^/]+\/[^/]+\/$/.test(entry.path)) {
        busyBefore = server.busyMs();
      }
    },
  });
  try {
    const words = ["play", "us-small", "--base-url", server.baseUrl, "--playback-run-root", playbackRunRoot];
    await timeOf("bin/profile", words, {
      PROFILE_DATA_ROOT: root,
      ADMIN_EMAIL: DEMO_ACCOUNT.email,
      ADMIN_PASSWORD: DEMO_ACCOUNT.password,
    });
    const busy = server.busyMs() - (busyBefore ?? 0);
    const latest = JSON.parse(await readFile(join(root, "profiles/results/latest.json"), "utf8"));
    const file = join(root, "profiles/results", latest.profiles["us-small"].result, "report.json");
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    const steps = report.steps.reduce(
      (sum, { timings }) => sum + (timings?.total ?? 0) + (timings?.waited ?? 0),
      0,
    );
    return { steps, busy };
  } finally {
    await server.close();
  }
}
