/**
 * The recorders of the built binary where the user may not read or write: what is refused, exit code, remedy. Root may
 * do everything, so under root (as in a container) the binary runs as nobody.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const asRoot = process.getuid?.() === 0;
const canRun = !asRoot || spawnSync("setpriv", ["--version"]).status === 0;

const LOG = "_logs/profile.events.jsonl";
const RUN = "/weppcloud/runs/ample-otter/cfg/tasks/setname/";
const common = { id: "1", sessionId: "s", endpoint: RUN, method: "POST" };
const EVENTS = [
  { ...common, stage: "request", timestamp: "2026-03-02T08:00:00Z" },
  { ...common, stage: "response", timestamp: "2026-03-02T08:00:01Z", status: 200, ok: true },
].map((event) => JSON.stringify(event) + "\n").join("");
const HAR = {
  log: {
    version: "1.2",
    creator: { name: "x", version: "1" },
    entries: [{
      startedDateTime: "2026-03-02T08:00:00Z",
      time: 5,
      request: { method: "POST", url: `https://wepp.example${RUN}`, headers: [], queryString: [] },
      response: { status: 200, headers: [], content: { size: 2, mimeType: "application/json", text: "{}" } },
    }],
  },
};

/** Folders that nobody but root may enter, and folders in which nobody but root may write. */
async function withFolders(
  use: (run: (...words: string[]) => ReturnType<typeof spawnSync>) => void,
) {
  const root = await mkdtemp(join(tmpdir(), "permission-"));
  const closed: string[] = [];
  const close = async (path: string, mode: number) => {
    await chmod(join(root, path), mode);
    closed.push(join(root, path));
  };
  try {
    await chmod(root, 0o755);
    const binary = asRoot ? join(root, "profile") : PROFILE;
    if (asRoot) await copyFile(PROFILE, binary);
    for (const run of ["run", "unreadable", "closed"]) {
      await mkdir(join(root, run, "_logs"), { recursive: true });
      await writeFile(join(root, run, LOG), EVENTS);
      await utimes(join(root, run, LOG), 1e9, 1e9);
    }
    for (const folder of ["profiles/_drafts", "locked", "home"]) {
      await mkdir(join(root, folder), { recursive: true });
    }
    await writeFile(join(root, "x.har"), JSON.stringify(HAR));
    await close(`unreadable/${LOG}`, 0);
    await close("closed/_logs", 0);
    await close("run/_logs", 0o555);
    await close("locked", 0o555);
    await close("profiles/_drafts", 0o555);
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: join(root, "home"),
      PROFILE_PSEUDONYM_KEY: "0123456789abcdef0123456789abcdef",
      LC_ALL: "C.UTF-8",
    };
    const [command = "", ...args] = [...asRoot ? NOBODY : [], binary];
    use((...words) =>
      spawnSync(command, [...args, ...words], { cwd: root, env, encoding: "utf8", timeout: 60_000 })
    );
    assert.equal(await readFile(join(root, "run", LOG), "utf8"), EVENTS);
  } finally {
    for (const path of closed.toReversed()) await chmod(path, 0o755);
    await rm(root, { recursive: true, force: true });
  }
}

test(
  "every recorder says where it may not read or write, what to do, and ends with 3",
  { skip: !canRun },
  async () => {
    await withFolders((run) => {
      const proxy = ["record", "proxy", "--target", "embedded", "--out"];
      const cases: [place: RegExp, ...words: string[]][] = [
        [/unreadable/, "record", "tail", "unreadable", "--no-follow"],
        [/closed/, "record", "tail", "closed", "--no-follow"],
        [/spool/, "record", "tail", "run", "--no-follow", "--assemble", "x"],
        [/place/, "record", "tail", "run", "--no-follow", "--checkpoint", "locked/place.json"],
        [/unreadable/, "assemble", "unreadable", "--name", "x"],
        [/closed/, "assemble", "closed", "--name", "x"],
        [/_drafts/, "assemble", "run", "--name", "x"],
        [/run/, "record", "start", "run", "--slug", "x"],
        [/closed/, "record", "start", "closed", "--slug", "x"],
        [/locked/, "record", "import", "x.har", "--out", "locked/out"],
        [/locked/, "record", "import", "x.har", "--out", "locked"],
        [/locked/, ...proxy, "locked/out"],
        [/locked/, ...proxy, "locked"],
        [/closed/, "record", "prune", "closed", "--dormant", "0d"],
        [/run/, "record", "prune", "run", "--dormant", "0d"],
      ];
      for (const [place, ...words] of cases) {
        const { status, stdout, stderr } = run(...words);
        const what = `${words.join(" ")}: ${status} ${stdout}${stderr}`;
        assert.equal(status, 3, what);
        const [error = ""] = /^error: .*(?:\n {2}-->.*)?/m.exec(String(stderr)) ?? [];
        assert.match(error, place, what);
        assert.match(error, /permi/, what);
        assert.match(String(stderr), /^\s*help: \S/m, what);
      }
    });
  },
);
