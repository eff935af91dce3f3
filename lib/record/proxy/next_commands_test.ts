import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { assembleCommands } from "./next_commands.ts";

/** A list with a capture for each hour: slug, or null for one without; a `*` marks one that is open. */
function marks(...slugs: (string | null)[]): string {
  const captures = slugs.map((slug, hour) => ({
    id: `${slug?.replace("*", "") ?? "none"}-${hour}`,
    ...(slug === null ? {} : { slug: slug.replace("*", "") }),
    started_at: `2026-01-01T0${hour}:00:00Z`,
    ...(slug?.endsWith("*") === true ? {} : { ended_at: `2026-01-01T0${hour}:30:00Z` }),
  }));
  return JSON.stringify({ version: 1, captures });
}

/** The commands for runs with these lists, without what they have in common. */
async function commands(
  runs: Record<string, string | undefined>,
  of = Object.keys(runs),
  capture?: string,
): Promise<string[]> {
  return await withFolder(async (out) => {
    for (const [name, list] of Object.entries(runs)) {
      const file = list === undefined ? "profile.events.jsonl" : "profile.captures.json";
      await writeFiles(out, { [`runs/${name}/_logs/${file}`]: list ?? "" });
    }
    const found = await assembleCommands({
      out,
      shown: "my session",
      runs: of.map((name) => join(out, "runs", name)),
      ...(capture === undefined ? {} : { capture }),
    });
    return found.map((command) => {
      assert.ok(command.startsWith("profile assemble 'my session'"), command);
      return command.slice("profile assemble 'my session'".length).trim();
    });
  });
}

test("assembleCommands() names the captures of a run, else the run where there are several", async () => {
  assert.deepEqual(await commands({ a: undefined }), [""]);
  assert.deepEqual(await commands({ a: undefined, b: undefined }), ["--run a", "--run b"]);
  assert.deepEqual(await commands({ a: undefined, b: undefined }, ["b"]), ["--run b"]);
  assert.deepEqual(await commands({ a: marks("mill", "dam") }), ["--capture mill", "--capture dam"]);
  assert.deepEqual(await commands({ a: marks("mill"), b: undefined }), ["--capture mill", "--run b"]);
  assert.deepEqual(await commands({ a: marks("mill", "dam") }, ["a"], "dam-1"), ["--capture dam"]);
});

test("assembleCommands() gives what assemble understands: an id for a slug used again, the run for one in two", async () => {
  assert.deepEqual(await commands({ a: marks("mill", "mill", null) }), [
    "--capture mill-0",
    "--capture mill",
    "--capture none-2",
  ]);
  assert.deepEqual(await commands({ a: marks("mill"), b: marks("mill") }), [
    "--run a --capture mill",
    "--run b --capture mill",
  ]);
  assert.deepEqual(await commands({ a: marks("mill*") }), [""], "an open capture is not confirmed");
  assert.deepEqual(await commands({ a: "{" }), [""], "a damaged list");
});
