/** The server that `doctor` looks at, as `play` would choose it. */
import { join } from "node:path";
import type { Credentials } from "../../lib/auth/session.ts";
import { Server } from "../../lib/doctor/server/server.ts";
import type { NoServer } from "../../lib/doctor/types.ts";
import { ProfileError } from "../../lib/errors.ts";
import { isProduction, loginUrls, targetUrls } from "../../lib/http/target_urls.ts";
import { startStandIn } from "../../lib/play/stand_in.ts";
import { loginOf } from "../../lib/profiles/overlay.ts";
import type { Config } from "../../lib/settings/config.ts";
import { type CredentialSource, locateCredentials } from "../../lib/settings/credentials.ts";
import type { Context } from "../context.ts";
import { type HttpFlags, httpSettings } from "../../lib/engine/http_options.ts";
import { targetIsSet, targetOf } from "../../lib/engine/play_target.ts";
import type { LaidServer } from "./overlay.ts";

/** Options as the command line gives them. */
export interface DoctorFlags extends HttpFlags {
  offline?: true | undefined;
  fix?: true | undefined;
  baseUrl?: string | undefined;
  embedded?: true | undefined;
  embeddedFault?: string[] | undefined;
  overlay?: string[] | undefined;
  allowProduction?: true | undefined;
  playbackRunRoot?: string | undefined;
  scratch?: string | undefined;
  envFile?: string | undefined;
  cookieFile?: string | undefined;
  bearerFile?: string | undefined;
  secretsFile?: string | undefined;
}

/** Credentials with where they were found. */
export type Located = () => Promise<{ credentials: Credentials; sources: CredentialSource[] }>;

/** An overlay's login stands alone, as in a play. */
export function credentialsFor(
  { envFile, cookieFile, bearerFile }: DoctorFlags,
  overlay: LaidServer,
  dataRoot: string,
  { env, cwd }: Context,
): Located {
  const { credentials } = overlay;
  if (credentials !== undefined) {
    return () => {
      const sources = [credentials.email_env, credentials.password_env].map((name): CredentialSource => ({
        name,
        from: "environment",
        source: name,
      }));
      return Promise.resolve().then(() => ({ credentials: inLogin(loginOf(overlay, env)), sources }));
    };
  }
  return async () =>
    await locateCredentials({
      env,
      cwd,
      dataRoot,
      ...(envFile === undefined ? {} : { envFile }),
      ...(cookieFile === undefined ? {} : { cookieFile }),
      ...(bearerFile === undefined ? {} : { bearerFile }),
    });
}

function inLogin(login: Credentials["login"]): Credentials {
  return login === undefined ? {} : { login };
}

/** What the choice of a server depends on. */
export interface ServerChoice {
  flags: DoctorFlags;
  config: Config;
  overlay: LaidServer;
  runRoot: string;
  scratch: string;
  credentials: Located;
}

/** The server, or why none is looked at. What the configuration says wrong of it is a finding as well. */
export async function serverFor(
  choice: ServerChoice,
  context: Context,
): Promise<{ server: Server | NoServer; close: () => Promise<void> }> {
  const { flags, config, overlay } = choice;
  const nothing = () => Promise.resolve();
  if (flags.offline === true) {
    return { server: { state: "skipped", reason: "Left out with --offline" }, close: nothing };
  }
  try {
    const target = flags.embedded === true ? "embedded" : flags.baseUrl;
    return await open(targetOf(overlay, { target }, config, context.env), choice, context);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const named = flags.baseUrl !== undefined || overlay.baseUrl !== undefined ||
      (targetIsSet(config, context.env) && config.base_url !== "embedded");
    return {
      server: {
        state: named ? "failed" : "warning",
        reason: error.message,
        ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      },
      close: nothing,
    };
  }
}

async function open(
  target: string,
  { flags, config, runRoot, scratch, credentials }: ServerChoice,
  context: Context,
): Promise<{ server: Server; close: () => Promise<void> }> {
  const { out, signal } = context;
  const dataRoot = await context.dataRoot();
  const allowProduction = flags.allowProduction === true;
  const common = {
    allowProduction,
    learn: (secret: string, how?: { declared?: boolean }) => out.redactor.learn(secret, how),
    now: Date.now,
    signal,
  };
  if (target === "embedded") {
    const faults = flags.embeddedFault ?? [];
    const standIn = await startStandIn({ runRoot, runsRoot: join(scratch, "doctor", "runs"), faults });
    const server = new Server({
      ...common,
      name: "embedded",
      urls: standIn.urls,
      embedded: true,
      production: false,
      credentials: () => Promise.resolve(standIn.credentials),
    });
    return { server, close: standIn.close };
  }
  const urls = targetUrls(target);
  const { loginUrl, ...limits } = await httpSettings(flags, config, context.cwd, dataRoot);
  const login = loginUrl === undefined ? undefined : loginUrls(loginUrl);
  const hosts = config.production_hosts ?? [];
  const server = new Server({
    ...common,
    ...limits,
    name: urls.base,
    urls,
    embedded: false,
    production: [urls, ...login === undefined ? [] : [login]].some(({ base }) => isProduction(base, hosts)),
    ...(login === undefined ? {} : { loginUrls: login }),
    credentials: async () => (await credentials()).credentials,
  });
  return { server, close: () => Promise.resolve() };
}
