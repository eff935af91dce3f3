/** Suggestions against the truth: recordings with values, assembled as if a current server had withheld them. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { sharedData } from "../../../tests/shared_data.ts";
import { holePaths } from "../../model/hole_paths.ts";
import { isObject } from "../../model/json.ts";
import { Hole, type Step } from "../../model/profile.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { assemble } from "../assemble.ts";
import { stepsOf } from "../testing/draft.ts";
import { withheldCopy } from "../testing/withheld.ts";

/** Every suggestion with what was really sent. */
async function judged(
  recordings: string,
  name: string,
): Promise<{ field: string; suggested: unknown; sent: unknown; from: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), "profile-suggest-"));
  try {
    const [group = ""] = await readdir(join(recordings, name, "runs"));
    const [run = ""] = await readdir(join(recordings, name, "runs", group));
    const runDir = join(recordings, name, "runs", group, run);
    const options = { dataRoot: folder, holes: "keep" as const, now: new Date(0) };
    const redactor = () => createRedactor();
    const known = await assemble({ ...options, source: runDir, name: "known", redactor: redactor() });
    const copy = await withheldCopy(runDir, folder);
    const bare = await assemble({ ...options, source: copy, name: "bare", redactor: redactor() });
    const truth = await stepsOf(known);
    const steps = await stepsOf(bare);
    assert.deepEqual(steps.map(({ id }) => id), truth.map(({ id }) => id));
    return steps.flatMap((step, index) => suggestionsOf(step, truth[index]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function suggestionsOf(step: Step, truth: Step | undefined) {
  return holePaths(step).flatMap(({ path, hole: { suggestion } }) => {
    if (suggestion === undefined) return [];
    let sent: unknown = truth;
    for (const key of path) sent = isObject(sent) ? sent[key] : undefined;
    return [{
      field: `${step.id}.${path.join(".")}`,
      suggested: suggestion.value,
      sent,
      from: suggestion.from,
    }];
  });
}

/** Equal, or the same number in other digits: a state does not keep how a number was written. */
function isSame(suggested: unknown, sent: unknown): boolean {
  const numbers = [suggested, sent].every((value) =>
    typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
  );
  return numbers ? Number(suggested) === Number(sent) : isDeepStrictEqual(suggested, sent);
}

test("assemble() suggests what was sent, and nothing else", async () => {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const least = {
    "v2/us-small": 35,
    "v3-bodies/us-small": 34,
    "v2/sbs-reupload": 25,
    "v2/messy": 22,
    "v3-bodies/messy": 21,
  };
  for (const [name, count] of Object.entries(least)) {
    const found = await judged(recordings, name);
    const wrong = found.filter(({ suggested, sent }) => !(sent instanceof Hole) && !isSame(suggested, sent));
    assert.deepEqual(wrong, [], name);
    assert.ok(found.length >= count, `${name}: ${found.length}`);
  }
});
