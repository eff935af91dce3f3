/** A recording of our own (`record proxy`, `record import`): a folder with `runs/<run id>/`, one for each run. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { capturesFile, readCapturesFile } from "../../captures/format.ts";
import { endedCaptures } from "../../captures/window.ts";
import { ProfileError } from "../../errors.ts";
import { AUDIT_LOG } from "../../model/event.ts";
import { closest } from "../../text/closest.ts";
import { shellWord } from "../../text/shell_word.ts";
import { runDirectory } from "./run_dir.ts";
import { kindOfPath, type SourceKind } from "./source.ts";

const LISTED = 10;

export const recording: SourceKind = {
  kind: "recording",
  async open(path, found, { run, capture, onlyCapture } = {}) {
    const runs = join(path, "runs");
    if (found !== "folder" || await kindOfPath(runs) !== "folder") return undefined;
    const names = await runsIn(runs);
    if (names.length === 0) return undefined;
    const meant = run !== undefined
      ? names.filter((name) => isRun(name, run))
      : names.length > 1 && capture !== undefined
      ? await withCapture(runs, names, capture)
      : names;
    const ended = meant.length > 1 ? await endedIn(runs, meant) : [];
    const [name, ...others] = onlyCapture === true && ended.length === 1
      ? ended.map((one) => one.name)
      : meant;
    if (name === undefined || others.length > 0) {
      const [first] = capture === undefined ? ended : [];
      refuse(path, others.length > 0 ? meant : names, run, first?.capture);
    }
    const opened = await runDirectory.open(join(runs, name), "folder");
    return opened === undefined ? undefined : { ...opened, kind: this.kind };
  },
};

async function runsIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && await runDirectory.open(join(folder, entry.name), "folder") !== undefined) {
      names.push(entry.name);
    }
  }
  return names.sort();
}

/** The runs in which the capture is marked. */
async function withCapture(folder: string, names: readonly string[], capture: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const marks = await readCapturesFile(capturesFile(join(folder, name)));
    if (marks?.captures.some(({ id, slug }) => id === capture || slug === capture)) found.push(name);
  }
  return found;
}

/** The captures of the runs that have ended, each with the name of its run. */
async function endedIn(
  folder: string,
  names: readonly string[],
): Promise<{ name: string; capture: string }[]> {
  const found = await Promise.all(names.map(async (name) => {
    const captures = await endedCaptures(join(folder, name, AUDIT_LOG));
    return captures.map((capture) => ({ name, capture }));
  }));
  return found.flat();
}

/** A run's folder has its id as name, encoded where the id could not be one. */
function isRun(name: string, run: string | undefined): boolean {
  return run !== undefined && (name === run || name === encodeURIComponent(run));
}

/** @param capture one that could be named in place of a run */
function refuse(path: string, names: string[], run: string | undefined, capture?: string): never {
  const position = { file: path };
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  const listed = `${names.slice(0, LISTED).join(", ")}${more}`;
  if (run === undefined) {
    throw new ProfileError("usage", `The recording holds several runs: ${listed}`, {
      position,
      remedy: `Name one of them, for instance --run ${names[0]}${
        capture === undefined ? "" : `, or a capture: --capture ${shellWord(capture)}`
      }`,
    });
  }
  const near = closest(run, names);
  throw new ProfileError("usage", `The recording holds no run "${run}"`, {
    position,
    remedy: near === undefined ? `Runs in it: ${listed}` : `Did you mean "${near}"? Runs in it: ${listed}`,
  });
}
