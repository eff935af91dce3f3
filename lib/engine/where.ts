/** Where a call of the library works, and its surroundings for as long as it takes. */
import process from "node:process";
import { resolve } from "node:path";
import { findDataRoot, playbackRoot } from "../settings/data_root.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where a call works. Everything has a default, as on the command line. */
export interface Where {
  /** Folder that holds `profiles/`; default: `PROFILE_DATA_ROOT`, else the nearest one upwards from `cwd`. */
  dataRoot?: string | undefined;
  /** Folder that relative paths are taken from; default: that of the process. */
  cwd?: string | undefined;
  /** Environment with logins and secrets; default: that of the process. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Stops the work; what was begun is ended in order. */
  signal?: AbortSignal | undefined;
  /** Told of progress, notes and warnings, a line at a time and without secrets; default: nobody is. */
  onLine?: ((line: string) => void) | undefined;
}

/** Like {@link Where}, for what needs no data root. */
export type WhereFree = Omit<Where, "dataRoot">;

/**
 * Does work in the surroundings that a caller named, and what must be done at its end, however it ends.
 *
 * @param free true for what works without a data root: the built-in rules redact where there is none
 * @throws ProfileError usage when there is no data root, or its configuration is not valid
 */
export async function inPlace<T>(
  where: Where,
  work: (place: Surroundings) => Promise<T>,
  { free = false }: { free?: boolean } = {},
): Promise<T> {
  const { place, end } = await openPlace(where, free);
  try {
    return await work(place);
  } finally {
    await end();
  }
}

/** The surroundings, for work whose end is not that of one call; `end` does what must be done then. */
export async function openPlace(
  where: Where,
  free = false,
): Promise<{ place: Surroundings; end: () => Promise<void> }> {
  const { redactorOf } = await import("../settings/redaction.ts");
  const cwd = resolve(where.cwd ?? ".");
  const env = where.env ?? process.env;
  const named = where.dataRoot ?? env["PROFILE_DATA_ROOT"] ?? playbackRoot(env);
  const root = await findDataRoot(named, cwd).catch((error: unknown) => {
    if (free && named === undefined) return undefined;
    throw error;
  });
  const tell = where.onLine ?? (() => {});
  const redactor = await redactorOf({ dataRoot: root, env, warn: (text) => tell(`warning: ${text}`) });
  const line = (text = "") => tell(redactor.text(text));
  const atEnd: (() => Promise<void>)[] = [];
  const place: Surroundings = {
    cwd,
    env,
    dataRoot: () => root === undefined ? findDataRoot(named, cwd) : Promise.resolve(root),
    out: { redactor, line, warn: line },
    atEnd: (task) => void atEnd.push(task),
    signal: where.signal ?? new AbortController().signal,
  };
  const end = async () => {
    for (const task of atEnd) await task();
  };
  return { place, end };
}
