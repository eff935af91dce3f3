import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { ProfileError } from "../errors.ts";
import { withFolder } from "../files/test_folder.ts";
import { createRedactor } from "../redact/redactor.ts";
import { CAPTURES, spanOf } from "./format.ts";
import { addCapture, checkCapture, isOpen, listCaptures, startCapture, stopCapture } from "./marks.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const at = (second: number) => new Date(Date.parse("2026-01-02T03:04:05Z") + second * 1000);

async function fails(work: Promise<unknown>, message: RegExp, verdict = "usage"): Promise<ProfileError> {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof ProfileError, String(error));
  assert.match(error.message, message);
  assert.equal(error.verdict, verdict);
  assert.ok(error.remedy);
  return error;
}

/** Runs with a run directory that has no log yet. */
async function withRun<T>(use: (run: string) => Promise<T>): Promise<T> {
  return await withFolder(async (run) => {
    await mkdir(join(run, "_logs"));
    return await use(run);
  });
}

test("startCapture() and stopCapture() keep a list that people can read, without names and secrets", async () => {
  await withRun(async (run) => {
    await startCapture(run, {
      slug: "mill",
      notes: "Ask jane.doe@example.com, token=shr-tok-5b1f0a7e",
      startedBy: "jdoe",
      now: at(0),
      id: "one",
    });
    await stopCapture(run, { now: at(9), notes: "it failed" });
    assert.equal(
      (await readFile(join(run, CAPTURES), "utf8")).replace(/Ask \S+,/, "Ask NAME,").replace(
        /by-\w{8}/,
        "by-HASH",
      ),
      `{
  "version": 1,
  "captures": [
    {
      "id": "one",
      "slug": "mill",
      "notes": "Ask NAME, token=[redacted]\\nit failed",
      "started_at": "2026-01-02T03:04:05.000Z",
      "started_by": "by-HASH",
      "ended_at": "2026-01-02T03:04:14.000Z"
    }
  ]
}
`,
    );
    assert.doesNotMatch(await readFile(join(run, CAPTURES), "utf8"), /doe|shr-tok/);
    assert.deepEqual(await readdir(join(run, "_logs")), ["profile.captures.json"]);
  });
});

test("startCapture() refuses a second open capture, an overlap and an id used twice", async () => {
  await withRun(async (run) => {
    await startCapture(run, { now: at(0), id: "one" });
    const error = await fails(startCapture(run, { now: at(80) }), /"one" is open since .* \(1 min\)/);
    assert.match(error.remedy ?? "", /record stop/);
    await stopCapture(run, { now: at(100) });
    await fails(startCapture(run, { now: at(99) }), /"one" ends later/);
    await fails(startCapture(run, { now: at(101), id: "one" }), /a capture "one" already/);
    await startCapture(run, { now: at(100) });
    assert.match((await listCaptures(run))[1]?.id ?? "", /^20260102T030545-[0-9a-f]{6}$/);
  });
});

test("stopCapture() says what is open, and asks when several are", async () => {
  await withRun(async (run) => {
    await fails(stopCapture(run, { now: at(0) }), /No capture is open/);
    await startCapture(run, { now: at(0), id: "one", slug: "mill" });
    const error = await fails(stopCapture(run, { now: at(1), capture: "other" }), /no open capture "other"/);
    assert.match(error.remedy ?? "", /"one" \(mill\)/);
    await stopCapture(run, { now: at(1), capture: "mill" });
    await fails(stopCapture(run, { now: at(2), capture: "one" }), /was stopped at 2026-01-02T03:04:06/);
    await startCapture(run, { now: at(5), id: "two" });
    const { ended_at } = await stopCapture(run, { now: at(4) });
    assert.equal(ended_at, at(5).toISOString(), "a clock put back");
  });
});

test("the list keeps what it does not know, and what is not ours is refused and left alone", async () => {
  await withRun(async (run) => {
    const file = join(run, CAPTURES);
    const known = { id: "a", started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:01Z" };
    const more = { version: 1, tool: { name: "x" }, captures: [{ ...known, colour: "red" }] };
    await writeFile(file, JSON.stringify(more));
    await startCapture(run, { now: at(0), id: "b" });
    const kept = JSON.parse(await readFile(file, "utf8"));
    assert.deepEqual(kept.tool, { name: "x" });
    assert.equal(kept.captures[0].colour, "red");
    const cases: [text: string, message: RegExp, place: string][] = [
      ["", /not JSON: the text ends/, "1:1"],
      ["recording since noon", /not JSON/, "1:1"],
      ["{}", /captures: is missing/, "1:1"],
      ["[]", /not valid/, "1:1"],
      ["a: b\ncaptures: []", /not JSON/, "1:1"],
      ['{"version": 1,\n "captures": [\n', /the text ends/, "3:1"],
      ['{"captures": [\n {"id": "a", "started_at": "noon"}]}', /is no moment/, "2:28"],
      ['{"captures": [\n {"started_at": "2026-01-01"}]}', /id: is missing/, "2:2"],
      ['{"version": 2}', /version 2/, ""],
      [
        `{"captures": [${JSON.stringify(known)},\n ${JSON.stringify({ ...known, id: "b" })}]}`,
        /overlap: "a" and "b"/,
        "2:2",
      ],
      [`{"captures": [${JSON.stringify(known)},\n ${JSON.stringify(known)}]}`, /two captures "a"/, "2:2"],
    ];
    for (const [text, message, place] of cases) {
      await writeFile(file, text);
      const works = [
        () => startCapture(run, { now: at(99) }),
        () => stopCapture(run, { now: at(99) }),
        () => listCaptures(run),
      ];
      for (const work of works) {
        const { position } = await fails(work(), message);
        assert.equal([position?.line, position?.column].filter(Boolean).join(":"), place, text);
      }
      assert.equal(await readFile(file, "utf8"), text);
    }
  });
});

test("captures of a run that is not there or is a file", async () => {
  await withFolder(async (folder) => {
    await fails(startCapture(join(folder, "no"), { now: at(0) }), /no run directory/);
    await fails(listCaptures(join(folder, "no")), /no run directory/);
    await writeFile(join(folder, "file"), "");
    await fails(stopCapture(join(folder, "file"), { now: at(0) }), /is not a folder/);
  });
});

test("startCapture() refuses a folder that is no run, and takes one that has no log yet", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "run"));
    const { remedy } = await fails(startCapture(folder, { now: at(0) }), /is no run: it has neither/);
    assert.match(remedy ?? "", /^Name the run directory/);
    assert.deepEqual(await readdir(folder), ["run"]);
    await writeFile(join(folder, "run/ron.nodb"), "{}");
    await startCapture(join(folder, "run"), { now: at(0) });
  });
});

