/** The way in: the client with its limits, the address of the server, and a session for every user of the profile. */
import { type Credentials, Session } from "../auth/session.ts";
import { ProfileError } from "../errors.ts";
import { HttpClient, type HttpRequest } from "../http/client.ts";
import { Cookies } from "../http/cookies.ts";
import type { ServerUrls } from "../http/server_urls.ts";
import { loginUrls } from "../http/target_urls.ts";
import { formatDuration } from "../text/duration.ts";
import { httpsOf } from "../http/https_upgrade.ts";
import type { HttpSettings } from "./options.ts";
import type { PlayState } from "./state.ts";
import { refuseProduction, type Target } from "./target.ts";
import { usersOf } from "./users.ts";

/** One user's client and session. */
export interface UserAccess {
  client: HttpClient;
  session: Session;
}

/** All open sessions of a play. */
export interface Access extends UserAccess {
  /** The access of a user of the profile; undefined for those who use the main login. */
  of(user: string | undefined): UserAccess | undefined;
  /** Users with a session of their own. */
  users: ReadonlySet<string>;
  /** How often sessions were renewed. */
  renewals(): number;
  /** Gets everybody's token for the sandbox's run. */
  openRun(runId: string, config: string): Promise<void>;
}

/** The runs that the guard has to know. */
interface Runs {
  recordedRun: string | undefined;
  /** Empty as long as the server has not made it. */
  sandboxRun: string;
}

/**
 * Connects and logs everybody in; the tokens for the sandbox's run come later, with {@link Access.openRun}. `target.urls` becomes the https address
 * when the server leads there.
 *
 * @throws ProfileError unavailable when the server or a login is not there, refused for a login at a production host
 */
export async function openAccess(state: PlayState, target: Target, runs: Runs): Promise<Access> {
  const { options } = state;
  const embedded = target.kind === "embedded";
  const settings = embedded ? {} : options.http ?? {};
  const first = state.client = clientOf(state, target, runs, settings);
  if (!embedded) await followToHttps(state, target, first);
  const login = loginUrlsOf(settings, target, state);
  if (login !== undefined) first.guard.allowOrigin(login.origin);
  const openOne = async (credentials: Credentials): Promise<UserAccess> => {
    const cookies = new Cookies(login === undefined ? undefined : { login, target: target.urls });
    const client = first.as(cookies);
    const session = new Session(client, target.urls, credentials, {
      note: (line) => state.say(line, "detail"),
      learn: (secret, declared) => options.redactor.learn(secret, declared),
    }, login);
    await session.open();
    return { client, session };
  };
  const given = embedded ? new Map<string, Credentials>() : options.users ?? new Map<string, Credentials>();
  const users = new Map([...given].filter(([name]) => usersOf(options.loaded.profile).includes(name)));
  const [lead] = users;
  const isEmpty = Object.keys(target.credentials).length === 0;
  const main = await openOne(isEmpty ? lead?.[1] ?? {} : target.credentials);
  if (isEmpty && lead !== undefined) {
    state.note(`no login of its own for steps without a user: they use that of ${lead[0]}`);
  }
  const opened = new Map<string, UserAccess>();
  for (const [name, credentials] of users) {
    opened.set(name, await inWords(name, () => openOne(credentials)));
    state.say(`${name} is logged in`, "detail");
  }
  return {
    ...main,
    of: (user) => user === undefined ? undefined : opened.get(user),
    users: new Set(opened.keys()),
    openRun: async (runId, config) => {
      await main.session.openRun(runId, config);
      for (const [name, { session }] of opened) await inWords(name, () => session.openRun(runId, config));
    },
    renewals: () => [main, ...opened.values()].reduce((sum, { session }) => sum + session.renewals, 0),
  };
}

function clientOf(state: PlayState, target: Target, runs: Runs, settings: HttpSettings): HttpClient {
  const { recordedRun, sandboxRun } = runs;
  const { connectTimeout, requestTimeout, ca } = settings;
  return new HttpClient({
    guard: { recordedRun, sandboxRun, origins: new Set([target.urls.origin]) },
    limits: {
      ...(connectTimeout === undefined ? {} : { connect: connectTimeout }),
      ...(requestTimeout === undefined ? {} : { silence: requestTimeout }),
    },
    ...(ca === undefined ? {} : { ca }),
    ...(state.options.traceCode === true
      ? { headers: { "x-profile-trace": state.options.loaded.profile.metadata.slug } }
      : {}),
    onExchange: (exchange) => state.keepExchange(exchange),
    // The report counts all of them; the first one is worth a note.
    onRetry: (request, why, pause, before) => {
      const words = retryWords(request, why, pause);
      if (before === 0) state.note(words);
      else state.say(words, "detail");
    },
    signal: state.options.signal,
  });
}

function retryWords({ method, url }: HttpRequest, why: string, pause: number): string {
  return `${method} ${url.pathname}: ${why}; sent again after ${formatDuration(pause)}`;
}

async function followToHttps(state: PlayState, target: Target, client: HttpClient): Promise<void> {
  const https = await httpsOf(target.urls, client);
  if (https === undefined) return;
  refuseProduction(https.base, state.options);
  client.guard.allowOrigin(https.origin);
  state.note(`${target.urls.base} leads to ${https.base}: requests go there`);
  target.urls = https;
}

/** Where to log in, when that is another address; said, as cookies go from the one to the other. */
function loginUrlsOf({ loginUrl }: HttpSettings, target: Target, state: PlayState): ServerUrls | undefined {
  if (loginUrl === undefined) return undefined;
  const urls = loginUrls(loginUrl);
  refuseProduction(urls.base, state.options);
  if (urls.origin === target.urls.origin) return urls;
  const open = target.urls.origin.startsWith("http:") && urls.origin.startsWith("https:");
  state.note(
    `login at ${urls.base}; its cookies are also sent to ${target.urls.origin}${
      open ? ", those for https only included" : ""
    }`,
  );
  return urls;
}

/** An error of a login, with the user that it is about. */
async function inWords<Result>(user: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new ProfileError(error.verdict, `User ${user}: ${error.message}`, {
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      cause: error,
    });
  }
}
