/**
 * The production guard: below all step logic, every request is checked before a byte is sent. No request may
 * name the recorded run, nor leave the allowed origins. Redirects pass here too.
 */
import { Buffer } from "node:buffer";
import { ProfileError } from "../errors.ts";

/** What the guard protects. */
export interface GuardRules {
  /** Run id of the recording; undefined when the profile does not know it. */
  recordedRun: string | undefined;
  /** Run id of the sandbox: it may contain no recorded run, but is allowed where it stands. */
  sandboxRun: string;
  /** Runs that the play itself made beside its sandbox: see {@link allowRun}. */
  allowedRuns?: Set<string>;
  /** Origins that requests may go to. */
  origins: ReadonlySet<string>;
  /** The one request that may name another run: the fork that the user asked for. Gone when it was sent. */
  allowOnce?: { method: string; href: string; bodyText: string };
}

/** What is about to be sent. */
export interface OutgoingRequest {
  method: string;
  url: URL;
  /** Where the redirect came from that leads there. */
  redirectedFrom?: URL | undefined;
  /** Text of the body as far as it is text: JSON, form fields and names, file names. */
  bodyText: string;
}

/**
 * Stops a request that must not be sent.
 *
 * @throws ProfileError refused
 */
export function guardRequest(request: OutgoingRequest, rules: GuardRules): void {
  const { url, method, bodyText } = request;
  const what = `${method} ${url.origin}${url.pathname}`;
  if (!rules.origins.has(url.origin)) {
    const why = request.redirectedFrom === undefined
      ? ""
      : ` (redirected there from ${request.redirectedFrom.pathname})`;
    throw new ProfileError("refused", `Refused to send ${what}: not the target${why}`, {
      remedy: `Requests may go to ${[...rules.origins].join(", ")} only`,
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new ProfileError("refused", `Refused to send ${what}: credentials in the address`, {
      remedy: "Take the user and password out of the address",
    });
  }
  if (leavesItsFolder(url.pathname)) {
    throw new ProfileError(
      "refused",
      `Refused to send ${method}: the path leaves its folder with an encoded ".."`,
      {
        remedy: "Mend the path in profile.yaml",
      },
    );
  }
  if (takesAllowance(request, rules)) return;
  const other = otherRun(url.pathname, rules.sandboxRun);
  if (other !== undefined && !isAllowed(other, rules)) {
    throw new ProfileError(
      "refused",
      `Refused to send ${method}: the path names the run "${other}", not the sandbox`,
      {
        remedy: "Write {{run_id}} in place of the run id in profile.yaml",
      },
    );
  }
  const places: [string, string][] = [["path", url.pathname], ["query", url.search], ["body", bodyText]];
  for (const [place, text] of places) {
    if (runsOf(rules.recordedRun).some((run) => namesRun(text, run, rules.sandboxRun))) {
      throw new ProfileError("refused", `Refused to send ${method}: the ${place} names the recorded run`, {
        remedy: "Write {{run_id}} in place of the run id in profile.yaml",
      });
    }
  }
}

/** The allowance is for exactly that request, sent by us and not by a redirect, and for one time. */
function takesAllowance(
  { method, url, bodyText, redirectedFrom }: OutgoingRequest,
  rules: GuardRules,
): boolean {
  const { allowOnce } = rules;
  if (allowOnce === undefined || redirectedFrom !== undefined) return false;
  if (allowOnce.method !== method || allowOnce.href !== url.href || allowOnce.bodyText !== bodyText) {
    return false;
  }
  delete rules.allowOnce;
  return true;
}

/**
 * Lets requests name one more run: one that this play makes, a fork of its sandbox.
 *
 * @throws ProfileError refused for the recorded run or a child of it
 */
export function allowRun(rules: GuardRules, id: string): void {
  if (runsOf(rules.recordedRun).some((run) => namesRun(id, run))) {
    throw new ProfileError(
      "refused",
      `Refused to use the run ${JSON.stringify(id)}: it names the recorded run`,
      {
        remedy: "Name another run",
      },
    );
  }
  rules.allowedRuns = new Set([...rules.allowedRuns ?? [], id]);
}

function isAllowed(run: string, { allowedRuns }: GuardRules): boolean {
  return [...allowedRuns ?? []].some((id) => run === id || run.startsWith(`${id};;`));
}

/**
 * True when the text names the run, as it stands or behind any number of percent-encodings. A name is a whole
 * word: `abc` does not occur in `abcdef`.
 */
export function namesRun(text: string, run: string, sandboxRun = ""): boolean {
  const word = new RegExp(`(?<![\\w-])${escape(run)}(?![\\w-])`, "i");
  let current = text;
  for (let depth = 0; depth < 5; depth++) {
    const visible = sandboxRun === "" ? current : current.replaceAll(sandboxRun, "\0");
    if (word.test(visible)) return true;
    const decoded = decodeOnce(current);
    if (decoded === current) return false;
    current = decoded;
  }
  // Encoded deeper than any client does: treat it as an attempt to hide.
  return true;
}

/** The recorded run, and the run that it is a child of (`<run>;;omni;;<scenario>`). */
function runsOf(recorded: string | undefined): string[] {
  if (recorded === undefined) return [];
  const [first = ""] = recorded.split(";;");
  return first === recorded || ["profile", "batch", "culvert"].includes(first)
    ? [recorded]
    : [recorded, first];
}

/** A `..` that the address parser did not resolve, as it was encoded, may be resolved by a gateway. */
function leavesItsFolder(path: string): boolean {
  let decoded = path;
  for (let depth = 0; depth < 5; depth++) decoded = decodeOnce(decoded);
  return decoded.split(/[\\/]/).includes("..");
}

/** The run that a path names, when it is neither the sandbox nor a child run of it. */
function otherRun(path: string, sandboxRun: string): string | undefined {
  let decoded = path;
  for (let depth = 0; depth < 5; depth++) decoded = decodeOnce(decoded);
  // The first one names the run: run directories have a folder `runs` of their own (`download/wepp/runs/p1.run`).
  const run = /\/runs\/+([^/?#]+)/i.exec(decoded)?.[1];
  return run === undefined || run === sandboxRun || run.startsWith(`${sandboxRun};;`) ? undefined : run;
}

function decodeOnce(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
      try {
        return decodeURIComponent(encoded);
      } catch {
        return Buffer.from(encoded.replaceAll("%", ""), "hex").toString("latin1");
      }
    })
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
