/** Check: the token for rq-engine is taken, and how long it is valid. */
import { formatDuration } from "../../text/duration.ts";
import type { DoctorContext, Finding } from "../types.ts";
import { resting, serverCheck } from "./needs.ts";
import { askQueue } from "./queue.ts";
import type { LoggedIn, Server } from "./server.ts";

/** A token that ends sooner than this may end during a play, ms. */
const SOON = 60 * 60_000;
const FRESH = "Give a fresh token";

export const tokenCheck = serverCheck(
  "token",
  "rq-engine takes the token, and it lasts for a play",
  (server, context) => resting(server.login(), "the login", (login) => judge(server, login, context)),
);

async function judge(server: Server, login: LoggedIn, { now }: DoctorContext): Promise<Finding[]> {
  const { session, credentials } = login;
  const isGiven = credentials.bearer !== undefined;
  await session.openUser();
  if (!session.hasToken) {
    return [{
      state: "skipped",
      message: "The server gives this user no token; plays ask for that of their run",
    }];
  }
  const ends = session.tokenExpiry;
  const left = ends === undefined ? undefined : ends - now();
  if (isGiven && left !== undefined && left <= 0) {
    return [{
      state: "failed",
      message: `The token ended ${formatDuration(roundedTo(-left))} ago`,
      remedy: FRESH,
    }];
  }
  const { status } = await askQueue(server, login);
  if (status === 401) {
    return [{
      state: "failed",
      message: "The server does not take the token (HTTP 401)",
      remedy: isGiven ? FRESH : "Look at the log of rq-engine: it refuses the token that the site gave",
    }];
  }
  const lasts = left === undefined ? "" : `, valid for ${formatDuration(roundedTo(left))}`;
  // 403: the token is known, and its user no administrator.
  if (status !== 200 && status !== 403) {
    return [{
      state: "skipped",
      message: `Whether rq-engine takes the token cannot be asked (HTTP ${status})${lasts}`,
    }];
  }
  if (isGiven && left !== undefined && left < SOON) {
    return [{
      state: "warning",
      message: `The token ends in ${formatDuration(roundedTo(left))}, and cannot be renewed by a play`,
      remedy: `${FRESH}, or ADMIN_EMAIL and ADMIN_PASSWORD`,
    }];
  }
  return [{ state: "ok", message: `rq-engine takes the token${lasts}` }];
}

/** To whole minutes, from two minutes on. */
function roundedTo(ms: number): number {
  const unit = ms >= 120_000 ? 60_000 : 1000;
  return Math.round(ms / unit) * unit;
}
