import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  appendFile,
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { spawn } from "node:child_process";
import fc from "fast-check";
import { startCapture, stopCapture } from "../../captures/marks.ts";
import { readEvents } from "../../events/read_events.ts";
import { trimmedBy } from "../../events/trim_marker.ts";
import { withLock } from "../../files/lock.ts";
import { thisProcess } from "../../files/owner.ts";
import { walkFiles } from "../../files/walk.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { removeFolder } from "./folders.ts";
import { prune } from "./prune.ts";
import { rewrite, temporaryName } from "./rewrite.ts";
import type { PruneOptions, PruneReport } from "./types.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-06-01T00:00:00Z");
const LOG = "_logs/profile.events.jsonl";

const NEVER: PruneOptions = {
  roots: [],
  dormant: Infinity,
  draftAge: Infinity,
  sandboxAge: Infinity,
  resultsAge: Infinity,
  trimAge: Infinity,
  trimSize: Infinity,
  withPending: false,
  dryRun: false,
  now: NOW,
};

/** One event a day, ending `last` days before now. */
function events(count: number, last: number, name = "e"): string {
  return Array.from({ length: count }, (_, index) => {
    const timestamp = new Date(NOW - (last + count - 1 - index) * DAY).toISOString();
    return JSON.stringify({ stage: "request", id: `${name}-${index}`, timestamp, endpoint: "/x" }) + "\n";
  }).join("");
}

async function putLog(file: string, text: string, daysAgo: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await age(file, daysAgo);
}

async function age(path: string, days: number): Promise<void> {
  await utimes(path, new Date(NOW - days * DAY), new Date(NOW - days * DAY));
}

async function idsOf(file: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const item of readEvents(file)) {
    ids.push(item.kind === "event" ? item.at.event.id ?? item.at.event.stage ?? "" : item.problem.message);
  }
  return ids;
}

const did = (report: PruneReport, root: string) =>
  report.items.map(({ action, kind, path, outcome }) =>
    `${action} ${kind} ${path.slice(root.length + 1)} ${outcome}`
  );

/** Everything below a folder with its content, to see that nothing changed. */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash("sha256");
  const visit = async (path: string): Promise<void> => {
    for (
      const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => a.name < b.name ? -1 : 1)
    ) {
      hash.update(`${entry.name}\n`);
      if (entry.isDirectory()) await visit(join(path, entry.name));
      else if (entry.isFile()) hash.update(await readFile(join(path, entry.name)));
    }
  };
  await visit(root);
  return hash.digest("hex");
}

test("prune() compresses dormant logs of every layout, keeps their time, and leaves the rest of a run alone", async () => {
  await withFolder(async (root) => {
    const text = events(50, 40);
    const runs = ["am/ample-otter", "loose-run", "runs/own-run", "runs/bu/busy-bee"];
    for (const run of runs) {
      await putLog(join(root, run, LOG), text, 40);
      await writeFiles(join(root, run), { "wepp/out.txt": "x", "_logs/bodies/ab": "y", "ron.nodb": "{}" });
    }
    await putLog(join(root, "fr/fresh", LOG), text, 5);
    const before = await fingerprint(root);
    const options = { ...NEVER, roots: [root], dormant: 30 * DAY };
    const planned = await prune({ ...options, dryRun: true });
    assert.equal(await fingerprint(root), before);
    const report = await prune(options);
    assert.deepEqual(
      report.items.map(({ path, reason }) => [path, reason]),
      planned.items.map(({ path, reason }) => [path, reason]),
    );
    assert.deepEqual(did(report, root), runs.toSorted().map((run) => `compress log ${run}/${LOG} done`));
    assert.equal(report.logs, 5);
    for (const run of runs) {
      assert.deepEqual(await readdir(join(root, run, "_logs")), ["bodies", "profile.events.jsonl.gz"]);
      const packed = join(root, run, `${LOG}.gz`);
      assert.equal(gunzipSync(await readFile(packed)).toString(), text);
      assert.equal((await stat(packed)).mtimeMs, NOW - 40 * DAY);
      assert.equal(await readFile(join(root, run, "wepp/out.txt"), "utf8"), "x");
    }
    assert.equal((await prune(options)).items.length, 0);
  });
});

