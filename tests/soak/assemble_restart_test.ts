/** Every recording: streaming, batch, and both with `kill -9` at ten random moments give the same draft. */
import { test } from "node:test";
import { sharedData } from "../shared_data.ts";
import { runDirs, sameHowever } from "../streaming.ts";
import { rounds } from "./counts.ts";

const SIDE_BY_SIDE = 3;

test("assemble and assemble --follow give the same draft of every recording, killed ten times or never", async () => {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const runs = await runDirs(recordings);
  const kills = rounds(10);
  const left = kills === 10 ? [...runs] : runs.slice(0, 1);
  // Much of it is waiting, so several go side by side.
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let run = left.shift(); run !== undefined; run = left.shift()) await sameHowever(run, kills);
  }));
  console.log(`assemble: ${runs.length} recordings, ${kills} kills each way`);
});
