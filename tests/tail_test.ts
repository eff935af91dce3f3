/** `record tail` of the built binary: counts, checkpoints, bad input, and a session that is kept while it happens. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { sha256 } from "../lib/files/hash.ts";
import { walkFiles } from "../lib/files/walk.ts";
import { sharedData } from "./shared_data.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");

/** A run with an empty log below a data root. */
async function withRun(use: (bench: Bench) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "tail-"));
  try {
    const bench = new Bench(root);
    await mkdir(dirname(bench.log), { recursive: true });
    await mkdir(join(root, "profiles"));
    await writeFile(bench.log, "");
    await use(bench);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

class Bench {
  readonly root: string;
  readonly run: string;
  readonly log: string;

  constructor(root: string) {
    this.root = root;
    this.run = join(root, "runs", "quiet-drumlin");
    this.log = join(this.run, "_logs", "profile.events.jsonl");
  }

  get env(): Record<string, string> {
    return {
      PATH: process.env["PATH"] ?? "",
      PROFILE_DATA_ROOT: this.root,
      XDG_STATE_HOME: join(this.root, "state"),
      LC_ALL: "C.UTF-8",
    };
  }

  tail(...words: string[]) {
    return spawnSync(PROFILE, ["record", "tail", ...words], {
      env: this.env,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
  }
}

/** Waits for what another process does. */
async function until(is: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 1500; tries++) {
    if (await is()) return;
    await delay(20);
  }
  assert.fail(`waited in vain: ${what}`);
}

/** Request and answer of an upload with this id, as text. */
function exchange(id: number): string {
  return upload(`x${id}`, "tasks/upload-cover/", "input_upload_cover", {}).join("");
}

/** Request and answer of one upload. */
function upload(id: string, endpoint: string, field: string, form: Record<string, string>): string[] {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const common = {
    sessionId: "s1",
    runId: "quiet-drumlin",
    config: "cfg",
    id,
    method: "POST",
    endpoint: `/weppcloud/runs/quiet-drumlin/cfg/${endpoint}`,
    category: "file_upload",
  };
  const requestMeta = {
    hasBody: true,
    bodyType: "form-data",
    formKeys: [...Object.keys(form), field],
    formValues: form,
  };
  return [
    JSON.stringify({ stage: "request", ...common, timestamp: at(-5), received_at: at(-5), requestMeta }) +
    "\n",
    JSON.stringify({
      stage: "response",
      ...common,
      timestamp: at(0),
      received_at: at(10),
      status: 200,
      ok: true,
    }) + "\n",
  ];
}

test("record tail --no-follow --summary --json gives the counts of every recording", async () => {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const table = await readFile(join(recordings, "COUNTS.md"), "utf8");
  let seen = 0;
  await withRun(async (bench) => {
    for (const row of table.split("\n").filter((line) => /^\| v\d/.test(line))) {
      const [
        recording = "",
        run = "",
        lines,
        events,
        broken = "",
        stages,
        categories,
        pairs,
        noEnd,
        noRequest,
      ] = row
        .split("|").slice(1).map((cell) => cell.trim());
      const folder: string | undefined = (await walkFiles(join(recordings, recording))).find((path) =>
        path.includes(`/${run}/_logs/profile.events.jsonl`) && path.startsWith("runs/")
      );
      assert.ok(folder !== undefined, row);
      const { stdout, status } = bench.tail(
        join(recordings, recording, folder),
        "--no-follow",
        "--summary",
        "--json",
      );
      assert.equal(status, 0);
      const found = JSON.parse(stdout);
      const { request, response, error, other } = found.stages;
      assert.deepEqual(
        [
          String(found.lines),
          String(found.events),
          found.problems.map((one: { line: number; offset: number }) => `${one.line} @ ${one.offset}`).join(
            ", ",
          ) || "-",
          `${request} / ${response} / ${error} / ${other}`,
          `${found.categories.http_request ?? 0} / ${found.categories.file_upload ?? 0}`,
          String(found.pairs),
          String(found.requests_without_end),
          String(found.ends_without_request),
          found.gaps,
        ],
        [lines, events, broken, stages, categories, pairs, noEnd, noRequest, 0],
        row,
      );
      seen++;
    }
  });
  assert.ok(seen >= 20, `only ${seen} rows`);
});

test("record tail --from checkpoint goes on where the last one stopped, and says when the log was cut", async () => {
  await withRun(async (bench) => {
    const { log } = bench;
    const go = (...words: string[]) =>
      bench.tail(log, "--no-follow", "--json", "--from", "checkpoint", ...words);
    const line = (id: string) => JSON.stringify({ stage: "note", id }) + "\n";
    await appendFile(log, line("a") + line("b"));
    assert.equal(go().stdout, line("a") + line("b"));
    assert.equal(go().stdout, "");
    await appendFile(log, line("c") + '{"stage":"no');
    assert.equal(go("--category", "system_log").stdout, "", "what is filtered moves the place too");
    await writeFile(log, line("e"));
    const cut = go();
    assert.equal(cut.stdout, line("e"));
    assert.match(cut.stderr, /shorter \(\d+ bytes\) than what was read/);
    const [name = ""] = await readdir(join(bench.root, "state", "profile", "tail"));
    const file = join(bench.root, "state", "profile", "tail", name);
    await writeFile(file, '{"version":1');
    const damaged = go();
    assert.equal(damaged.status, 5);
    assert.match(damaged.stderr, new RegExp(`checkpoint is damaged[^]*${name}[^]*--reset-checkpoint`));
    assert.equal(go("--reset-checkpoint").stdout, line("e"));
  });
});

test("record tail killed while a request waits for its answer shows both when it goes on", async () => {
  await withRun(async (bench) => {
    const { log, root } = bench;
    const at = (stage: string, id: string) =>
      JSON.stringify({ stage, id, sessionId: "s", method: "POST", endpoint: `tasks/${id}`, status: 200 }) +
      "\n";
    const words = ["record", "tail", log, "--checkpoint", join(root, "place.json")];
    const tail = spawn(PROFILE, words, { env: bench.env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    tail.stdout.on("data", (text) => output += String(text));
    tail.stderr.on("data", (text) => output += String(text));
    await appendFile(log, at("request", "one") + at("request", "two") + at("response", "one"));
    await until(() => output.includes("tasks/one 200"), output);
    // Shown after the place was remembered.
    await appendFile(log, "broken\n");
    await until(() => output.includes("line 4 @"), output);
    assert.doesNotMatch(output, /tasks\/two/);
    tail.kill("SIGKILL");
    await new Promise((resolve) => tail.once("close", resolve));
    await appendFile(log, at("response", "two"));
    const again = bench.tail(log, "--no-follow", "--from", "checkpoint", ...words.slice(3));
    assert.match(again.stdout, /POST tasks\/two 200\n/);
    assert.doesNotMatch(again.stdout, /\(request/);
    await appendFile(log, at("request", "three"));
    const asked = bench.tail(log, "--no-follow", "--from", "checkpoint", ...words.slice(3));
    assert.match(asked.stdout, /POST tasks\/three no answer in the log\n/);
    await appendFile(log, at("response", "three"));
    const answered = bench.tail(log, "--no-follow", "--from", "checkpoint", ...words.slice(3));
    assert.match(answered.stdout, /POST tasks\/three 200 \(request came before\)\n/);
  });
});

test("record tail says what is wrong with bad input, and gives what is good", async () => {
  await withRun(async (bench) => {
    const { log, root } = bench;
    const good = '{"stage":"note","id":"good"}\n';
    const long = new Uint8Array(100_000_000).fill(121);
    await writeFile(log, `{"x":"`);
    await appendFile(log, long);
    await appendFile(log, `"}\n${good}\0\0\0\n\xff\n[1]\n{"cut":\n`, "latin1");
    const read = bench.tail(log, "--no-follow", "--json");
    assert.equal(read.stdout, good);
    assert.deepEqual(read.stderr.trim().split("\n").map((text) => text.split(":")[0]), [
      "line 1 @ 0",
      "line 3 @ 100000038",
      "line 4 @ 100000042",
      "line 5 @ 100000044",
      "line 6 @ 100000048",
    ]);
    await rm(log);
    await mkdir(log);
    const folder = bench.tail(bench.run, "--no-follow");
    assert.equal(folder.status, 2);
    assert.match(folder.stderr, /not an audit log[^]*help: /);
    await rm(log, { recursive: true });
    await writeFile(log, good);
    if (process.getuid?.() !== 0) {
      await chmod(log, 0);
      const closed = bench.tail(log, "--no-follow");
      assert.equal(closed.status, 3);
      assert.match(closed.stderr, /not permitted[^]*help: /);
      await chmod(log, 0o600);
    }
    const full = spawnSync("sh", [
      "-c",
      `"$1" record tail "$2" --no-follow --json > /dev/full`,
      "sh",
      PROFILE,
      log,
    ], {
      env: bench.env,
      encoding: "utf8",
    });
    if (process.platform === "linux") {
      assert.equal(full.status, 3);
      assert.match(full.stderr, /standard output failed/);
    }
    await writeFile(join(root, "file"), "");
    const nowhere = bench.tail(log, "--no-follow", "--checkpoint", join(root, "file", "x.json"));
    assert.equal(nowhere.status, 3);
    assert.match(nowhere.stderr, /Writing the checkpoint failed[^]*help: /);
  });
});

test("record tail --assemble copies uploads before they are replaced, and goes on after a restart", async () => {
  await withRun(async (bench) => {
    const { run, log, root } = bench;
    await mkdir(join(run, "landuse"));
    const words = ["record", "tail", run, "--assemble", "session"];
    const tail = spawn(PROFILE, words, { env: bench.env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    tail.stdout.on("data", (text) => output += String(text));
    tail.stderr.on("data", (text) => output += String(text));
    const spool = join(root, "profiles", "_drafts", ".spool", "session");
    const kept = async (): Promise<string[]> => await readdir(join(spool, "bodies")).catch(() => []);
    const contents = ["first map", "second map", "third map"];
    for (const [index, content] of contents.slice(0, 2).entries()) {
      await writeFile(join(run, "landuse", "_lu.tif"), content);
      const lines = upload(`id-${index}`, "rq/api/build_landuse", "input_upload_landuse", {
        landuse_mode: "4",
      });
      await appendFile(log, lines.join(""));
      await until(async () => (await kept()).includes(sha256(content)), `copy of ${content}: ${output}`);
    }
    await until(() => output.split("POST build_landuse 200").length === 3, output);
    tail.kill("SIGINT");
    const code = await new Promise((resolve) => tail.once("close", resolve));
    // Deno takes this exit code for the signal.
    assert.ok(code === 130 || tail.signalCode === "SIGINT", output);
    assert.match(output, /draft: .*_drafts\/session\ninterrupted \(4 events, 2 pairs, 2 steps, 0 holes\)\n$/);
    await writeFile(join(run, "landuse", "_lu.tif"), contents[2] ?? "");
    await appendFile(
      log,
      upload("id-2", "rq/api/build_landuse", "input_upload_landuse", { landuse_mode: "4" }).join(""),
    );
    const again = spawnSync(PROFILE, [...words, "--no-follow"], { env: bench.env, encoding: "utf8" });
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /passed \(2 events, 1 pair, 3 steps, 0 holes\)\n$/);
    const draft = join(root, "profiles", "_drafts", "session");
    const seeds = (await walkFiles(join(draft, "seed"))).filter((path) => path.endsWith("lu.tif"));
    const found = await Promise.all(seeds.map((path) => readFile(join(draft, "seed", path), "utf8")));
    assert.deepEqual(found.toSorted(), contents.toSorted());
    const direct = spawnSync(PROFILE, ["assemble", spool, "--name", "direct"], {
      env: bench.env,
      encoding: "utf8",
    });
    assert.equal(direct.status, 0, direct.stderr);
    assert.match(direct.stdout, /spool of a tail of run quiet-drumlin: 6 events[^]*3 steps, 0 holes\n$/);
    const listed = spawnSync(PROFILE, ["list"], { env: bench.env, encoding: "utf8" });
    assert.doesNotMatch(listed.stdout, /spool/);
    const other = join(root, "other.jsonl");
    await writeFile(other, "{}\n");
    const foreign = bench.tail(other, "--assemble", "session", "--no-follow");
    assert.equal(foreign.status, 5);
    assert.match(foreign.stderr, /belongs to another log/);
  });
});

test("record tail --no-follow and assemble name the rotated files that they did not read", async () => {
  await withRun(async (bench) => {
    await writeFile(`${bench.log}.1`, exchange(1));
    await writeFile(`${bench.log}-20261121.gz`, gzipSync(exchange(2)));
    await writeFile(bench.log, exchange(3));
    const counts = bench.tail(bench.run, "--no-follow", "--summary", "--json");
    const { events, unread } = JSON.parse(counts.stdout) as { events: number; unread: string[] };
    assert.equal(events, 2);
    assert.deepEqual(unread.toSorted(), ["profile.events.jsonl-20261121.gz", "profile.events.jsonl.1"]);
    assert.match(counts.stderr, /2 older files of this log lie beside it and were not read: profile\.events/);
    assert.match(bench.tail(`${bench.log}.1`, "--no-follow").stdout, /passed \(2 events, 1 pair\)/);
    const made = spawnSync(PROFILE, ["assemble", bench.run, "--json"], { env: bench.env, encoding: "utf8" });
    const { warnings, draftDir } = JSON.parse(made.stdout) as { warnings: string[]; draftDir: string };
    assert.ok(warnings.some((warning) => warning.startsWith("2 older files of this log")), made.stdout);
    assert.match(await readFile(join(draftDir, "ledger.jsonl"), "utf8"), /2 older files of this log/);
  });
});

test("record tail --no-follow knows a person from a later line; a live tail cannot", async () => {
  await withRun(async (bench) => {
    const failed = (detail: string, id: string) =>
      JSON.stringify({ stage: "error", id, method: "GET", endpoint: "/x", error: { detail } }) + "\n";
    await writeFile(
      bench.log,
      failed('psycopg2: role "jlindqvist" does not exist', "a") +
        failed('File "/home/jlindqvist/wepp/app.py", line 3', "b"),
    );
    for (const flags of [["--json"], [], ["--json", "--status", "error"]]) {
      const { stdout } = bench.tail(bench.run, "--no-follow", ...flags);
      assert.match(stdout, /psycopg2/);
      assert.doesNotMatch(stdout, /jlindqvist/, flags.join(" "));
    }
  });
});

test("record tail --no-follow refuses filters that nothing can pass, and finds what it prints", async () => {
  await withRun(async (bench) => {
    await writeFile(bench.log, exchange(1));
    for (
      const [flag, name] of [["--method", "FOO"], ["--category", "uploads"], ["--capture", "none"]] as const
    ) {
      const { status, stderr } = bench.tail(bench.run, "--no-follow", flag, name);
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`There is no ${flag.slice(2)} "${name}"`));
    }
    const [, action = ""] = / POST (\S+) /.exec(bench.tail(bench.run, "--no-follow").stdout) ?? [];
    const glob = action.replace(/[^/]+$/, "*");
    assert.match(bench.tail(bench.run, "--no-follow", "--path", glob).stdout, /passed \(2 events, 1 pair\)/);
  });
});

test("record tail and assemble say that a folder lies in the place of the log", async () => {
  await withRun(async (bench) => {
    await rm(bench.log);
    await mkdir(bench.log);
    for (const words of [[bench.run], [bench.run, "--no-follow"], [bench.log, "--no-follow"]]) {
      const { status, stderr } = bench.tail(...words);
      assert.equal(status, 2, stderr);
      assert.match(stderr, /profile\.events\.jsonl" is a folder, not an audit log/);
    }
  });
});
