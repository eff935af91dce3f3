/** A sandbox that the server makes: a fresh run over HTTP, by the profile's own creation step where it has one. */
import { join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { isPlainName } from "../../files/safe_path.ts";
import type { Body, HttpAnswer, HttpRequest } from "../../http/client.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import type { Sandbox } from "../sandbox.ts";
import { Claim, type Claimant } from "./claim.ts";
import { namedConfig } from "./config_slug.ts";
import { type Remote, removeOverHttp } from "./remote.ts";

/** The step that made the run, and how. */
export interface CreatedBy {
  step: string;
  request: HttpRequest;
  shown: JsonValue | undefined;
  answer: HttpAnswer;
}

/** The profile's own creation step, ready to be sent. */
export interface OwnCreation {
  step: string;
  request: HttpRequest;
  shown: JsonValue | undefined;
}

/**
 * Makes a fresh run.
 *
 * @param own the profile's own step, sent in place of ours
 * @param runsRoot folder of created runs, where it is on this disk: they lie in `<runsRoot>/<2>/<run>`
 * @throws ProfileError unavailable when the server makes none
 */
export async function createSandbox(
  loaded: LoadedProfile,
  own: OwnCreation | undefined,
  claimant: Claimant,
  remote: Remote,
  runsRoot: string | undefined,
): Promise<Sandbox> {
  const { client, session, urls, recordedRun } = remote;
  const wanted = await namedConfig(loaded);
  const claim = await Claim.make(claimant, "create");
  await session.openUser();
  const plain = own?.request ?? creation(new URL(`${urls.origin}/rq-engine/create/`), wanted);
  const headers = {
    "sec-fetch-site": "same-origin",
    origin: urls.origin,
    referer: `${urls.base}/`,
    ...session.headersFor(plain.method, plain.url),
  };
  const request: HttpRequest = { ...plain, headers, redirect: "manual" };
  const answer = await client.send(request);
  const made = runOf(answer, urls.origin);
  if (made === undefined || made.runId === recordedRun) {
    await claim.forget();
    throw notCreated(request, answer, own?.step);
  }
  const { runId } = made;
  await claim.named(runId);
  const dir = runsRoot === undefined ? undefined : join(runsRoot, runId.slice(0, 2), runId);
  const isHere = dir !== undefined && await claim.found(dir);
  return {
    mode: "create",
    runId,
    dir: isHere ? dir : undefined,
    config: made.config ?? wanted,
    ownConfig: false,
    before: [],
    startedFull: false,
    ...(own === undefined ? {} : { created: { ...own, answer } }),
    ...(isHere ? {} : { removeRemote: () => removeOverHttp(runId, remote) }),
    remove: () => claim.remove(),
  };
}

function creation(url: URL, config: string): HttpRequest {
  const body: Body = {
    kind: "text",
    text: new URLSearchParams({ config }).toString(),
    contentType: "application/x-www-form-urlencoded;charset=UTF-8",
  };
  return { method: "POST", url, body };
}

/**
 * The run that an answer names: a redirect to its page, or the test support's JSON.
 *
 * @param origin redirects elsewhere name no run of this server
 */
export function runOf(answer: HttpAnswer, origin: string): { runId: string; config?: string } | undefined {
  const run = isObject(answer.json) ? answer.json["run"] : undefined;
  if (answer.status === 201 && isObject(run) && typeof run["runid"] === "string") {
    const config = run["config"];
    return checked(run["runid"], typeof config === "string" ? config : undefined);
  }
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status >= 400 || location === undefined) return undefined;
  if (!URL.canParse(location, answer.url)) return undefined;
  const target = new URL(location, answer.url);
  // Behind a gateway a server may not know its own scheme; another host is another server.
  if (target.host !== new URL(origin).host) return undefined;
  const found = /\/runs\/([^/]+)(?:\/([^/]+))?/.exec(target.pathname);
  return found?.[1] === undefined ? undefined : checked(decoded(found[1]), decoded(found[2]));
}

function checked(
  runId: string | undefined,
  config: string | undefined,
): { runId: string; config?: string } | undefined {
  if (runId === undefined || !isPlainName(runId) || /[\p{Cc}?#]/u.test(runId)) return undefined;
  return {
    runId,
    ...(config === undefined || !isPlainName(config) ? {} : { config: config.replace(/\.cfg$/, "") }),
  };
}

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function notCreated(
  { method, url }: HttpRequest,
  { status, json, headers }: HttpAnswer,
  step?: string,
): ProfileError {
  const error = isObject(json) && isObject(json["error"]) ? json["error"]["message"] : undefined;
  const location = headers["location"];
  const words = typeof error === "string"
    ? `: ${error.split("\n")[0]?.slice(0, 200)}`
    : location === undefined
    ? ""
    : `, a redirect to ${location.slice(0, 200)}`;
  const of = step === undefined ? "" : ` of step ${step}`;
  return new ProfileError(
    "unavailable",
    `The server made no run for the sandbox: ${method} ${url.pathname}${of} answered HTTP ${status}${words}`,
    {
      remedy: status === 401 || status === 403
        ? "Log in as somebody who may create runs"
        : "Check the config that the profile names, or play with --sandbox fork --fork-from RUN",
    },
  );
}
