/** Runs the program of a notice. Whatever becomes of it is a sentence, never an error: the plays have their verdict. */
import { plainEnv } from "../programs/plain_env.ts";
import { type CommandEnd, runCommand } from "../programs/run_command.ts";
import { formatDuration } from "../text/duration.ts";

/** What running it needs. */
export interface NoticeRun {
  cwd: string;
  /** Of this process; secrets are left out. */
  env: Readonly<Record<string, string | undefined>>;
  /** What the program is told, by name. */
  told: Readonly<Record<string, string>>;
  /** Ms. */
  timeout: number;
  signal: AbortSignal;
  /** File with the notice: its standard input. */
  input?: string;
  /** A line of its output. */
  onLine: (line: string) => void;
}

/**
 * Runs it to its end, or for as long as it may.
 *
 * @returns why it was not done; undefined when all is well
 */
export async function runNotice(words: readonly string[], options: NoticeRun): Promise<string | undefined> {
  const { env, told, timeout, onLine, ...rest } = options;
  const program = words[0] ?? "";
  let said = "";
  try {
    const end = await runCommand(words, {
      ...rest,
      timeout,
      env: { ...plainEnv(env), ...told },
      onLine: (line) => {
        if (line.trim() !== "") said = line;
        onLine(line);
      },
    });
    const fault = faultOf(end, program, timeout);
    return fault === undefined || said === "" ? fault : `${fault}: ${said}`;
  } catch (error) {
    if (options.signal.aborted) return `${program} was stopped with this command`;
    throw error;
  }
}

function faultOf(end: CommandEnd, program: string, timeout: number): string | undefined {
  switch (end.how) {
    case "exited":
      return end.code === 0 ? undefined : `${program} ended with exit code ${end.code}`;
    case "killed":
      return `${program} was ended by ${end.signal}`;
    case "late":
      return `${program} was not done after ${formatDuration(timeout)} and was ended`;
    case "not-started":
      return `${program} cannot be run (${end.why})`;
  }
}
