/**
 * The embedded WEPPcloud: a stand-in that answers on loopback as WEPPcloud does, for demos, tests, and people who
 * write a profile on a train. It knows nothing of this project's client; it is written from what is known of the
 * real server, and where the two disagree the real server is right.
 *
 * What it has: pages with forms for a browser, HTTPS with an authority of its own (`tls`), WebSockets, the login form
 * with CSRF and cookie sessions, bearer and session tokens, both generations of the API
 * (`/weppcloud/runs/.../rq/api/...` and `/rq-engine/api/runs/...`), a job queue with RQ's states and trees, uploads,
 * run directories, and an audit log with full values in each run. What a run produces is computed from what was
 * sent, so a dropped field or a wrong file changes it, and the same requests give the same bytes. Only logs,
 * `*.nodb`, `redisprep.dump` and the dated header of `wepp/output/loss_pw0.txt` differ from run to run.
 *
 * Where things are:
 * - `server.ts` sockets; `dispatch.ts` from a request to its answer; `http/` bodies, answers, router; `auth/`
 *   sessions, CSRF, tokens, who may what
 * - `pages/` what people see, their script and style; `stream/` WebSockets; `tls/` certificates
 * - `routes/` addresses by family; `tasks/` what a user can ask of a run, one entry of `registry.ts` each, with its
 *   address in both generations
 * - `jobs/` queue, trees, limit on polls; `runs/` ids, directories, configuration, state files
 * - `model/` the invented landscape, weather and erosion: pure functions, no trigonometry in compared values
 * - `audit.ts` the log; `faults.ts`, `network_faults.ts`, `drift.ts`, `unsteady.ts`,
 *   `troubles.ts` what can be made to go wrong
 */
export { startEmbedded } from "./server.ts";
export { DEMO_ACCOUNT } from "./options.ts";
export type { Account, EmbeddedOptions, EmbeddedServer, RequestLogEntry, Theme } from "./options.ts";
export { configFiles } from "./runs/config.ts";
export { DRIFT_KEYS } from "./drift.ts";
export { FAULTS } from "./faults.ts";
export { parseTroubles } from "./troubles.ts";
