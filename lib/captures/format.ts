/**
 * `_logs/profile.captures.json`: windows of a run's audit log that somebody marked. WEPPcloud itself neither writes
 * nor reads it, so what lies there may be anybody's: it is checked whole before anything is believed or written.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { findJsonFault } from "../compare/json/fault.ts";
import { codeOf, messageOf, type Position, ProfileError } from "../errors.ts";
import { isInside } from "../files/inside.ts";
import { exists } from "../files/safe_path.ts";
import { isObject, parseJson } from "../model/json.ts";
import { parseYaml, type YamlSource } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";

const Moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), {
  message: "is no moment; use ISO 8601, for instance 2025-11-02T17:04:11Z",
});

/** One capture: a span of the audit log with what people said about it. Unknown keys are kept. */
export const Capture = z.looseObject({
  id: z.string().min(1),
  /** Name that the draft shall get. */
  slug: z.string().optional(),
  notes: z.string().optional(),
  started_at: Moment,
  /** Missing while the capture is open. */
  ended_at: Moment.nullish(),
  /** Pseudonym of who started it; never a name. */
  started_by: z.string().optional(),
  /** Browser sessions that the capture is about; missing: all. */
  sessions: z.array(z.string()).optional(),
});
export type Capture = z.infer<typeof Capture>;

/** The file itself. */
export const Captures = z.looseObject({
  version: z.literal(1).optional(),
  captures: z.array(Capture),
});
export type Captures = z.infer<typeof Captures>;

/** Path of the list below a run directory. */
export const CAPTURES = "_logs/profile.captures.json";

const REMEDY = "Mend the file or move it away; until then its run cannot be marked, and --from and --to " +
  "choose a part of the log";

/** A list behind a link that leads out of the run is none of its files. */
async function refuseOutside(file: string): Promise<void> {
  const run = dirname(dirname(file));
  if (!await exists(file) || await isInside(run, file)) return;
  throw new ProfileError("refused", `The list of captures is a link that leads out of ${run}`, {
    position: { file },
    remedy: "Put the file itself there, or take the link away",
  });
}

/** Path of the list of a run. */
export function capturesFile(runDir: string): string {
  return join(runDir, CAPTURES);
}

/** First and last moment in ms since 1970; an open capture reaches to Infinity. */
export function spanOf({ started_at, ended_at }: Capture): { from: number; to: number } {
  return { from: Date.parse(started_at), to: typeof ended_at === "string" ? Date.parse(ended_at) : Infinity };
}

/**
 * The list as it lies on disk.
 *
 * @param file path of the list
 * @returns undefined when there is no file
 * @throws ProfileError usage with the position when it is not ours, damaged, of a newer version, or holds captures
 *   that overlap; unavailable when it cannot be read
 */
export async function readCapturesFile(file: string): Promise<Captures | undefined> {
  let text: string;
  await refuseOutside(file);
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw new ProfileError(
      "unavailable",
      `Cannot read the list of captures: ${codeOf(error) ?? messageOf(error)}`,
      {
        position: { file },
        remedy: "Allow this user to read the file and the folders above it",
        cause: error,
      },
    );
  }
  return parseCaptures(text, file);
}

/**
 * The list from its text.
 *
 * @param file path for positions
 * @throws ProfileError usage, see {@link readCapturesFile}
 */
export function parseCaptures(text: string, file: string): Captures {
  const content = parseJson(text);
  if (content === undefined) {
    const { line, column, message } = findJsonFault(text);
    throw damaged(`is not JSON: ${message}`, { file, line, column });
  }
  const version = isObject(content) ? content["version"] : undefined;
  if (typeof version === "number" && version > 1) {
    throw new ProfileError(
      "usage",
      `The list of captures has version ${version}, this program reads version 1`,
      {
        position: { file },
        remedy: "Use a newer profile binary",
      },
    );
  }
  const parsed = Captures.safeParse(content);
  // JSON is YAML, and the YAML reader knows where everything stands.
  const source = () => parseYaml(file, text, "list of captures");
  if (!parsed.success) return explained(source());
  const fault = faultIn(parsed.data.captures);
  if (fault !== undefined) throw damaged(fault.words, source().locate(["captures", fault.index]));
  return parsed.data;
}

function explained(source: YamlSource): Captures {
  try {
    return validateYaml(source, Captures, "list of captures");
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new ProfileError("usage", error.message, {
      ...(error.position === undefined ? {} : { position: error.position }),
      others: [...error.others],
      remedy: REMEDY,
    });
  }
}

/** What is wrong between captures that are right one by one. */
function faultIn(captures: readonly Capture[]): { words: string; index: number } | undefined {
  for (const [index, capture] of captures.entries()) {
    const { from, to } = spanOf(capture);
    const name = JSON.stringify(capture.id);
    if (to < from) return { words: `says that capture ${name} ended before it started`, index };
    for (const other of captures.slice(0, index)) {
      if (other.id === capture.id) return { words: `names two captures ${name}`, index };
      const before = spanOf(other);
      if (from < before.to && before.from < to) {
        return { words: `holds captures that overlap: ${JSON.stringify(other.id)} and ${name}`, index };
      }
    }
  }
  return undefined;
}

function damaged(words: string, position: Position): ProfileError {
  return new ProfileError("usage", `The list of captures ${words}`, { position, remedy: REMEDY });
}