test("prune() leaves alone: an open capture, a log just written to, one held open, a list that is not ours", async () => {
  await withFolder(async (root) => {
    const names = ["closed", "foreign", "held", "just", "open"];
    for (const name of names) {
      await putLog(join(root, name, LOG), events(5, 40), name === "just" ? 0.001 : 40);
    }
    for (const name of ["open", "closed"]) {
      await startCapture(join(root, name), { now: new Date(NOW - 50 * DAY), id: "c" });
    }
    await stopCapture(join(root, "closed"), { now: new Date(NOW - 41 * DAY) });
    await writeFile(join(root, "foreign/_logs/profile.captures.json"), "off");
    const holder = spawn("sh", ["-c", `exec 3>>"$1"; echo ready; read line`, "sh", join(root, "held", LOG)]);
    await new Promise((ready) => holder.stdout.once("data", ready));
    await age(join(root, "held", LOG), 40);
    try {
      const report = await prune({ ...NEVER, roots: [root], dormant: 0, trimAge: DAY });
      const held = process.platform === "linux" ? [] : ["trim log held", "compress log held"];
      assert.deepEqual(did(report, root), [
        `trim log closed/${LOG} done`,
        `compress log closed/${LOG} done`,
        ...held,
      ]);
      const kept = Object.fromEntries(
        report.kept.map(({ path, reason }) => [path.slice(root.length + 1), reason]),
      );
      assert.match(kept[`open/${LOG}`] ?? "", /open capture "c"/);
      assert.match(kept[`just/${LOG}`] ?? "", /was written to 1 min ago/);
      assert.match(kept[`held/${LOG}`] ?? "", /open for writing/);
      assert.match(kept[`foreign/${LOG}`] ?? "", /not JSON/);
    } finally {
      holder.stdin.end("\n");
      await new Promise((done) => holder.once("close", done));
    }
  });
});

test("prune() never follows links, and what it cannot do does not stop it", async () => {
  await withFolder(async (folder) => {
    const [root, other] = [join(folder, "root"), join(folder, "other")];
    await putLog(join(root, "a/_logs/profile.events.jsonl"), events(5, 40), 40);
    await putLog(join(root, "z/_logs/profile.events.jsonl"), events(5, 40), 40);
    await putLog(join(other, LOG), events(5, 40), 40);
    await mkdir(join(root, "inner/_logs"), { recursive: true });
    await mkdir(join(root, "outer"));
    await symlink(other, join(root, "run"));
    await symlink(join(other, "_logs"), join(root, "outer/_logs"));
    await symlink(join(other, LOG), join(root, "inner", LOG));
    const before = await fingerprint(other);
    if (process.getuid?.() !== 0) await chmod(join(root, "a/_logs"), 0o500);
    // A folder where the temporary file would be: nothing can be written there.
    await mkdir(join(root, "a", temporaryName(LOG), "x"), { recursive: true });
    const report = await prune({ ...NEVER, roots: [root], dormant: 30 * DAY });
    assert.deepEqual(did(report, root), [`compress log a/${LOG} failed`, `compress log z/${LOG} done`]);
    const doubtful = report.kept.filter((kept) => kept.doubtful).map(({ path }) =>
      path.slice(root.length + 1)
    );
    assert.deepEqual(doubtful.sort(), [`inner/${LOG}`, "outer/_logs", "run"]);
    assert.equal(await fingerprint(other), before);
    assert.equal((await idsOf(join(root, "a", LOG))).length, 5);
    if (process.getuid?.() !== 0) await chmod(join(root, "a/_logs"), 0o700);
  });
});

test("rewrite() of a log that is written to meanwhile leaves it, or keeps what came late", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "x.jsonl");
    await writeFile(log, events(2000, 1));
    const job = {
      from: { path: log, packing: "plain" as const },
      to: `${log}.gz`,
      pack: true,
      head: new Uint8Array(0),
      skip: 0,
    };
    const work = rewrite(job, temporaryName(log));
    const caught = work.then(() => undefined, (error: unknown) => error);
    await appendFile(log, "late\n");
    const error = await caught;
    assert.match(String(error), /written to meanwhile/);
    assert.deepEqual((await idsOf(log)).length, 2001);
    assert.deepEqual((await readdir(folder)).filter((name) => name.includes("tmp")), []);
  });
});

test("a log that grew after it was compressed becomes a second part, and reads as one", async () => {
  await withFolder(async (root) => {
    const log = join(root, "run", LOG);
    const options = { ...NEVER, roots: [root], dormant: 30 * DAY };
    let all = "";
    for (const name of ["a", "b", "c"]) {
      const text = events(20, 40, name);
      all += text;
      await putLog(log, text, 40);
      assert.equal((await idsOf(log)).length, all.split("\n").length - 1);
      assert.deepEqual(did(await prune(options), root), [`compress log run/${LOG} done`]);
    }
    const parts = ["profile.events.jsonl.2.gz", "profile.events.jsonl.3.gz", "profile.events.jsonl.gz"];
    assert.deepEqual(await readdir(dirname(log)), parts);
    const ids = await idsOf(log);
    assert.equal(ids.length, 60);
    assert.deepEqual([ids[0], ids[20], ids[59]], ["a-0", "b-0", "c-19"]);
  });
});

