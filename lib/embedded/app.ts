/** Everything that the parts of one embedded server share. */
import type { Audit } from "./audit.ts";
import type { Csrf } from "./auth/csrf.ts";
import type { Sessions } from "./auth/sessions.ts";
import type { Tokens } from "./auth/tokens.ts";
import type { Drift } from "./drift.ts";
import type { Faults } from "./faults.ts";
import type { PollLimit } from "./jobs/poll_limit.ts";
import type { JobQueue } from "./jobs/queue.ts";
import type { Account } from "./options.ts";
import type { Runs } from "./runs/resolver.ts";

/** One embedded server, without its socket. */
export interface App {
  /** `http://127.0.0.1:<port>`; empty until the server listens. */
  origin: string;
  readonly account: Account;
  readonly now: () => number;
  readonly random: () => string;
  readonly sessions: Sessions;
  readonly csrf: Csrf;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly drift: Drift;
  readonly jobs: JobQueue;
  readonly polls: PollLimit;
  readonly runs: Runs;
  readonly audit: Audit;
}
