/** `assemble` of a capture of 5,000 events inside a log of 1 GiB, beside `record tail --no-follow` of the same log. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedData } from "../shared_data.ts";
import { peakMemory, timeOf } from "./measure.ts";

const SIZE = 1024 ** 3;
const EVENTS = 5000;
const DAY = 86_400_000;
/** So many days behind all other events lies the capture. */
const LATER = 1000;

/** The line of the report. */
export async function assembleFigures(): Promise<string> {
  const recordings = sharedData();
  if (recordings === undefined) return "assemble            not measured: needs the shared recordings";
  const folder = await mkdtemp(join(tmpdir(), "bench-assemble-"));
  try {
    const log = join(folder, "big.jsonl");
    const { from, to } = await writeLog(join(recordings, "v3-bodies/us-small/runs"), log);
    await mkdir(join(folder, "profiles"));
    const words = ["assemble", log, "--from", from, "--to", to, "--name", "x", "--data-root", folder];
    const own = await timeOf("bin/profile", words);
    const memory = await peakMemory("bin/profile", words);
    const tail = await timeOf("bin/profile", ["record", "tail", "--no-follow", log]);
    const json = await timeOf("bin/profile", ["record", "tail", "--no-follow", "--json", log]);
    return `assemble            record tail --no-follow / assemble, 1 GiB: ${(tail / own).toFixed(2)}  ` +
      `[${(own / 1000).toFixed(1)} s, ${memory} MiB at most; with --json ${(json / own).toFixed(2)}]`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One log repeated until it is large; in its middle a few repetitions are of a later time. */
async function writeLog(runs: string, log: string): Promise<{ from: string; to: string }> {
  const [path = ""] = (await readdir(runs, { recursive: true })).filter((name) =>
    name.endsWith("profile.events.jsonl")
  );
  const text = readFileSync(join(runs, path), "utf8");
  const begin = Date.parse(/"timestamp":\s*"([^"]+)"/.exec(text)?.[1] ?? "");
  const events = text.trimEnd().split("\n").length;
  const chosen = Math.ceil(EVENTS / events);
  const count = Math.floor(SIZE / text.length);
  const middle = Math.floor(count / 2);
  const file = openSync(log, "w");
  for (let index = 0; index < count; index++) {
    const inside = index >= middle && index < middle + chosen;
    writeSync(file, inside ? later(text, LATER + index - middle) : text);
  }
  closeSync(file);
  return {
    from: new Date(begin + (LATER - 0.5) * DAY).toISOString(),
    to: new Date(begin + (LATER + chosen) * DAY).toISOString(),
  };
}

/** The log so many days later. */
function later(text: string, days: number): string {
  return text.replace(
    /("(?:timestamp|received_at)":\s*")([^"]+)/g,
    (_, key: string, moment: string) => `${key}${new Date(Date.parse(moment) + days * DAY).toISOString()}`,
  );
}
