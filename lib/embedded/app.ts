/** Everything that the parts of one embedded server share. */
import type { Audit } from "./audit.ts";
import type { User } from "./auth/users.ts";
import type { Csrf } from "./auth/csrf.ts";
import type { Sessions } from "./auth/sessions.ts";
import type { Tokens } from "./auth/tokens.ts";
import type { Drift } from "./drift.ts";
import type { Faults } from "./faults.ts";
import type { PollLimit } from "./jobs/poll_limit.ts";
import type { JobQueue } from "./jobs/queue.ts";
import type { Account, Theme } from "./options.ts";
import type { Runs } from "./runs/resolver.ts";
import type { StatusStream } from "./stream/status_stream.ts";

/** One embedded server, without its socket. */
export interface App {
  /** `http://127.0.0.1:<port>`, or `https:`; empty until the server listens. */
  origin: string;
  /** All origins that the server's own pages can have. */
  origins: readonly string[];
  /** True when the server speaks HTTPS. */
  readonly secure: boolean;
  /** Look of the pages when a page is not asked for another one. */
  readonly theme: Theme | undefined;
  readonly account: Account;
  /** Are the addresses below `/weppcloud/tests/api/` open. */
  readonly testSupport: boolean;
  readonly users: readonly User[];
  readonly now: () => number;
  readonly random: () => string;
  readonly sessions: Sessions;
  readonly csrf: Csrf;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly drift: Drift;
  readonly jobs: JobQueue;
  readonly polls: PollLimit;
  /** Folder of the batches, if there is one. */
  readonly batchRoot: string | undefined;
  readonly runs: Runs;
  readonly audit: Audit;
  readonly stream: StatusStream;
  /** Takes the server off the net, for a fault; set when it listens. */
  vanish: () => void;
}
