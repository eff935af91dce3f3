/**
 * The production guard: below all step logic, every request is checked before a byte is sent. No request may
 * name the recorded run, nor another run than the sandbox, nor leave the allowed origins. Redirects pass here too.
 */
import { ProfileError } from "../errors.ts";
import { decodeFully, decodings, namesRun, runsIn } from "./run_names.ts";

export { namesRun };

/** What the guard protects. */
export interface GuardRules {
  /** Run id of the recording; undefined when the profile does not know it. */
  recordedRun: string | undefined;
  /** Run id of the sandbox: it may contain no recorded run, but is allowed where it stands. */
  sandboxRun: string;
  /** Origins that requests may go to. */
  origins: ReadonlySet<string>;
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

/** The one request that may name a run of production: the POST that forks it. */
export interface ForkException {
  /** Run that is forked. */
  run: string;
  /** Address of the fork, exactly. */
  url: URL;
}

/** The guard of one play: its rules, and the few things that were allowed beside them. */
export class Guard {
  readonly #rules: GuardRules;
  readonly #origins: Set<string>;
  readonly #runs = new Set<string>();
  #sandbox: string;
  #fork: ForkException | undefined;

  constructor(rules: GuardRules) {
    this.#rules = rules;
    this.#origins = new Set(rules.origins);
    this.#sandbox = rules.sandboxRun;
  }

  /**
   * Stops a request that must not be sent.
   *
   * @throws ProfileError refused
   */
  check(request: OutgoingRequest): void {
    const fork = this.#fork;
    const isFork = fork !== undefined && request.method === "POST" && request.url.href === fork.url.href &&
      request.redirectedFrom === undefined;
    // Used up before anything is sent: a second one is refused, whatever became of the first.
    if (isFork) this.#fork = undefined;
    guardRequest(
      request,
      { ...this.#rules, sandboxRun: this.#sandbox, origins: this.#origins },
      [...this.#runs, ...(isFork ? [fork.run] : [])],
    );
  }

  /**
   * Allows a further run that this play itself made (the target of a fork), and its child runs.
   *
   * @throws ProfileError refused for the recorded run
   */
  allowRun(run: string): void {
    if (runsOf(this.#rules.recordedRun).some((recorded) => namesRun(run, recorded, this.#sandbox))) {
      throw new ProfileError("refused", `The run "${run}" is the recorded one: it stays out of reach`, {
        remedy: "Name another run",
      });
    }
    this.#runs.add(run);
  }

  /** Allows one single POST that forks a run; see {@link ForkException}. It is used up with the first such request. */
  allowOnce(fork: ForkException): void {
    this.#fork = fork;
  }

  /** Allows a further origin: that of the login, or the https one that the target leads to. */
  allowOrigin(origin: string): void {
    this.#origins.add(origin);
  }

  /** The sandbox's id, where the server chose it after the play began. */
  setSandbox(run: string): void {
    this.#sandbox = run;
  }
}

/**
 * Stops a request that must not be sent.
 *
 * @param allowed further runs that may be named
 * @throws ProfileError refused
 */
export function guardRequest(
  request: OutgoingRequest,
  rules: GuardRules,
  allowed: readonly string[] = [],
): void {
  const { url, method, bodyText } = request;
  const what = `${method} ${url.origin}${url.pathname}`;
  if (!rules.origins.has(url.origin)) {
    const why = request.redirectedFrom === undefined
      ? ""
      : ` (redirected there from ${request.redirectedFrom.pathname})`;
    throw refusal(`Refused to send ${what}: not the target${why}`, {
      remedy: `Requests may go to ${[...rules.origins].join(", ")} only`,
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw refusal(`Refused to send ${what}: credentials in the address`, {
      remedy: "Take the user and password out of the address",
    });
  }
  if (leavesItsFolder(url.pathname)) {
    throw refusal(`Refused to send ${method}: the path leaves its folder with an encoded ".."`, {
      remedy: "Mend the path in profile.yaml",
    });
  }
  const known = [rules.sandboxRun, ...allowed];
  const places: [place: string, text: string][] = [["path", url.pathname], ["query", url.search], [
    "body",
    bodyText,
  ]];
  for (const [place, text] of places) {
    const named = place === "path" ? runOfPath(text) : runsIn(place === "query" ? text.slice(1) : text);
    const other = named.find((run) => !known.some((one) => run === one || run.startsWith(`${one};;`)));
    if (other !== undefined) {
      throw refusal(`Refused to send ${method}: the ${place} names the run "${other}", not the sandbox`);
    }
    if (runsOf(rules.recordedRun).some((run) => namesRun(text, run, ...known))) {
      throw refusal(`Refused to send ${method}: the ${place} names the recorded run`);
    }
  }
}

function refusal(
  message: string,
  detail = { remedy: "Write {{run_id}} in place of the run id in profile.yaml" },
): ProfileError {
  return new ProfileError("refused", message, detail);
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
  return decodings(path).forms.some((form) => form.split(/[\\/]/).includes(".."));
}

/** The run that a path names: the first one, as run directories have a folder `runs` of their own (`wepp/runs/p1.run`). */
function runOfPath(path: string): string[] {
  const run = /\/runs\/+([^/?#]+)/i.exec(decodeFully(path))?.[1];
  return run === undefined ? [] : [run];
}
