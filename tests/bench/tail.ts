/**
 * `record tail`: reading a large log beside jq in the same run, with its memory; the time from an append to the
 * print; and what a tail that waits costs.
 */
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { sharedData } from "../shared_data.ts";
import { median, peakMemory, spread, timeOf } from "./measure.ts";

const SIZE = 1024 ** 3;
const ROUNDS = 3;
const EVENTS = 1000;
const RATE = 200;
const IDLE_MS = 10_000;

/** The lines of the report. */
export async function tailFigures(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-tail-"));
  process.env["XDG_STATE_HOME"] = join(folder, "state");
  try {
    return [await throughput(folder), await latency(folder), await idle(folder)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function throughput(folder: string): Promise<string> {
  const recordings = sharedData();
  if (recordings === undefined || spawnSync("jq", ["--version"]).status !== 0) {
    return "tail throughput     not measured: needs the shared recordings and jq";
  }
  const log = join(folder, "big.jsonl");
  await repeat(join(recordings, "v3-bodies/us-small/runs"), log);
  const words = ["record", "tail", "--no-follow", "--json", log];
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const own = await timeOf("bin/profile", words);
    times.push(own);
    ratios.push(await timeOf("jq", ["-c", ".", log]) / own);
  }
  const memory = await peakMemory("bin/profile", words);
  await rm(log);
  return `tail throughput     jq -c . / record tail --json, 1 GiB: ${spread(ratios)}  ` +
    `[${(median(times) / 1000).toFixed(1)} s, ${memory} MiB at most]`;
}

/** One log, repeated until it is large; each time with ids and times of its own, as in a real one. */
async function repeat(runs: string, log: string): Promise<void> {
  const [path = ""] = (await readdir(runs, { recursive: true })).filter((name) =>
    name.endsWith("profile.events.jsonl")
  );
  const block = readFileSync(join(runs, path), "utf8");
  const file = openSync(log, "w");
  let size = 0;
  for (let round = 0; size + block.length <= SIZE; round++) size += writeSync(file, later(block, round));
  closeSync(file);
}

/** The same events, begun some rounds of a minute and a bit later, each of its own length. */
function later(block: string, rounds: number): string {
  const ms = rounds * 61_003;
  const moment = (text: string) => new Date(Date.parse(text) + ms).toISOString();
  return block
    .replace(/"timestamp":"([^"]+)"/g, (_, text: string) => `"timestamp":"${moment(text)}"`)
    .replace(/"received_at":"([^"]+)"/g, (_, text: string) => {
      return `"received_at":"${moment(text).slice(0, -1)}${text.slice(-9)}"`;
    })
    .replace(/"id":"(\w+)-(\w+)"/g, (_, made: string, count: string) => {
      return `"id":"${(parseInt(made, 36) + ms).toString(36)}-${count}"`;
    })
    .replace(
      /"durationMs":([\d.]+)/g,
      (_, took: string) => `"durationMs":${Number(took) + rounds % 997 / 10}`,
    );
}

/** From the append of a line to its print, at a steady rate. */
async function latency(folder: string): Promise<string> {
  const log = join(folder, "live.jsonl");
  await writeFile(log, "");
  const child = spawn("bin/profile", ["record", "tail", log, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const sent: number[] = [];
  const took: number[] = [];
  let text = "";
  child.stdout.on("data", (block) => {
    const now = performance.now();
    text += String(block);
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n")) {
      took.push(now - (sent[Number(JSON.parse(text.slice(0, end)).id)] ?? NaN));
      text = text.slice(end + 1);
    }
  });
  const began = performance.now();
  for (let id = 0; id < EVENTS; id++) {
    await delay(Math.max(0, began + 1000 + id * 1000 / RATE - performance.now()));
    sent[id] = performance.now();
    appendFileSync(
      log,
      JSON.stringify({ stage: "note", id: String(id), at: new Date().toISOString() }) + "\n",
    );
  }
  while (took.length < EVENTS) await delay(20);
  child.kill("SIGINT");
  await new Promise((resolve) => child.once("close", resolve));
  took.sort((a, b) => a - b);
  return `tail latency        append to print, ${RATE} events/s:      ${
    median(took).toFixed(1)
  } ms median, ` +
    `${(took[Math.floor(took.length * 0.99)] ?? NaN).toFixed(1)} ms at 99 %`;
}

/** Processor time of a tail of a log that nobody writes to, as a share of one core. */
async function idle(folder: string): Promise<string> {
  const log = join(folder, "live.jsonl");
  const child = spawn("bin/profile", ["record", "tail", log, "--from", "end"], { stdio: "ignore" });
  await delay(2000);
  const before = processorMs(child.pid);
  await delay(IDLE_MS);
  const used = processorMs(child.pid) - before;
  child.kill("SIGINT");
  await new Promise((resolve) => child.once("close", resolve));
  return `tail idle           processor time / wall time:         ${(used / IDLE_MS * 100).toFixed(2)} %`;
}

/** User and system time of a process in ms; the system counts in hundredths of a second. */
function processorMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
