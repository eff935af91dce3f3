/** Faults that the server can be told to have, by name. One entry of the table is one fault. */
import { ProfileError } from "../errors.ts";

/** Every fault with its default argument and what it does. */
export const FAULTS = {
  "failing-job": { arg: "build-soils", about: "jobs of the task fail with a traceback" },
  "failing-child": { arg: "watershed", about: "a child of run-wepp fails late: watershed or hillslope" },
  "endless-job": { arg: "build-soils", about: "jobs of the task start and never end" },
  "no-worker": { arg: "", about: "jobs stay queued" },
  "upload-401": { arg: "", about: "uploads are answered 401 although the credentials are valid" },
  "session-expired": { arg: "12", about: "sessions and tokens end once, after N authenticated requests" },
  "wrong-password": { arg: "", about: "no login succeeds" },
  "mutation-500": { arg: "build-soils", about: "requests for the task are answered 500" },
  "redirect-away": { arg: "", about: "reports redirect to another host" },
  "job-unknown": { arg: "build-soils", about: "polls of the task's job do not find it" },
} as const;

/** Name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** The faults of a running server. */
export interface Faults {
  /** True when the fault is on and, if it is about a task, means this task. */
  hits(name: FaultName, task?: string): boolean;
  /** Counts an authenticated request; true exactly once, when all sessions must end. */
  endsSessions(): boolean;
}

/**
 * The faults that were asked for.
 *
 * @param asked `NAME` or `NAME=ARG`; tasks may be written with hyphens or underscores
 * @throws ProfileError `usage` for an unknown name
 */
export function parseFaults(asked: readonly string[] = []): Faults {
  const on = new Map<FaultName, string>();
  for (const text of asked) {
    const [name = "", ...rest] = text.split("=");
    if (!isFault(name)) {
      throw new ProfileError("usage", `The embedded server knows no fault "${name}"`, {
        remedy: `Use one of ${Object.keys(FAULTS).join(", ")}`,
      });
    }
    on.set(name, rest.length === 0 ? FAULTS[name].arg : plain(rest.join("=")));
  }
  const patience = patienceOf(on.get("session-expired"));
  let authenticated = 0;
  return {
    hits: (name, task) => {
      const arg = on.get(name);
      return arg !== undefined && (task === undefined || arg === "" || arg === plain(task));
    },
    endsSessions: () => patience !== undefined && authenticated++ === patience,
  };
}

function patienceOf(arg: string | undefined): number | undefined {
  if (arg === undefined) return undefined;
  const count = Number(arg);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new ProfileError("usage", `The fault session-expired takes a number of requests, not "${arg}"`, {
    remedy: "For instance session-expired=5",
  });
}

function plain(task: string): string {
  return task.toLowerCase().replaceAll("_", "-");
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
