import assert from "node:assert/strict";
import { spawn } from "node:child_process";
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
