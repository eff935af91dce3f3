/** What a caller may ask of the embedded WEPPcloud, and what it gets back. */

import type { IncomingHttpHeaders } from "node:http";

/** An account that can log in. */
export interface Account {
  email: string;
  password: string;
}

/** The account that exists when none is given. Not a secret: the server listens on loopback only. */
export const DEMO_ACCOUNT: Account = { email: "demo@profile.invalid", password: "embedded-demo" };

/** Look of the pages; without one it follows the browser's setting. */
export type Theme = "dark" | "light";

/** How the server is started. */
export interface EmbeddedOptions {
  /** `profile;;tmp;;<id>` lies in `<root>/<id>`. */
  playbackRunRoot: string;
  /** `profile;;fork;;<id>` and `profile;;archive;;<id>`; such ids do not resolve without a root. */
  playbackForkRoot?: string;
  playbackArchiveRoot?: string;
  /** Created runs lie in `<runsRoot>/<first two characters>/<run id>`. */
  runsRoot: string;
  /** `batch;;<name>;;<id>` lies in `<root>/<name>/runs/<id>`. */
  batchRoot?: string;
  /** Are the addresses for tests of WEPPcloud itself open (`TEST_SUPPORT_ENABLED` there). Default true. */
  testSupport?: boolean;
  /** HTTPS with a certificate of its own authority, and cookies as over HTTPS. Default false. */
  tls?: boolean;
  /** Look of the pages; `?theme=dark` in an address wins. */
  theme?: Theme;
  /** Default {@link DEMO_ACCOUNT}. */
  account?: Account;
  /** Quantity to factor, for instance `{ soil_loss: 1.03 }`. */
  drift?: Record<string, number>;
  /** `NAME` or `NAME=ARG`. */
  faults?: string[];
  /** Job polls allowed in 60 s for each endpoint and caller; `null` is no limit. Default 400. */
  pollLimit?: number | null;
  /** Factor on the durations of jobs. Default 1. */
  jobScale?: number;
  /** Clock, milliseconds since 1970. */
  now?: () => number;
  /** Ids of runs, jobs, sessions and tokens. */
  random?: () => string;
  /** Told of each request when it is answered. */
  onRequest?: (entry: RequestLogEntry, headers: IncomingHttpHeaders) => void;
}

/** One handled request. */
export interface RequestLogEntry {
  /** ISO 8601, UTC. */
  at: string;
  method: string;
  /** As sent, without query. */
  path: string;
  query: string;
  status: number;
  /** Time from the first byte to the answer. */
  ms: number;
  bodyBytes: number;
  run_id?: string;
}

/** A running server. */
export interface EmbeddedServer {
  /** `http://127.0.0.1:<port>`, with `tls` `https:`. The name `localhost` serves as well. */
  origin: string;
  /** The origin with `/weppcloud`. */
  baseUrl: string;
  /** With `tls`: the authority that clients have to trust, PEM. */
  ca?: string;
  account: Account;
  requests: RequestLogEntry[];
  /** Wall time in which at least one request was handled or one job ran, milliseconds. */
  busyMs(): number;
  close(): Promise<void>;
}