test("what a crash between the new file and the removal of the old one left is finished, never doubled or lost", async () => {
  await withFolder(async (root) => {
    const log = join(root, "run", LOG);
    const text = events(300, 40);
    const options = { ...NEVER, roots: [root], dormant: 30 * DAY };
    const older = text.slice(0, text.indexOf("e-200") - 25).split("\n").slice(0, -1).join("\n") + "\n";
    for (const packed of [text, older]) {
      await putLog(log, text, 40);
      await writeFile(`${log}.gz`, gzipSync(packed));
      assert.equal((await idsOf(log)).length, 300);
      assert.deepEqual(did(await prune(options), root), [`compress log run/${LOG} done`]);
      assert.deepEqual(await readdir(dirname(log)), ["profile.events.jsonl.gz"]);
      assert.equal(gunzipSync(await readFile(`${log}.gz`)).toString(), text);
    }
    // A part that holds more than the plain log is never written over.
    await putLog(log, older, 40);
    await prune(options);
    assert.equal(gunzipSync(await readFile(`${log}.gz`)).toString(), text);
    await rm(dirname(log), { recursive: true });
    await putLog(log, text, 40);
    await putLog(temporaryName(log), "half", 40);
    assert.deepEqual(did(await prune(options), root), [
      `remove leftover ${temporaryName(`run/${LOG}`)} done`,
      `compress log run/${LOG} done`,
    ]);
    assert.deepEqual(await readdir(dirname(log)), ["profile.events.jsonl.gz"]);
  });
});

test("trimming cuts whole lines from the beginning, says so in the first line, and adds up", async () => {
  await withFolder(async (root) => {
    const log = join(root, "run", LOG);
    await putLog(log, events(100, 1), 1);
    const first = await prune({ ...NEVER, roots: [root], trimAge: 60 * DAY });
    assert.deepEqual(did(first, root), [`trim log run/${LOG} done`]);
    const ids = await idsOf(log);
    assert.deepEqual([ids.length, ids[0], ids[1], ids.at(-1)], [61, "gap", "e-40", "e-99"]);
    await age(log, 1);
    assert.deepEqual(did(await prune({ ...NEVER, roots: [root], trimAge: 60 * DAY }), root), []);
    await prune({ ...NEVER, roots: [root], trimAge: 50 * DAY });
    for await (const item of readEvents(log)) {
      assert.ok(item.kind === "event");
      const gap = trimmedBy(item.at.event);
      assert.equal(gap?.lines, 50);
      assert.equal(gap?.bytes, events(100, 1).split("\n").slice(0, 50).join("\n").length + 1);
      assert.equal(gap?.up_to, new Date(NOW - 51 * DAY).toISOString());
      break;
    }
    // Packed, it is trimmed in its packed form.
    await age(log, 40);
    await prune({ ...NEVER, roots: [root], dormant: 30 * DAY });
    await age(`${log}.gz`, 40);
    await prune({ ...NEVER, roots: [root], trimAge: 10 * DAY });
    assert.deepEqual((await idsOf(log)).slice(0, 2), ["gap", "e-90"]);
    assert.deepEqual(await readdir(dirname(log)), ["profile.events.jsonl.gz"]);
  });
});

