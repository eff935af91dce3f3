/** Faults that the server can be told to have, by name. One entry of the table is one fault. */
import { ProfileError } from "../errors.ts";

/** Every fault with its default argument and what it does. */
export const FAULTS = {
  "failing-job": { arg: "build-soils", of: "task", about: "jobs of the task fail with a traceback" },
  "failing-child": {
    arg: "watershed",
    of: "child",
    about: "a child of run-wepp fails late: watershed or hillslope",
  },
  "endless-job": { arg: "build-soils", of: "task", about: "jobs of the task start and never end" },
  "no-worker": { arg: "", of: "nothing", about: "jobs stay queued" },
  "upload-401": {
    arg: "",
    of: "nothing",
    about: "uploads are answered 401 although the credentials are valid",
  },
  "session-expired": {
    arg: "12",
    of: "count",
    about: "sessions and tokens end once, after N authenticated requests",
  },
  "wrong-password": { arg: "", of: "nothing", about: "no login succeeds" },
  "mutation-500": { arg: "build-soils", of: "task", about: "requests for the task are answered 500" },
  "redirect-away": { arg: "", of: "nothing", about: "reports redirect to another host" },
  "api-off": {
    arg: "legacy",
    of: "generation",
    about: "one generation of the API is not there: legacy or rq-engine",
  },
  "job-unknown": { arg: "build-soils", of: "task", about: "polls of the task's job do not find it" },
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
 * @param tasks names of the tasks that the server has
 * @throws ProfileError `usage` for an unknown name, or an argument that would never strike
 */
export function parseFaults(asked: readonly string[], tasks: readonly string[]): Faults {
  const on = new Map<FaultName, string>();
  for (const text of asked) {
    const [name = "", ...rest] = text.split("=");
    if (!isFault(name)) {
      throw new ProfileError("usage", `The embedded server knows no fault "${name}"`, {
        remedy: `Use one of ${Object.keys(FAULTS).join(", ")}`,
      });
    }
    const arg = rest.length === 0 ? FAULTS[name].arg : plain(rest.join("="));
    checkArgument(name, arg, tasks.map(plain));
    on.set(name, arg);
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

/** A typing error in an argument must not look like a fault that did no harm. */
function checkArgument(name: FaultName, arg: string, tasks: string[]): void {
  const { of } = FAULTS[name];
  const known = {
    task: tasks,
    child: ["watershed", "hillslope", "run-wepp"],
    nothing: [""],
    count: [arg],
    generation: ["legacy", "rq-engine"],
  }[of];
  if (known.includes(arg)) return;
  throw new ProfileError("usage", `The fault ${name} does not know "${arg}"`, {
    remedy: of === "nothing" ? `It takes no argument` : `Use one of ${known.join(", ")}`,
  });
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
