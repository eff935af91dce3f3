/** A profile that was recorded on the real stack through the proxy, and the built binary beside it. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../lib/model/report.ts";
import { Browser } from "../demo/browser.ts";
import { burnSeverity, landcover } from "../demo/seeds.ts";
import { profileRun, proxyRun } from "../proxy/session.ts";
import { hasStack, Stack, STACK_ACCOUNT } from "./stack.ts";

/** Quick jobs: what is tried is not patience. */
export const QUICK = { STACK_WORK_SECONDS: "0.05" };
const CONFIG = "disturbed9002";

/** How a play ended, and what it reports. */
export interface Played {
  code: number | null;
  output: string;
  /** Last line of the standard output. */
  last: string;
  report: Report;
}

/** A data root with the profile `stack`. */
export class StackBench {
  readonly root: string;
  readonly stack: Stack;
  /** Id of the recorded run. */
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
    const env = { PROFILE_DATA_ROOT: this.root, ADMIN_EMAIL: email, ADMIN_PASSWORD: password };
    const { code, stdout, output } = await profileRun(words, { env, cwd: this.root });
    return { code, output, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
  }

  /** Plays the profile; the binary does not know the stack's disk. */
  async playFar(...words: string[]): Promise<Played> {
    return await this.playOther("stack", ...words);
  }

  /** Plays a profile of another name. */
  async playOther(slug: string, ...words: string[]): Promise<Played> {
    const { origin, ca } = this.stack;
    const played = await this.profile(
      ...["play", slug, "--ca", ca, "--base-url", `${origin}/weppcloud`, ...words],
    );
    return { ...played, report: await this.lastReport(slug) };
  }

  /** Plays the profile in a sandbox on the stack's disk. */
  async play(...words: string[]): Promise<Played> {
    return await this.playFar("--playback-run-root", this.stack.playback, ...words);
  }

  /** The report of the last play of a profile. */
  async lastReport(slug = "stack"): Promise<Report> {
    const folder = join(this.root, "profiles/results", slug);
    const last = (await readdir(folder)).filter((name) => /^\d/.test(name)).sort().at(-1) ?? "";
    return JSON.parse(await readFile(join(folder, last, "report.json"), "utf8")) as Report;
  }

  /** Takes the first play's outputs for the baseline. */
  async accept(): Promise<void> {
    const first = await this.play();
    assert.equal(first.code, 4, `${first.output}\n${this.stack.said}`);
    const accepted = await this.profile("update-baseline", "stack", "--all", "--reason", "first release");
    assert.equal(accepted.code, 0, accepted.output);
  }

  /** Requests that name the recorded run anywhere, those of the recording left out. */
  strangers(): string[] {
    const named = this.stack.asked.filter(({ runs }) => runs.includes(this.recorded)).map(({ line }) => line);
    assert.deepEqual(named.slice(0, this.own.length), this.own);
    return named.slice(this.own.length);
  }

  /** Records the session through the proxy, assembles and promotes it. */
  async record(legacy: boolean): Promise<void> {
    const { origin, ca } = this.stack;
    const proxy = await proxyRun(["--target", `${origin}/weppcloud/`, "--out", "out", "--ca", ca], {
      cwd: this.root,
    });
    this.recorded = await work(proxy.origin, legacy);
    assert.equal((await proxy.end("SIGINT")).code, 130, proxy.printed());
    this.own = this.stack.asked.filter(({ runs }) => runs.includes(this.recorded)).map(({ line }) => line);
    const assembled = await this.profile("assemble", "out", "--name", "stack");
    assert.equal(assembled.code, 0, assembled.output);
    assert.match(assembled.last, /0 holes/);
    const promoted = await this.profile("promote", "_drafts/stack", "stack");
    assert.equal(promoted.code, 0, promoted.output);
    // A recording from outside holds no config; whoever has the server's disk brings it.
    const run = join(this.root, "stack/runs", this.recorded.slice(0, 2), this.recorded);
    const config = join(this.root, "profiles/stack/seed/config");
    await mkdir(config, { recursive: true });
    for (const name of [`${CONFIG}.cfg`, "_defaults.toml"]) await cp(join(run, name), join(config, name));
  }

  /** The profile under further names. */
  async copies(...slugs: string[]): Promise<void> {
    const profiles = join(this.root, "profiles");
    for (const slug of slugs) {
      await cp(join(profiles, "stack"), join(profiles, slug), { recursive: true });
      const file = join(profiles, slug, "profile.yaml");
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace(/^(\s*)(name|slug): stack$/m, `$1$2: ${slug}`));
    }
  }
}

/** A stack with the session recorded and promoted; without the stack's parts nothing happens. */
export async function withStackProfile(
  settings: Record<string, string>,
  use: (bench: StackBench) => Promise<void>,
): Promise<void> {
  if (!hasStack()) return;
  const root = await mkdtemp(join(tmpdir(), "stack-"));
  try {
    await mkdir(join(root, "profiles"));
    await mkdir(join(root, "stack"));
    await Stack.with(join(root, "stack"), { ...QUICK, ...settings }, async (stack) => {
      const bench = new StackBench(root, stack);
      await bench.record(settings["STACK_API"] === "legacy");
      await use(bench);
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What the user of the recording does, by the pages' requests. Returns the run. */
async function work(origin: string, legacy: boolean): Promise<string> {
  const browser = new Browser(origin);
  await browser.login(STACK_ACCOUNT.email, STACK_ACCOUNT.password);
  await browser.createRun(CONFIG, legacy ? "legacy" : "rq-engine");
  const change = async (task: string, body: Parameters<Browser["change"]>[1]) => {
    if (legacy) await browser.changeLegacy(`rq/api/${task.replaceAll("-", "_")}`, body);
    else await browser.change(task, body);
  };
  await browser.task("set_unit_preferences/", { unitizer_is_english: true });
  await change("fetch-dem-and-build-channels", { map_center: [-116.2, 46.1], csa: 5.25, mcl: 60 });
  await browser.get("report/channel/");
  await change("set-outlet", { latitude: 46.123, longitude: -116.234 });
  await change("build-subcatchments-and-abstract-watershed", { pkcsa: 4 });
  await browser.get("resources/subcatchments.json");
  const landuse = new FormData();
  landuse.append("landuse_mode", "4");
  landuse.append("mofe_opts", "a");
  landuse.append("mofe_opts", "b");
  landuse.append("input_upload_landuse", landcover(), "lu 2021.tif");
  await change("build-landuse", landuse);
  const burn = new FormData();
  burn.append("input_upload_sbs", burnSeverity(10, 10), "sbs.tif");
  if (legacy) await browser.task("upload_sbs/", burn);
  else await browser.change("tasks/upload-sbs/", burn);
  await change("run-wepp", { clip_soils: true });
  await browser.get("report/subcatchments/");
  return browser.run.split("/")[0] ?? "";
}
