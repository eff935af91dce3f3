/** What becomes known late in a recording, and the ledger of what was taken out. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder } from "../files/test_folder.ts";
import { createRedactor } from "../redact/redactor.ts";
import { type Disk, nodeDisk } from "./disk.ts";
import { SCRATCH, whileAlone } from "./leftovers.ts";
import { openRecording, type Recording } from "./store.ts";
import { seen } from "./testing/seen.ts";

const EARLY = '{"name":"Marta Kowalski mill, key Zx9-secretword-77"}';
const LATE = '{"contact":"marta.kowalski@corp.example","password":"Zx9-secretword-77"}';

test("close() takes what became known late out of the lines before, and notes in the ledger what was taken", async () => {
  await withFolder(async (out) => {
    const opened = await openRecording(out, { redactor: createRedactor(), recorder: "proxy" });
    await opened.add(seen({ body: { kind: "json", text: '{"latitude": 46.10}' } }));
    await opened.add(seen({ body: { kind: "json", text: EARLY } }));
    await opened.add(seen({ body: { kind: "json", text: LATE } }));
    const logs = join(out, "runs/ample-otter/_logs");
    const log = join(logs, "profile.events.jsonl");
    const before = await readFile(log, "utf8");
    await opened.close();
    const text = await readFile(log, "utf8");
    assert.doesNotMatch(text, /Kowalski|Zx9/i);
    const [first, ...others] = text.split("\n");
    assert.equal(first, before.split("\n")[0], "a line without secrets stays as it was written");
    assert.equal(others.length + 1, before.split("\n").length);
    assert.equal((await stat(log)).mode & 0o777, 0o600);
    assert.deepEqual((await readdir(logs)).sort(), ["profile.events.jsonl", "profile.ledger.jsonl"]);
    const ledger = (await readFile(join(logs, "profile.ledger.jsonl"), "utf8")).trim().split("\n")
      .map((line) => JSON.parse(line));
    assert.ok(
      ledger.every(({ by, decision, evidence }) =>
        by === "record" && decision === "redact" && evidence.count > 0
      ),
    );
    assert.ok(ledger.some(({ reason }) => reason === "rule known-secret"), JSON.stringify(ledger));
    assert.doesNotMatch(JSON.stringify(ledger), /Kowalski|Zx9/i);
  });
});

test("close() replaces no log while another session records into the folder", async () => {
  await withFolder(async (out) => {
    const notices: string[] = [];
    const onNotice = (text: string) => notices.push(text);
    const opened = await openRecording(out, { redactor: createRedactor(), recorder: "proxy", onNotice });
    const other = await openRecording(out, { redactor: createRedactor(), recorder: "proxy" });
    await opened.add(seen({ body: { kind: "json", text: EARLY } }));
    await opened.add(seen({ body: { kind: "json", text: LATE } }));
    const log = join(out, "runs/ample-otter/_logs/profile.events.jsonl");
    const { ino } = await stat(log);
    await opened.close();
    assert.equal((await stat(log)).ino, ino);
    assert.match(notices.join(), /another session records/);
    await other.close();
  });
});

test("close() tells of a log that cannot be cleansed, and keeps it; it throws unless a write failed before", async () => {
  for (const fails of [false, true]) {
    await withFolder(async (out) => {
      const notices: string[] = [];
      let space = true;
      const disk: Disk = {
        ...nodeDisk,
        async open(path) {
          const file = await nodeDisk.open(path);
          const full = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
          return { write: (...blocks) => space ? file.write(...blocks) : full(), close: () => file.close() };
        },
      };
      const onNotice = (text: string) => notices.push(text);
      const opened = await openRecording(out, {
        redactor: createRedactor(),
        recorder: "proxy",
        disk,
        onNotice,
      });
      await opened.add(seen({ body: { kind: "json", text: EARLY } }));
      await opened.add(seen({ body: { kind: "json", text: LATE } }));
      space = !fails;
      if (fails) await assert.rejects(opened.add(seen()), /disk is full/);
      const log = join(out, "runs/ample-otter/_logs/profile.events.jsonl");
      const before = await readFile(log, "utf8");
      // A folder stands where the new log would be written.
      await mkdir(join(`${log}.clean-tmp`, "x"), { recursive: true });
      if (fails) await opened.close();
      else await assert.rejects(opened.close(), ProfileError);
      assert.equal(notices.length, fails ? 1 : 0);
      assert.equal(await readFile(log, "utf8"), before);
      assert.deepEqual(await scratchOf(out), []);
    });
  }
});

test("openRecording() waits while another session replaces logs", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "a");
    const options = { redactor: createRedactor(), recorder: "proxy" } as const;
    const first = await openRecording(out, options);
    const [scratch = ""] = await scratchOf(out);
    const order: string[] = [];
    let opening: Promise<Recording> | undefined;
    const alone = await whileAlone(out, join(out, scratch), async () => {
      opening = openRecording(out, options);
      opening.then(() => order.push("opened"), () => order.push("failed"));
      while ((await scratchOf(out)).length < 2);
      // Whoever did not wait would be through by now.
      for (const name of ["b", "c"]) await (await openRecording(join(folder, name), options)).close();
      order.push("replaced");
    });
    assert.ok(alone);
    await (await opening)?.close();
    assert.deepEqual(order, ["replaced", "opened"]);
    await first.close();
  });
});

async function scratchOf(out: string): Promise<string[]> {
  return (await readdir(out)).filter((name) => name.startsWith(SCRATCH));
}
