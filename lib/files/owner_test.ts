import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import { isAlive, thisProcess } from "./owner.ts";

test("isAlive() knows this process, and tells it from an earlier one with its number", async () => {
  const self = await thisProcess();
  assert.equal(await isAlive(self), true);
  if (self.started !== undefined) assert.equal(await isAlive({ ...self, started: "1" }), false);
});

test("isAlive() says that a process that ended is gone", async () => {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((done) => child.on("exit", done));
  const { host } = await thisProcess();
  assert.equal(await isAlive({ pid: child.pid ?? 0, host, started: "1" }), false);
});

test("isAlive() takes a killed process for gone although nobody asked for its end yet", async () => {
  if (process.platform !== "linux") return;
  // The shell replaces itself by a program that never asks for the end of its child.
  const parent = spawn("sh", ["-c", "sleep 1000 & echo $!; exec sleep 1000"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const pid = Number(String((await once(parent.stdout, "data"))[0]));
    const owner = { pid, host: "here" };
    assert.equal(await isAlive(owner), true);
    process.kill(pid, "SIGKILL");
    while (!/\) Z /.test(await readFile(`/proc/${pid}/stat`, "utf8"))) await new Promise(setImmediate);
    assert.equal(await isAlive(owner), false);
  } finally {
    parent.kill("SIGKILL");
  }
});
