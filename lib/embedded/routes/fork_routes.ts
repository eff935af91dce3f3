/** A copy of a run under another id. */
import { cp, rm } from "node:fs/promises";
import { relative } from "node:path";
import type { App } from "../app.ts";
import { requireBearer, requireRun } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError, json, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";

/** What belongs to the run itself, and what `skip_wepp_runs_output` leaves out. */
const OWN = /^(?:_logs|archives|redisprep\.dump)(?:\/|$)/;
const WEPP = /^wepp\/(?:runs|output)(?:\/|$)/;

/** Routes of forks. */
export const FORK_ROUTES: readonly Route[] = [
  { method: "POST", path: "/rq-engine/api/runs/:run/:config/fork", surface: "engine", handle: fork },
];

async function fork(exchange: Exchange, app: App): Promise<Reply> {
  requireBearer(exchange, undefined);
  const run = await requireRun(exchange, app);
  const target = exchange.field("target_runid") ?? "";
  const dir = app.runs.sandboxPlace(target);
  if (dir === undefined) {
    throw new HttpError(400, "target_runid must be profile;;tmp;;<id>", { code: "validation_error" });
  }
  const skipWepp = exchange.field("skip_wepp_runs_output") === "true";
  await rm(dir, { recursive: true, force: true });
  const job = await app.jobs.submit(run.id, {
    task: "fork",
    func: "wepppy.rq.project_rq.fork_rq",
    durationMs: 50,
    work: async () => {
      await cp(run.dir, dir, {
        recursive: true,
        filter: (path) => {
          const inside = relative(run.dir, path);
          return !OWN.test(inside) && !(skipWepp && WEPP.test(inside));
        },
      });
    },
  });
  return json({ job_id: job.id, new_runid: target, undisturbify: false, skip_wepp_runs_output: skipWepp });
}
