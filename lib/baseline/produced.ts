/** Whether a file of a recorded run was produced by its steps. */
import { volatileReason } from "../compare/volatile.ts";
import { writersOf } from "../endpoints/outputs.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import type { Redactor } from "../redact/redactor.ts";
import { LARGEST_KEPT } from "./pending.ts";
import type { FileTimes } from "./recorded_times.ts";

/** What is known of a recorded run. */
export interface RecordedRun {
  runDir: string;
  runId: string;
  /** Task to the ids of the steps that run it. */
  tasks: ReadonlyMap<string, readonly string[]>;
  /** What steps upload, by SHA-256 and by `<task>/<file name>`, to the first of them. */
  uploads: ReadonlyMap<string, string>;
  /** The recorded time on the clock of the files; undefined when their times say nothing. */
  times: FileTimes | undefined;
  redactor: Redactor;
}

/** A file that steps produced. */
export interface Produced {
  path: string;
  size: number;
  evidence: string[];
  /** The step that uploads a file of that name to where it lies. */
  uploadedBy?: string;
}

/** Shorter run ids may stand in any file. */
const SHORTEST_ID = 6;

/** The run id as it may be looked for in names and texts; undefined when it may stand anywhere. */
export function tellingId({ runId }: RecordedRun): string | undefined {
  return runId.length >= SHORTEST_ID ? runId : undefined;
}

/**
 * Why a file is produced by the steps, or why it is no candidate.
 *
 * @param path as in the run
 * @param changed when it was changed, milliseconds
 * @param clean its name holds no secret
 */
export function judgeFile(
  path: string,
  size: number,
  changed: number,
  run: RecordedRun,
  clean: boolean,
): string | Omit<Produced, "path" | "size"> {
  const { tasks, times, uploads } = run;
  const known = volatileReason(path);
  if (known !== undefined) return known;
  if (!isPlainRelative(path) || /[*?\p{Cc}]/u.test(path)) return "has a name that no comparison can say";
  if (!clean) return "has a name that holds a secret";
  const id = tellingId(run);
  if (id !== undefined && path.includes(id)) {
    return "has the run id in its name, another in every replay";
  }
  if (size === 0) return "is empty: there is nothing to compare";
  if (size > LARGEST_KEPT) return "is larger than 100 MB, which no baseline keeps";
  const writers = writersOf(path, tasks.keys());
  const steps = writers.flatMap((task) => tasks.get(task) ?? []);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [uploadedBy] = writers.flatMap((task) => uploads.get(`${task}/${name}`) ?? []);
  const written = steps.length === 0 ? [] : [`written by ${steps.slice(-3).join(", ")}`];
  const found = (evidence: string[]) => ({ evidence, ...(uploadedBy === undefined ? {} : { uploadedBy }) });
  if (times === undefined) {
    return written.length > 0 ? found(written) : "no recorded step is known to write it";
  }
  if (changed < times.from) return "is older than the recording";
  if (changed <= times.to) return found([...written, "changed in the recorded time"]);
  return written.length > 0
    ? found([...written, "changed again after the recorded part"])
    : "changed only after the recorded part";
}
