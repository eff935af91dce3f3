/** Runs a step's job directly by the configured command, where a profile needs no queue (`rq_required: false`). */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonValue } from "../../model/json.ts";
import type { StepReport } from "../../model/report.ts";
import { formatDuration } from "../../text/duration.ts";
import { type CommandValues, fillWords } from "./command_words.ts";
import { type CommandEnd, runCommand } from "../../programs/run_command.ts";

/** How jobs are run directly. */
export interface JobRunner {
  /** Words of the command, templates in them. */
  words: readonly string[];
  /** Where the payload is written. */
  scratchDir: string;
  cwd: string;
  env: Record<string, string | undefined>;
  signal: AbortSignal;
  /** A line of its output, for the log. */
  log: (line: string) => void;
}

/** So many lines of output stand in the report of a job that failed. */
const SHOWN = 40;

/**
 * Runs a job and reports it as the step.
 *
 * @param payload filled in; written as JSON into `{{payload_file}}`
 * @param timeout ms
 */
export async function runJobCommand(
  step: { id: string; job: string },
  payload: JsonValue,
  values: Omit<CommandValues, "job" | "payload_file">,
  timeout: number,
  runner: JobRunner,
): Promise<StepReport> {
  const file = join(runner.scratchDir, `${step.id}.payload.json`);
  await writeFile(file, JSON.stringify(payload));
  const job = step.job.replace(/^tasks\./, "");
  const words = fillWords(runner.words, { ...values, job, payload_file: file });
  const command = words.map((word) => /^[\w@%+=:,./;-]+$/.test(word) ? word : JSON.stringify(word)).join(" ");
  const tail: string[] = [];
  const began = performance.now();
  const onLine = (line: string) => {
    runner.log(line);
    tail.push(line);
    if (tail.length > SHOWN) tail.shift();
  };
  const { cwd, env, signal } = runner;
  const end = await runCommand(words, { cwd, env, signal, timeout, onLine });
  const failure = failureOf(end, words[0] ?? "", timeout);
  const state = failure === undefined ? "finished" : end.how === "late" ? "stopped" : "failed";
  return {
    id: step.id,
    action: "enqueue_rq",
    command,
    // A program that is not there says nothing about the server that is tested.
    verdict: failure === undefined ? "passed" : end.how === "not-started" ? "error" : "failed",
    expected: { exit_code: 0 },
    actual: { exit_code: end.how === "exited" ? end.code : null },
    timings: { total: 0, waited: performance.now() - began },
    job: {
      job_id: job,
      status: state,
      ...(failure === undefined ? {} : { tree: [`${job}  ${state}  ${command}`] }),
      ...(failure === undefined || tail.length === 0 ? {} : { traceback: tail.join("\n") }),
    },
    failures: failure === undefined ? [] : [failure],
  };
}

function failureOf(end: CommandEnd, program: string, timeout: number): string | undefined {
  switch (end.how) {
    case "exited":
      return end.code === 0 ? undefined : `the job command ended with exit code ${end.code}`;
    case "killed":
      return `the job command was ended by ${end.signal}`;
    case "late":
      return `the job command was not done after its limit of ${formatDuration(timeout)} and was ended`;
    case "not-started":
      return `the job command could not be started: ${program}: ${end.why}`;
  }
}
