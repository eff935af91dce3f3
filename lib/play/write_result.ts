/** Reports and the end of the log. A result that cannot be written is no pass, whatever was found. */
import { join } from "node:path";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { EXIT_CODES, strongest } from "../model/exit.ts";
import { storedReport } from "../report/clean.ts";
import { REPORTERS } from "../report/registry.ts";
import { resultFiles } from "../report/result_files.ts";
import { cannotWrite } from "./cannot_write.ts";
import { diagnosisLines, summaryLines } from "./lines.ts";
import { playSummary } from "./outcome.ts";
import { rerunCommand } from "./rerun.ts";
import type { PlayState } from "./state.ts";

/**
 * Writes the result and ends the log; when that fails the report says so, and the verdict is no pass any more.
 *
 * @throws what could not be written
 */
export async function writeResult(state: PlayState): Promise<void> {
  const { report, options } = state;
  await writeReports(state, true);
  try {
    for (
      const line of [
        ...summaryLines(storedReport(report, options.redactor, options.dataRoot)),
        report.summary,
      ]
    ) {
      state.log.write(line);
    }
  } catch (error) {
    refuseUnwritten(state, error);
    throw error;
  }
}

/**
 * Writes the reports alone, as the play stands; they can be written again.
 *
 * @param last also those that show what lies beside the report
 * @throws what could not be written
 */
export async function writeReports(state: PlayState, last = false): Promise<void> {
  const { report, options } = state;
  for (const { name, file } of REPORTERS) {
    if (file !== undefined) report.artifacts[name] = join(state.resultDir, file);
  }
  const rerun = rerunCommand(report, options);
  if (rerun !== undefined) report.rerun = rerun;
  if (report.verdict !== "passed") {
    report.diagnosis = diagnosisLines(storedReport(report, options.redactor, options.dataRoot));
  }
  try {
    const clean = storedReport(report, options.redactor, options.dataRoot);
    const files = resultFiles(state.resultDir, state.resultDir);
    for (const reporter of REPORTERS) {
      if (reporter.file === undefined || (reporter.last === true && !last)) continue;
      const path = join(state.resultDir, reporter.file);
      await writeAtomic(path, await reporter.render([clean], undefined, [files])).catch((error: unknown) => {
        throw cannotWrite(path, error);
      });
    }
  } catch (error) {
    refuseUnwritten(state, error);
    throw error;
  }
}

/** What belongs to the result and cannot be written makes the result one that is not there. */
export async function asResult(state: PlayState, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    const path = error instanceof Error && "path" in error ? String(error.path) : state.resultDir;
    if (codeOf(error) !== undefined) refuseUnwritten(state, cannotWrite(path, error));
    throw error;
  });
}

/** The verdict of a play whose result is not on the disk. */
function refuseUnwritten({ report, options }: PlayState, error: unknown): void {
  const known = error instanceof ProfileError ? error : undefined;
  report.error ??= {
    message: messageOf(error),
    ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
  };
  report.verdict = strongest([report.verdict, known?.verdict ?? "internal"]);
  report.exit_code = EXIT_CODES[report.verdict];
  report.summary = playSummary(report.verdict, { ...report, compare: options.compare });
}
