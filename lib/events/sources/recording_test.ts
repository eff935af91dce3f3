import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { openSource } from "./mod.ts";

const LOG = "_logs/profile.events.jsonl";

test("openSource() takes the only run of a recording, or the one that is named", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      [`one/runs/ample-otter/${LOG}`]: "",
      "one/runs/stray/x": "",
      [`two/runs/a;;b/${LOG}`]: "",
      [`two/runs/ample-otter/${LOG}`]: "",
      [`two/runs/ample-otter/_logs/bodies/x`]: "",
    });
    const opened = async (path: string, run?: string) => {
      const { kind, log } = await openSource(join(folder, path), { run });
      return `${kind} ${log.slice(folder.length + 1)}`;
    };
    assert.equal(await opened("one"), `recording one/runs/ample-otter/${LOG}`);
    assert.equal(await opened("one", "ample-otter"), `recording one/runs/ample-otter/${LOG}`);
    assert.equal(await opened("two", "a;;b"), `recording two/runs/a;;b/${LOG}`);
    assert.equal(await opened("two/runs/ample-otter"), `run directory two/runs/ample-otter/${LOG}`);
    assert.equal(
      await opened("two/runs/ample-otter", "ample-otter"),
      `run directory two/runs/ample-otter/${LOG}`,
    );
    await assert.rejects(opened("two"), /several runs: a;;b, ample-otter/);
    await assert.rejects(opened("two", "ample-oter"), /no run "ample-oter"/);
    await assert.rejects(opened("one", "other"), /no run "other"/);
    await assert.rejects(opened("two/runs/ample-otter", "other"), /--run cannot pick/);
  });
});

test("openSource() takes the run that has the capture, when just one has it", async () => {
  await withFolder(async (folder) => {
    const marks = (...slugs: string[]) =>
      JSON.stringify({
        version: 1,
        captures: slugs.map((slug, index) => ({
          id: `${slug}-id`,
          slug,
          started_at: `2026-01-0${index + 1}T00:00:00Z`,
          ended_at: `2026-01-0${index + 1}T01:00:00Z`,
        })),
      });
    await writeFiles(folder, {
      [`runs/ample-otter/${LOG}`]: "",
      [`runs/ample-otter/_logs/profile.captures.json`]: marks("mill", "both"),
      [`runs/zesty-fox/${LOG}`]: "",
      [`runs/zesty-fox/_logs/profile.captures.json`]: marks("both"),
    });
    const opened = async (capture: string) =>
      (await openSource(folder, { capture })).log.slice(folder.length + 1);
    assert.equal(await opened("mill"), `runs/ample-otter/${LOG}`);
    assert.equal(await opened("mill-id"), `runs/ample-otter/${LOG}`);
    await assert.rejects(opened("both"), /several runs: ample-otter, zesty-fox/);
    await assert.rejects(opened("other"), /several runs/);
    const only = async () => (await openSource(folder, { onlyCapture: true })).log.slice(folder.length + 1);
    const asked = (error: unknown) =>
      error instanceof ProfileError &&
      /--run ample-otter, or a capture: --capture mill/.test(error.remedy ?? "");
    await assert.rejects(only(), asked);
    await writeFiles(folder, { [`runs/ample-otter/_logs/profile.captures.json`]: '{"captures": []}' });
    assert.equal(await only(), `runs/zesty-fox/${LOG}`);
    await assert.rejects(openSource(folder), /several runs/);
  });
});
