/** Puts the parts of one embedded server together. */
import { randomUUID } from "node:crypto";
import type { App } from "./app.ts";
import { Audit } from "./audit.ts";
import { Csrf } from "./auth/csrf.ts";
import { Sessions } from "./auth/sessions.ts";
import { Tokens } from "./auth/tokens.ts";
import { usersOf } from "./auth/users.ts";
import type { BusyMeter } from "./busy.ts";
import { PollLimit } from "./jobs/poll_limit.ts";
import { JobQueue } from "./jobs/queue.ts";
import { DEMO_ACCOUNT, type EmbeddedOptions } from "./options.ts";
import { Runs } from "./runs/resolver.ts";
import { StatusStream } from "./stream/status_stream.ts";
import { parseTroubles } from "./troubles.ts";

/** Polls allowed in 60 s when nothing else is said. */
const POLL_LIMIT = 400;

/**
 * One embedded server without its socket.
 *
 * @throws ProfileError `usage` for an unknown drift or fault
 */
export function createApp(options: EmbeddedOptions, busy: BusyMeter): App {
  const secure = options.tls === true;
  const stream = new StatusStream();
  const now = options.now ?? Date.now;
  const random = options.random ?? randomUUID;
  const { faults, drift } = parseTroubles(options);
  const profile = new Map([
    ["tmp", options.playbackRunRoot],
    ["fork", options.playbackForkRoot],
    ["archive", options.playbackArchiveRoot],
  ].flatMap(([kind, root]): [string, string][] =>
    kind === undefined || root === undefined ? [] : [[kind, root]]
  ));
  const { batchRoot } = options;
  const runs = new Runs({
    runs: options.runsRoot,
    profile,
    ...batchRoot === undefined ? {} : { batch: batchRoot },
  });
  const jobs = new JobQueue({
    now,
    random,
    scale: options.jobScale ?? 1,
    faults,
    onWork: (change) => busy.change(change),
    onChange: (job) => stream.publish(job),
    onSubmit: async (job) => {
      const run = await runs.find(job.runId);
      await run.mark(`rq:${job.spec.func.split(".").pop() ?? job.spec.task}`, job.id);
    },
  });
  return {
    origin: "",
    origins: [],
    secure,
    theme: options.theme,
    account: options.account ?? DEMO_ACCOUNT,
    users: usersOf(options.account ?? DEMO_ACCOUNT),
    testSupport: options.testSupport ?? true,
    now,
    random,
    sessions: new Sessions(now, secure),
    csrf: new Csrf(secure),
    tokens: new Tokens(now, random),
    faults,
    drift,
    jobs,
    polls: new PollLimit(options.pollLimit === undefined ? POLL_LIMIT : options.pollLimit, now),
    batchRoot,
    runs,
    audit: new Audit(now),
    stream,
    vanish: () => {},
  };
}
