/**
 * The built binary against a real stack: redis, RQ workers and a Flask application over HTTPS, in WEPPcloud's shape. A
 * session is recorded through the proxy, assembled, promoted, played, and watched for what a release may break.
 */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Browser } from "./demo/browser.ts";
import { burnSeverity, landcover } from "./demo/seeds.ts";
import { profileRun, proxyRun } from "./proxy/session.ts";
import { hasStack, Stack, STACK_ACCOUNT } from "./stack/stack.ts";

/** Quick jobs: what is tried is not patience. */
const QUICK = { STACK_WORK_SECONDS: "0.05" };

/** What the user of the recording does, by the pages' requests. */
async function work(origin: string): Promise<string> {
  const browser = new Browser(origin);
  await browser.login(STACK_ACCOUNT.email, STACK_ACCOUNT.password);
  await browser.createRun("disturbed9002");
  await browser.task("set_unit_preferences/", { unitizer_is_english: true });
  await browser.change("fetch-dem-and-build-channels", { map_center: [-116.2, 46.1], csa: 5.25, mcl: 60 });
  await browser.get("report/channel/");
  await browser.change("set-outlet", { latitude: 46.123, longitude: -116.234 });
  await browser.change("build-subcatchments-and-abstract-watershed", { pkcsa: 4 });
  await browser.get("resources/subcatchments.json");
  const landuse = new FormData();
  landuse.append("landuse_mode", "4");
  landuse.append("mofe_opts", "a");
  landuse.append("mofe_opts", "b");
  landuse.append("input_upload_landuse", landcover(), "lu 2021.tif");
  await browser.change("build-landuse", landuse);
  const burn = new FormData();
  burn.append("input_upload_sbs", burnSeverity(10, 10), "sbs.tif");
  await browser.change("tasks/upload-sbs/", burn);
  await browser.change("run-wepp", { clip_soils: true });
  await browser.get("report/subcatchments/");
  return browser.run.split("/")[0] ?? "";
}

class Bench {
  readonly root: string;
  readonly stack: Stack;
  recorded = "";
  /** The requests of the recording itself. */
  own: string[] = [];

  constructor(root: string, stack: Stack) {
    this.root = root;
    this.stack = stack;
  }

  /** Runs the binary in the data root. */
  async profile(...words: string[]) {
    const { email, password } = STACK_ACCOUNT;
    const env = {
      PROFILE_DATA_ROOT: this.root,
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: password,
    };
    const { code, stdout, output } = await profileRun(words, { env, cwd: this.root });
    return { code, output, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
  }

  /** Plays the profile in a sandbox on the stack's disk. */
  async play(...words: string[]) {
    const { origin, playback, ca } = this.stack;
    const target = ["--base-url", `${origin}/weppcloud`, "--playback-run-root", playback];
    return await this.profile("play", "stack", "--ca", ca, ...target, ...words);
  }

  /** Records the session through the proxy, assembles and promotes it. */
  async record(): Promise<void> {
    const { origin, ca } = this.stack;
    const proxy = await proxyRun(["--target", `${origin}/weppcloud/`, "--out", "out", "--ca", ca], {
      cwd: this.root,
    });
    this.recorded = await work(proxy.origin);
    assert.equal((await proxy.end("SIGINT")).code, 130, proxy.printed());
    this.own = this.stack.requests.filter((line) => line.includes(this.recorded));
    const assembled = await this.profile("assemble", "out", "--name", "stack");
    assert.equal(assembled.code, 0, assembled.output);
    assert.match(assembled.last, /0 holes/);
    const promoted = await this.profile("promote", "_drafts/stack", "stack");
    assert.equal(promoted.code, 0, promoted.output);
    // A recording from outside holds no config; whoever has the server's disk brings it.
    const run = join(this.root, "stack/runs", this.recorded.slice(0, 2), this.recorded);
    const config = join(this.root, "profiles/stack/seed/config");
    await mkdir(config, { recursive: true });
    for (const name of ["disturbed9002.cfg", "_defaults.toml"]) await cp(join(run, name), join(config, name));
  }
}

/** A stack with the session recorded, promoted, and its baseline taken. */
async function withProfile(settings: Record<string, string>, use: (bench: Bench) => Promise<void>) {
  if (!hasStack()) return;
  const root = await mkdtemp(join(tmpdir(), "stack-"));
  try {
    await mkdir(join(root, "profiles"));
    await mkdir(join(root, "stack"));
    await Stack.with(join(root, "stack"), { ...QUICK, ...settings }, async (stack) => {
      const bench = new Bench(root, stack);
      await bench.record();
      await use(bench);
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test("a session with a real stack is recorded, promoted, played, and guards the next release", async () => {
  await withProfile({}, async (bench) => {
    const { stack } = bench;
    const first = await bench.play();
    assert.equal(first.code, 4, `${first.output}\n${stack.said}`);
    const accepted = await bench.profile("update-baseline", "stack", "--all", "--reason", "first release");
    assert.equal(accepted.code, 0, accepted.output);
    const second = await bench.play();
    assert.equal(second.last, "passed", second.output);
    assert.equal(second.code, 0);
    assert.deepEqual(stack.requests.filter((line) => line.includes(bench.recorded)), bench.own);

    await stack.startWorkers({ ...QUICK, STACK_DRIFT: "1.03" });
    const drifted = await bench.play();
    assert.equal(drifted.code, 1, drifted.output);
    assert.match(drifted.output, /wepp\/output\/summary\.json.*\n.*\n.*soil_loss/);

    await stack.stopWorkers();
    const alone = await bench.play("--worker-timeout", "1s");
    assert.equal(alone.last, "unavailable", alone.output);
    assert.match(alone.output, /worker/);
    assert.equal(alone.code, 3);
  });
});

test("a real stack's tokens end in mid-play, polls are limited, the login is closed", async () => {
  await withProfile({}, async (bench) => {
    const { stack } = bench;
    assert.equal((await bench.play()).code, 4);
    assert.equal((await bench.profile("update-baseline", "stack", "--all", "--reason", "first")).code, 0);

    await stack.restart({ ...QUICK, STACK_TOKEN_USES: "4" });
    const renewed = await bench.play("--verbose");
    assert.equal(renewed.last, "passed", renewed.output);
    assert.match(renewed.output, /again|renew/);

    await stack.restart({ ...QUICK, STACK_POLLS: "8/2" });
    const limited = await bench.play();
    assert.equal(limited.last, "passed", limited.output);
    assert.ok(stack.requests.some((line) => / 429$/.test(line)), stack.requests.join("\n"));

    await stack.restart({ ...QUICK, STACK_LOCAL_LOGIN: "false" });
    const closed = await bench.play();
    assert.equal(closed.last, "unavailable", closed.output);
    assert.equal(closed.code, 3);

    await stack.restart({ ...QUICK, STACK_PASSWORD: "another" });
    const wrong = await bench.play();
    assert.equal(wrong.last, "unavailable", wrong.output);
    assert.match(wrong.output, /password/i);
  });
});
