/** Faults that the server can be told to have, by name. One entry of the table is one fault. */
import { ProfileError } from "../errors.ts";
import { meant } from "../text/closest.ts";

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
  "no-hello-world": {
    arg: "",
    of: "nothing",
    about: "the trivial job hello-world is not there, as on old servers",
  },
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
  "renewal-fails": {
    arg: "12",
    of: "count",
    about: "sessions and tokens end after N authenticated requests, and no login succeeds any more",
  },
  "login-off": { arg: "", of: "nothing", about: "the login page offers other services only" },
  "login-no-csrf": { arg: "", of: "nothing", about: "the login page holds no CSRF token" },
  "upload-403": { arg: "", of: "nothing", about: "uploads are answered 403" },
  "foreign-token": { arg: "", of: "nothing", about: "session tokens are those of another run" },
  "html-answer": { arg: "build-soils", of: "task", about: "the task answers 200 with an HTML page" },
  "legacy-failure": { arg: "build-soils", of: "task", about: "the task answers 200 with Success: false" },
  "mutation-500-once": {
    arg: "build-soils",
    of: "task",
    about: "the first request for the task is answered 500",
  },
  "mutation-reset": { arg: "build-soils", of: "task", about: "the task is done, then the connection breaks" },
  "mutation-cut": { arg: "build-soils", of: "task", about: "the task is done, its answer is cut short" },
  "read-502": { arg: "1", of: "times", about: "N reads of a run, or all (always), are answered 502" },
  "read-reset": {
    arg: "1",
    of: "times",
    about: "at N reads of a run, or all (always), the connection breaks",
  },
  "too-many": {
    arg: "1",
    of: "times",
    about: "N requests for a run, or all (always), are answered 429 with Retry-After",
  },
  "gone": { arg: "20", of: "count", about: "the server is gone after N requests, polls not counted" },
  "wrong-password": { arg: "", of: "nothing", about: "no login succeeds" },
  "mutation-500": { arg: "build-soils", of: "task", about: "requests for the task are answered 500" },
  "redirect-away": { arg: "", of: "nothing", about: "reports redirect to another host" },
  "no-endpoint": { arg: "fork", of: "task", about: "the server does not know the address of the task" },
  "fork-unreadable": { arg: "", of: "nothing", about: "a forked run lacks half of its state" },
  "archive-incomplete": { arg: "", of: "nothing", about: "an archive lacks a file of the run" },
  "archive-damaged": { arg: "", of: "nothing", about: "bytes of an archive are not those that were packed" },
  "bare-run-500": {
    arg: "",
    of: "nothing",
    about: "runs whose directory holds configuration alone are answered 500",
  },
  "polls-limited": {
    arg: "3",
    of: "times",
    about: "N polls of jobs (or always) are answered 429 with Retry-After",
  },
  "polls-502": {
    arg: "3",
    of: "times",
    about: "N polls of jobs (or always) are answered 502 by the gateway",
  },
  "run-busy": { arg: "3", of: "times", about: "N changes (or always) are answered 409 job_active" },
  "stopped-job": { arg: "build-soils", of: "task", about: "jobs of the task are stopped by somebody" },
  "canceled-job": { arg: "build-soils", of: "task", about: "jobs of the task are canceled in the queue" },
  "failing-sibling": {
    arg: "",
    of: "nothing",
    about: "the first child of run-wepp fails at once, while its siblings run on",
  },
  "api-off": {
    arg: "legacy",
    of: "generation",
    about: "one generation of the API is not there: legacy or rq-engine",
  },
  "jitter": {
    arg: "0.5",
    of: "percent",
    about: "figures of the models lie up to so many per cent beside, otherwise in every run",
  },
  "shuffled-rows": { arg: "", of: "nothing", about: "rows of tables lie in another order in every run" },
  "timestamps": { arg: "", of: "nothing", about: "results say when they were made, and how long it took" },
  "job-unknown": { arg: "build-soils", of: "task", about: "polls of the task's job do not find it" },
} as const;

