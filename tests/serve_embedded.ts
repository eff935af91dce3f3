/**
 * The embedded WEPPcloud alone, in a process of its own with disk roots of its own: what a play cannot reach then, it has to
 * ask for. Prints the base URL, serves until it is killed.
 *
 * Words: `--playback-run-root DIR --runs-root DIR [--fault NAME[=ARG]]…`
 */
import { appendFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { startEmbedded } from "../lib/embedded/mod.ts";

const { values } = parseArgs({
  options: {
    "playback-run-root": { type: "string" },
    "runs-root": { type: "string" },
    "fault": { type: "string", multiple: true },
    "drift": { type: "string", multiple: true },
    /** File for one line of JSON a request. */
    "log": { type: "string" },
  },
});
const log = values.log;
const server = await startEmbedded({
  playbackRunRoot: values["playback-run-root"] ?? "",
  runsRoot: values["runs-root"] ?? "",
  faults: values.fault ?? [],
  drift: Object.fromEntries(
    (values.drift ?? []).map((one) => [one.split("=")[0], Number(one.split("=")[1])]),
  ),
  pollLimit: null,
  // As on a server for users: what a play made there stays.
  testSupport: false,
  ...log === undefined ? {} : { onRequest: (entry) => appendFileSync(log, `${JSON.stringify(entry)}\n`) },
});
process.stdout.write(`${server.baseUrl}\n`);
