/** The built binary: a recording gives the same draft, however it is read. All recordings are in the soak runs. */
import { test } from "node:test";
import { sharedData } from "./shared_data.ts";
import { runDirs, sameHowever } from "./streaming.ts";

test("assemble --follow, assemble, and both killed on the way give the same draft", async () => {
  const recordings = sharedData();
  if (recordings === undefined) return;
  for (const run of (await runDirs(recordings)).filter((path) => /v2\/messy|v5\/sbs/.test(path))) {
    await sameHowever(run, 2);
  }
});