/** Root may do everything; `tests/permission_test.ts` tries the same on the binary as another user. */
const testAsUser: (name: string, body: () => Promise<void>) => unknown = process.getuid?.() === 0
  ? () => {}
  : test;
testAsUser("captures of a run that is not writable", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "run/_logs"), { recursive: true });
    await chmod(join(folder, "run/_logs"), 0o500);
    await fails(startCapture(join(folder, "run"), { now: at(0) }), /not permitted/, "unavailable");
    await chmod(join(folder, "run/_logs"), 0o700);
  });
});

test("whatever is started and stopped when, at most one capture is open and none overlap", async () => {
  const Step = fc.record({ start: fc.boolean(), second: fc.integer({ min: 0, max: 20 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { maxLength: 12 }), async (steps) => {
      await withRun(async (run) => {
        let done = 0;
        for (const { start, second } of steps) {
          const work = start ? startCapture(run, { now: at(second) }) : stopCapture(run, { now: at(second) });
          await work.then(() => done++, (error) => assert.ok(error instanceof ProfileError));
        }
        const captures = await listCaptures(run);
        assert.ok(done === 0 || captures.length > 0);
        assert.ok(captures.filter(isOpen).length <= 1);
        const spans = captures.map(spanOf);
        assert.ok(spans.every(({ from }, index) => index === 0 || from >= (spans[index - 1]?.to ?? 0)));
      });
    }),
    { numRuns: 40 },
  );
});

test("two processes that start at the same time: one wins, the list is whole", async () => {
  await withRun(async (run) => {
    const script = join(run, "start.ts");
    const url = new URL("./marks.ts", import.meta.url).href;
    await writeFile(
      script,
      `import { startCapture } from ${JSON.stringify(url)};
       await startCapture(process.argv[2], { now: new Date() }).catch((error) => {
         if (!/is open since/.test(error.message)) throw error;
         process.exitCode = 9;
       });`,
    );
    const codes = await Promise.all([0, 1, 2].map(() =>
      new Promise<number | null>((resolve) => {
        const child = spawn(process.execPath, [
          "run",
          "-A",
          "--no-check",
          "--quiet",
          "--config",
          CONFIG,
          script,
          run,
        ], {
          stdio: ["ignore", "ignore", "inherit"],
        });
        child.on("close", resolve);
      })
    ));
    assert.deepEqual(codes.sort(), [0, 9, 9]);
    assert.equal((await listCaptures(run)).length, 1);
  });
});

test("addCapture() notes a capture once; checkCapture() says before whether it would overlap", async () => {
  await withRun(async (run) => {
    const one = { id: "one", startedAt: at(0), endedAt: at(9) };
    await checkCapture(join(run, "not-there-yet"), one);
    await addCapture(run, one);
    await addCapture(run, { ...one, endedAt: at(20) });
    await checkCapture(run, one);
    assert.deepEqual((await listCaptures(run)).map(({ ended_at }) => ended_at), [at(9).toISOString()]);
    const two = { id: "two", startedAt: at(9), endedAt: at(12) };
    await fails(checkCapture(run, two), /"two" overlaps "one"/);
    await fails(addCapture(run, two), /"two" overlaps "one"/);
  });
});

test("startCapture() names who started it with the key of the redactor", async () => {
  const startedBy = async (pseudonymKey: string) =>
    await withRun(async (run) => {
      const redactor = createRedactor({ pseudonymKey });
      return (await startCapture(run, { startedBy: "root", now: at(0), redactor })).started_by;
    });
  const own = await startedBy("k".repeat(40));
  assert.match(own ?? "", /^by-[0-9a-f]{8}$/);
  assert.equal(await startedBy("k".repeat(40)), own);
  assert.notEqual(await startedBy("l".repeat(40)), own);
});
