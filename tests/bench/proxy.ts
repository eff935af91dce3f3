/**
 * The recording proxy on loopback: what it adds to a request, how fast an upload goes through it, and how many
 * requests it passes beside mitmproxy. Every figure is a ratio or a difference of rounds that follow each other.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { median, spread } from "./measure.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROUNDS = 5;
/** Client and target run under Node, which takes the least time for itself. */
const NODE = join(HERE, "../../.tools/node");
/** Requests of one round. */
const REQUESTS = 600;
/** Requests that go before: both proxies are as fast as they get after a while. */
const WARM = 8000;
/** Size of the upload, MB. */
const UPLOAD = 500;

/** Three lines: latency, upload, requests per second. */
export async function proxy(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "bench-proxy-"));
  const children: ChildProcess[] = [];
  try {
    const start = (program: string, words: string[]) => {
      // Python keeps its lines to itself when nobody watches.
      const env = { ...process.env, PYTHONUNBUFFERED: "1" };
      const child = spawn(program, words, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
      children.push(child);
      return child;
    };
    const target = start(NODE, [join(HERE, "proxy_target.ts"), join(root, "sink")]);
    const targetPort = Number(await firstMatch(target, /(\d+)\n/));
    const targetUrl = `http://127.0.0.1:${targetPort}/`;
    const ours = start(join(HERE, "../../bin/profile"), [
      ...["record", "proxy", "--target", targetUrl, "--out", join(root, "out"), "--no-toolbar"],
    ]);
    const ourPort = Number(await firstMatch(ours, /through http:\/\/localhost:(\d+)\//));
    ours.stdout?.resume();
    const theirPort = await mitmproxy(targetUrl, start);
    const lines = [
      await latency(targetPort, ourPort),
      await uploads(targetPort, ourPort, ours),
      await requests(ourPort, theirPort),
    ];
    return lines.join("\n");
  } finally {
    for (const child of children) child.kill("SIGINT");
    await Promise.all(children.map((child) => child.exitCode === null ? once(child, "exit") : undefined));
    await rm(root, { recursive: true });
  }
}

async function latency(direct: number, through: number): Promise<string> {
  const added: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const plain = await load(direct, 1, REQUESTS / 2);
    added.push((await load(through, 1, REQUESTS / 2)).median - plain.median);
  }
  return `proxy, one request  added to a loopback request, median ms (limit 1.5): ${spread(added)}`;
}

async function uploads(direct: number, through: number, ours: ChildProcess): Promise<string> {
  const ratios: number[] = [];
  const rates: number[] = [];
  const before = await memoryOf(ours, "VmRSS");
  for (let round = 0; round < ROUNDS; round++) {
    // What an upload left to be written must not slow the next one down.
    spawnSync("sync");
    const plain = await upload(direct);
    spawnSync("sync");
    const rate = await upload(through);
    ratios.push(rate / plain);
    rates.push(rate);
  }
  const peak = await memoryOf(ours, "VmHWM");
  return `proxy, upload       ${UPLOAD} MB through it / direct, both to disk (at least 0.6): ${
    spread(ratios)
  }  ` +
    `[${median(rates).toFixed(0)} MB/s, memory ${before} before, ${peak} at its peak]`;
}

async function requests(through: number, theirs: number | undefined): Promise<string> {
  if (theirs === undefined) return "proxy, requests     not measured: mitmdump is not installed";
  const ratios: number[] = [];
  const rates: number[] = [];
  for (const port of [theirs, through]) await load(port, 8, WARM);
  for (let round = 0; round < ROUNDS; round++) {
    // About the same time for both.
    const other = await load(theirs, 8, REQUESTS);
    const own = await load(through, 8, REQUESTS * 5);
    ratios.push(own.rate / other.rate);
    rates.push(own.rate);
  }
  return `proxy, requests     per second / mitmdump -w (at least 5): ${spread(ratios)}  ` +
    `[${median(rates).toFixed(0)} a second]`;
}

/** A reverse proxy of mitmproxy that writes flows; undefined where it is not installed. */
async function mitmproxy(
  target: string,
  start: (program: string, words: string[]) => ChildProcess,
): Promise<number | undefined> {
  if (spawnSync("mitmdump", ["--version"]).status !== 0) return undefined;
  const words = ["--mode", `reverse:${target}`, "--listen-host", "127.0.0.1", "-p", "0", "-w", "flows"];
  const child = start("mitmdump", [...words, "--set", "flow_detail=0", "--set", "termlog_verbosity=info"]);
  const port = Number(await firstMatch(child, /listening at 127\.0\.0\.1:(\d+)\D/));
  child.stdout?.resume();
  return port;
}

async function load(port: number, at_once: number, count: number): Promise<{ rate: number; median: number }> {
  return JSON.parse(await client("load", port, at_once, count));
}

async function upload(port: number): Promise<number> {
  return JSON.parse(await client("upload", port, UPLOAD)).rate;
}

async function client(...words: (string | number)[]): Promise<string> {
  const script = join(HERE, "proxy_client.ts");
  const child = spawn(NODE, [script, ...words.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (block) => text += String(block));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the client ended ${code}`);
  return text;
}

/** Resident memory now (`VmRSS`) or at its highest (`VmHWM`). */
async function memoryOf(child: ChildProcess, which: "VmRSS" | "VmHWM"): Promise<string> {
  const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
  const kilobytes = new RegExp(`${which}:\\s+(\\d+)`).exec(status)?.[1];
  return kilobytes === undefined ? "not known" : `${Math.round(Number(kilobytes) / 1024)} MiB`;
}

function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (block) => {
      if (text.length > 100_000) return;
      text += String(block);
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`ended ${code} before it was ready: ${text}`)));
    child.once("error", reject);
    setTimeout(() => reject(new Error(`not ready after 30 s: ${text}`)), 30_000).unref();
  });
}