test("trimming by size keeps the longest end of whole lines that fits, whatever the log holds", async () => {
  const Text = fc.array(
    fc.oneof(fc.constantFrom("", "broken", "{}"), fc.nat({ max: 60 }).map((day) => events(1, day).trim())),
    {
      minLength: 1,
      maxLength: 15,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      Text,
      fc.integer({ min: 0, max: 900 }),
      fc.constantFrom("", "torn"),
      async (lines, size, rest) => {
        await withFolder(async (root) => {
          const log = join(root, "run", LOG);
          const text = lines.map((line) => `${line}\n`).join("") + rest;
          await putLog(log, text, 1);
          await prune({ ...NEVER, roots: [root], trimSize: size });
          const after = await readFile(log, "utf8");
          if (text.length <= size) return assert.equal(after, text);
          const kept = after.slice(after.indexOf("\n") + 1);
          assert.match(after, /^\{"stage":"gap"/);
          assert.ok(text.endsWith(kept));
          assert.ok(kept.length <= size || kept === rest, `${kept.length} > ${size}`);
          const before = text.slice(0, text.length - kept.length);
          assert.ok(before.endsWith("\n"));
          const lastLine = before.match(/[^\n]*\n$/)?.[0] ?? "";
          assert.ok(kept.length + lastLine.length > size, "one more line would have fitted");
        });
      },
    ),
    { numRuns: 60 },
  );
});

function draftStatus(days: number, sha = "0".repeat(64)): string {
  return JSON.stringify({
    version: 1,
    state: "ready",
    created_at: new Date(NOW - days * DAY).toISOString(),
    steps: 1,
    holes: [],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    profile_sha256: sha,
  });
}

test("drafts expire by their status, with a notice before; those at work, edited or foreign stay", async () => {
  await withFolder(async (dataRoot) => {
    const drafts = join(dataRoot, "profiles/_drafts");
    const text = "version: 1\n";
    const sha = createHash("sha256").update(text).digest("hex");
    for (
      const [name, days] of Object.entries({
        old: 31,
        soon: 24,
        fresh: 22,
        locked: 40,
        staged: 40,
        edited: 40,
      })
    ) {
      await writeFiles(join(drafts, name), {
        "status.json": draftStatus(days, name === "edited" ? undefined : sha),
        "profile.yaml": text,
        "seed/x": "x",
      });
    }
    await age(join(drafts, "edited/profile.yaml"), 3);
    await writeFiles(drafts, {
      "locked/assemble.lock": "",
      ".staged.new-1-x/y": "",
      "theirs/stream/events.jsonl": "",
    });
    await mkdir(join(dataRoot, "away"));
    await symlink(join(dataRoot, "away"), join(drafts, "link"));
    const report = await prune({ ...NEVER, dataRoot, draftAge: 30 * DAY });
    assert.deepEqual(did(report, drafts), ["remove draft old done"]);
    assert.deepEqual(report.notices.map(({ draft, days_left }) => `${draft} ${days_left}`), [
      "_drafts/soon 6",
    ]);
    const kept = report.kept.map(({ path, reason }) => `${path.slice(drafts.length + 1)} ${reason}`);
    assert.deepEqual(kept, [
      "link is a symbolic link, and links are not followed",
      "locked is being worked on (assemble.lock)",
      "staged is being worked on (.staged.new-1-x)",
    ]);
    assert.deepEqual((await readdir(drafts)).sort(), [
      ".staged.new-1-x",
      "edited",
      "fresh",
      "link",
      "locked",
      "soon",
      "staged",
      "theirs",
    ]);
  });
});

test("what tails kept expires like drafts, never under a tail at work; no draft is kept because of it", async () => {
  await withFolder(async (dataRoot) => {
    const drafts = join(dataRoot, "profiles/_drafts");
    const spools = join(drafts, ".spool");
    for (const name of ["old", "fresh", "held", "left"]) {
      await writeFiles(join(spools, name), {
        "spool.json": "{}",
        "segments/000001.jsonl": "",
        "bodies/ab": "x",
      });
    }
    await writeFiles(spools, { "theirs/x": "" });
    await writeFiles(join(drafts, "spool"), { "status.json": draftStatus(40), "profile.yaml": "" });
    await age(join(drafts, "spool/profile.yaml"), 40);
    // A killed tail leaves its lock.
    const gone = spawn("true");
    await new Promise((ended) => gone.once("close", ended));
    await writeFiles(spools, {
      "left/lock": JSON.stringify({ ...await thisProcess(), pid: gone.pid, started: "1" }),
    });
    await withLock(join(spools, "held/lock"), async () => {
      for (const path of await walkFiles(spools)) await age(join(spools, path), 40);
      for (const name of ["old", "fresh", "held", "left", "theirs"]) {
        for (const folder of ["segments", "bodies", ""]) {
          await age(join(spools, name, folder), 40).catch(() => {});
        }
      }
      await age(join(spools, "fresh/segments/000001.jsonl"), 29);
      const report = await prune({ ...NEVER, dataRoot, draftAge: 30 * DAY });
      assert.deepEqual(did(report, drafts), [
        "remove draft spool done",
        "remove spool .spool/left done",
        "remove spool .spool/old done",
      ]);
      assert.deepEqual(report.kept.map(({ path, reason }) => [basename(path), reason]), [
        ["held", "is being written to by a tail"],
      ]);
      assert.deepEqual((await readdir(spools)).sort(), ["fresh", "held", "theirs"]);
      const item = {
        action: "remove",
        kind: "spool",
        path: join(spools, "held"),
        reason: "",
        bytes: 0,
      } as const;
      await assert.rejects(removeFolder(item), /is being written to by a tail/);
    });
  });
});

test("results go by age, never the last of a profile, one that latest.json names, or pending ones nobody accepted", async () => {
  await withFolder(async (dataRoot) => {
    const results = join(dataRoot, "profiles/results");
    const at = (day: number) => `202601${String(day).padStart(2, "0")}T000000.000Z`;
    const item = {
      path: "a.txt",
      comparison: { target: "a.txt", method: "text_exact" },
      change: "changed",
      size: 1,
    };
    const pending = {
      version: 1,
      profile: "mill",
      target: "embedded",
      complete: true,
      items: [{ ...item, sha256: "a".repeat(64), baseline_sha256: null }],
    };
    for (let day = 1; day <= 6; day++) {
      await writeFiles(join(results, "mill", at(day)), { "report.json": "{}" });
    }
    await writeFiles(join(results, "mill", at(3)), { "pending/pending.json": JSON.stringify(pending) });
    await writeFiles(join(results, "mill", "not-a-result"), { x: "" });
    const entry = { verdict: "passed", summary: "", exit_code: 0, started_at: "", duration_ms: 1 };
    const latest = { version: 1, invocation: [], profiles: { mill: { ...entry, result: `mill/${at(2)}` } } };
    await writeFiles(results, { "latest.json": JSON.stringify(latest) });
    const options = { ...NEVER, dataRoot, resultsAge: 30 * DAY };
    const report = await prune(options);
    assert.deepEqual(
      did(report, join(results, "mill")),
      [1, 4, 5].map((day) => `remove result ${at(day)} done`),
    );
    assert.match(report.kept[0]?.reason ?? "", /1 pending output that nobody accepted/);
    assert.deepEqual(did(await prune({ ...options, withPending: true }), join(results, "mill")), [
      `remove result ${at(3)} done`,
    ]);
    assert.deepEqual((await readdir(join(results, "mill"))).sort(), [at(2), at(6), "not-a-result"]);
    await writeFile(join(results, "latest.json"), "{");
    const blind = await prune({ ...options, resultsAge: 0 });
    assert.equal(blind.items.length, 0);
    assert.match(blind.failures[0]?.message ?? "", /damaged/);
  });
});

test("kept sandboxes go by their last change; other folders and links stay", async () => {
  await withFolder(async (runRoot) => {
    const id = (digit: string) => digit.repeat(32);
    for (const name of [id("a"), id("b"), "ample-otter"]) {
      await writeFiles(join(runRoot, name), { "active_config.txt": "x", "wepp/y": "y" });
      for (const path of ["active_config.txt", "wepp/y", "wepp", ""]) {
        await age(join(runRoot, name, path), 40);
      }
    }
    await age(join(runRoot, id("b"), "wepp/y"), 2);
    await symlink(join(runRoot, "ample-otter"), join(runRoot, id("c")));
    await writeFiles(runRoot, { [`.${id("d")}.pruned-77/x`]: "" });
    const report = await prune({ ...NEVER, runRoot, sandboxAge: 30 * DAY });
    assert.deepEqual(did(report, runRoot), [
      `remove leftover .${id("d")}.pruned-77 done`,
      `remove sandbox ${id("a")} done`,
    ]);
    assert.deepEqual((await readdir(runRoot)).sort(), ["ample-otter", id("b"), id("c")].sort());
  });
});

test("drafts and results that lie outside of the data root through a link are refused", async () => {
  await withFolder(async (folder) => {
    const dataRoot = join(folder, "data");
    await mkdir(join(dataRoot, "profiles"), { recursive: true });
    await writeFiles(join(folder, "elsewhere/old"), { "status.json": draftStatus(99) });
    await symlink(join(folder, "elsewhere"), join(dataRoot, "profiles/_drafts"));
    const report = await prune({ ...NEVER, dataRoot, draftAge: DAY });
    assert.deepEqual(report.items, []);
    assert.match(report.kept[0]?.reason ?? "", /leads out of the data root/);
  });
});

test("prune() of a root that is not there is refused before anything is done", async () => {
  await withFolder(async (root) => {
    await putLog(join(root, "run", LOG), events(3, 40), 40);
    const handle = await open(join(root, "file"), "w");
    await handle.close();
    for (const wrong of ["no", "file"]) {
      const roots = [root, join(root, wrong)];
      await assert.rejects(prune({ ...NEVER, roots, dormant: DAY }), /is not a folder/);
    }
    assert.deepEqual(await readdir(join(root, "run/_logs")), ["profile.events.jsonl"]);
  });
});