/** Name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** The faults of a running server. */
export interface Faults {
  /** True when the fault is on and, if it is about a task, means this task. */
  hits(name: FaultName, task?: string): boolean;
  /** True as often as the fault was asked for, and counts: `polls-limited=3` three times. */
  takes(name: FaultName): boolean;
  /** Counts an authenticated request; true exactly once, when all sessions must end. */
  endsSessions(): boolean;
  /** True once sessions have ended for good: no login succeeds. */
  loginsEnded(): boolean;
  /** As {@link hits}, used up: each question counts where the fault strikes a number of times. */
  strikes(name: FaultName, task?: string): boolean;
  /** Per cent that the fault was asked for with; 0 when it is off. */
  percent(name: FaultName): number;
  /** Counts a request; true when it is the last one that is answered. */
  isLast(): boolean;
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
      const names = Object.keys(FAULTS);
      throw new ProfileError("usage", `The embedded server knows no fault "${name}"`, {
        remedy: meant(name, names, `Use one of ${names.join(", ")}`),
      });
    }
    const arg = rest.length === 0 ? FAULTS[name].arg : plain(rest.join("="));
    checkArgument(name, arg, tasks.map(plain));
    on.set(name, arg);
  }
  const forGood = patienceOf("renewal-fails", on.get("renewal-fails"));
  const patience = patienceOf("session-expired", on.get("session-expired")) ?? forGood;
  const lifetime = patienceOf("gone", on.get("gone"));
  let authenticated = 0;
  const times = new Map([...on].map(([name, arg]) => [name, timesOf(name, arg)]));
  let served = 0;
  const struck = new Map<FaultName, number>();
  const hits = (name: FaultName, task?: string) => {
    const arg = on.get(name);
    return arg !== undefined && (task === undefined || arg === "" || arg === plain(task));
  };
  return {
    hits,
    takes: (name) => {
      const left = times.get(name) ?? 0;
      times.set(name, left - 1);
      return left > 0;
    },
    endsSessions: () => patience !== undefined && authenticated++ === patience,
    loginsEnded: () => forGood !== undefined && authenticated > forGood,
    strikes: (name, task) => {
      if (!hits(name, task)) return false;
      const before = struck.get(name) ?? 0;
      struck.set(name, before + 1);
      const most = FAULTS[name].of === "task" ? "1" : on.get(name);
      return most === "always" || before < Number(most);
    },
    percent: (name) => FAULTS[name].of === "percent" ? Number(on.get(name) ?? 0) : 0,
    isLast: () => lifetime !== undefined && ++served === lifetime,
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
    times: [/^\d+$/.test(arg) ? arg : "always", "always"],
    generation: ["legacy", "rq-engine"],
    percent: [Number(arg) > 0 && Number(arg) <= 50 ? arg : "0.5"],
  }[of];
  if (known.includes(arg)) return;
  throw new ProfileError("usage", `The fault ${name} does not know "${arg}"`, {
    remedy: of === "nothing" ? `It takes no argument` : `Use one of ${known.join(", ")}`,
  });
}

function patienceOf(name: FaultName, arg: string | undefined): number | undefined {
  if (arg === undefined) return undefined;
  const count = Number(arg);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new ProfileError("usage", `The fault ${name} takes a number of requests, not "${arg}"`, {
    remedy: `For instance ${name}=5`,
  });
}

function timesOf(name: FaultName, arg: string): number {
  if (FAULTS[name].of !== "times") return 0;
  const count = arg === "always" ? Infinity : Number(arg);
  if (count === Infinity || (Number.isInteger(count) && count > 0)) return count;
  throw new ProfileError("usage", `The fault ${name} takes a number or always, not "${arg}"`, {
    remedy: `For instance ${name}=5`,
  });
}

function plain(task: string): string {
  return task.toLowerCase().replaceAll("_", "-");
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
