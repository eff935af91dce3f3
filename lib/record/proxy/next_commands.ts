/** What to type after a session: one command for each capture, or for each run that has none. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Capture, capturesFile, readCapturesFile } from "../../captures/format.ts";
import { captureName } from "../../captures/window.ts";
import { shellWord } from "../../text/shell_word.ts";

/** Which commands are wanted. */
export interface WantedCommands {
  /** Folder of the recording. */
  out: string;
  /** The same as the user types it. */
  shown: string;
  /** Folders of the runs that are meant. */
  runs: readonly string[];
  /** Only this capture, by its id. */
  capture?: string;
}

/** A run of a recording, by the name of its folder. */
interface MarkedRun {
  name: string;
  captures: Capture[];
}

/** Commands that assemble runs of a recording: each takes what it says, also beside further runs and captures. */
export async function assembleCommands({ out, shown, runs, capture }: WantedCommands): Promise<string[]> {
  const all = await runsIn(join(out, "runs"));
  const meant = new Set(runs.map((dir) => basename(dir)));
  const commands = all.filter(({ name }) => meant.has(name)).flatMap((run) => {
    const words = (words: string, isAlone: boolean) =>
      `profile assemble ${shellWord(shown)}${isAlone ? "" : ` --run ${shellWord(run.name)}`}${words}`;
    const ended = run.captures.filter(({ ended_at }) => typeof ended_at === "string");
    const wanted = ended.filter(({ id }) => capture === undefined || id === capture);
    if (ended.length === 0) return [words("", all.length === 1)];
    return wanted.map((one) => {
      const name = captureName(one, run.captures);
      const others = all.filter((other) => other !== run).flatMap(({ captures }) => captures);
      return words(
        ` --capture ${shellWord(name)}`,
        others.every(({ id, slug }) => id !== name && slug !== name),
      );
    });
  });
  return commands;
}

/** A list that cannot be read names no capture here; whoever needs it says what is wrong with it. */
async function runsIn(folder: string): Promise<MarkedRun[]> {
  const names = (await readdir(folder).catch(() => [])).sort();
  return await Promise.all(names.map(async (name) => {
    const list = await readCapturesFile(capturesFile(join(folder, name))).catch(() => undefined);
    return { name, captures: list?.captures ?? [] };
  }));
}
