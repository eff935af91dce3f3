/** One play: prepare, steps, judge, settle. Halts at the first failure. */
import type { Report } from "../model/report.ts";
import { derivedWords } from "../profiles/derived.ts";
import { stepsHash } from "../profiles/steps_hash.ts";
import { makeResultDir } from "../results/folder.ts";
import { partWords, settleHoles } from "./holes.ts";
import { judge } from "./judge.ts";
import type { PlayOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import { noteBegin, removeOldScratch, restoreValues } from "./resume/keep.ts";
import { sayContinued } from "./resume/words.ts";
import { settle } from "./settle.ts";
import { PlayState } from "./state.ts";
import { playAllSteps } from "./steps.ts";
import { refuseTarget } from "./then/fork.ts";
import { runThen } from "./then/run.ts";
import { userNotes } from "./users.ts";

/**
 * Plays a profile and writes its result.
 *
 * @returns the report; its verdict is the truth about this play. Errors that stop the play are in it.
 * @throws ProfileError refused for holes, unavailable when the result cannot be written
 */
export async function play(options: PlayOptions): Promise<Report> {
  if (options.loaded.holes.length > 0) settleHoles(options.loaded, "refuse");
  const startedAt = options.now();
  const { loaded: { profile, seedDir }, onProgress } = options;
  const stepsSha256 = await stepsHash(profile, seedDir, onProgress);
  const resultDir = await makeResultDir(options.dataRoot, options.loaded.profile.metadata.slug, startedAt);
  const state = new PlayState(options, startedAt, resultDir, stepsSha256);
  const error = await playSteps(state).then(() => undefined, (thrown: unknown) => thrown);
  await settle(state, error);
  return state.report;
}

/** A play of a recording as it is, or of a part, says so in its report. */
function sayWhatIsPlayed(state: PlayState): void {
  const { loaded: { derived }, part } = state.options;
  if (derived !== undefined) state.note(derivedWords(derived));
  const words = part === undefined ? undefined : partWords(part);
  if (words !== undefined) state.note(words);
  sayContinued(state);
}

async function playSteps(state: PlayState): Promise<void> {
  state.at({ kind: "task", task: "check" });
  sayWhatIsPlayed(state);
  await noteBegin(state);
  await removeOldScratch(state);
  const context = await prepare(state);
  await refuseTarget(state.options, context.runId);
  restoreValues(state);
  for (const line of userNotes(state.options.loaded.profile, state.access?.users)) {
    state.report.notes.push(line);
    state.say(`warning: ${line}`, "step");
  }
  const { chosen } = state.options;
  if (!await playAllSteps(state, context) || chosen?.reachesEnd === false) return;
  await judge(state);
  await runThen(state, context);
}
