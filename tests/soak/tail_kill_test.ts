/** `kill -9` of `record tail --assemble` while another process appends and rotates: nothing lost, nothing twice. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readSpool } from "../../lib/spool/reader.ts";
import { rounds } from "./counts.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "bin", "profile");
/** Appends numbered events in pieces that may end anywhere, and renames the log now and then; its last line is the count. */
const APPENDER = `
const fs = require("node:fs");
const [log, stop] = process.argv.slice(-2);
let id = 0, rest = "";
const step = () => {
  for (let n = Math.floor(Math.random() * 6); n > 0; n--) {
    rest += JSON.stringify({ stage: "note", id: String(id++), text: "x".repeat(Math.random() * 700) }) + "\\n";
  }
  const cut = Math.floor(Math.random() * (rest.length + 1));
  fs.appendFileSync(log, rest.slice(0, cut));
  rest = rest.slice(cut);
  if (fs.existsSync(stop) || Math.random() < 0.002) {
    fs.appendFileSync(log, rest);
    rest = "";
    if (fs.existsSync(stop)) return fs.writeFileSync(stop, String(id));
    fs.renameSync(log, log + "." + String(20260101 + Math.floor(id)).padStart(8, "0"));
  }
  setTimeout(step, Math.random() * 8);
};
step();
`;

test("record tail --assemble killed at any moment loses no line and keeps none twice", async () => {
  const root = await mkdtemp(join(tmpdir(), "soak-tail-"));
  const children: ChildProcess[] = [];
  try {
    const log = join(root, "run", "_logs", "profile.events.jsonl");
    const stop = join(root, "stop");
    await mkdir(dirname(log), { recursive: true });
    await mkdir(join(root, "profiles"));
    await writeFile(log, "");
    const script = join(root, "append.cjs");
    await writeFile(script, APPENDER);
    const appender = spawn(process.execPath, ["run", "-A", script, log, stop], { stdio: "ignore" });
    children.push(appender);
    const count = rounds(200);
    const words = ["record", "tail", log, "--assemble", "x", "--data-root", root, "-q"];
    const lengths: number[] = [];
    // On a slow machine a tail needs longer before it stores anything.
    let patience = 100;
    for (let round = 0; round < count; round++) {
      const tail = spawn(PROFILE, words, { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      tail.stderr.on("data", (text) => said += String(text));
      children.push(tail);
      const closed = new Promise((resolve) => tail.once("close", resolve));
      await delay(patience + Math.random() * 500);
      tail.kill("SIGKILL");
      await closed;
      assert.equal(tail.signalCode, "SIGKILL", `round ${round}: the tail ended by itself: ${said}`);
      const stored = await storedBytes(root);
      if (stored === lengths.at(-1)) patience += 10;
      lengths.push(stored);
    }
    await writeFile(stop, "");
    await new Promise((resolve) => appender.once("close", resolve));
    const written = Number(await readFile(stop, "utf8"));
    const last = spawnSync(PROFILE, [...words, "--no-follow"], { encoding: "utf8" });
    const left = await readdir(join(root, "profiles", "_drafts", ".spool", "x"));
    assert.equal(last.status, 0, `${last.stderr} ${left.join(" ")}`);
    const ids: number[] = [];
    for await (const record of readSpool(join(root, "profiles", "_drafts", ".spool", "x"))) {
      assert.ok(
        record.kind === "event" || (record.kind === "gap" && record.lost === "nothing"),
        JSON.stringify(record),
      );
      if (record.kind === "event") ids.push(Number(record.event["id"]));
    }
    assert.ok(written > count, "hardly anything was written");
    assert.ok(new Set(lengths).size > count / 4, "hardly any tail came to read before it was killed");
    assert.deepEqual(ids, Array.from({ length: written }, (_, id) => id));
    console.log(
      `record tail: ${count} kills, ${written} lines, ${new Set(lengths).size} of the tails stored some`,
    );
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await rm(root, { recursive: true, force: true });
  }
});

/** Bytes stored so far; a tail that stored nothing was killed too early to prove anything. */
async function storedBytes(root: string): Promise<number> {
  const segments = join(root, "profiles", "_drafts", ".spool", "x", "segments");
  let size = 0;
  for (const name of await readdir(segments).catch(() => [])) size += (await stat(join(segments, name))).size;
  return size;
}
