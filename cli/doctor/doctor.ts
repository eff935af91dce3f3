/** From the words of `profile doctor` to its checks and their document. */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { doctorDocument } from "../../lib/doctor/document.ts";
import { CHECKS } from "../../lib/doctor/registry.ts";
import { doctorVerdict, runChecks } from "../../lib/doctor/run.ts";
import { Server } from "../../lib/doctor/server/server.ts";
import type { DoctorContext } from "../../lib/doctor/types.ts";
import { type Config, readConfig } from "../../lib/settings/config.ts";
import { type Setting, settingsInEffect } from "../../lib/settings/in_effect.ts";
import { playbackRunRoot } from "../../lib/settings/run_root.ts";
import type { Context } from "../context.ts";
import { refuseWrongOptions } from "./refuse_options.ts";
import { credentialsFor, type DoctorFlags, serverFor } from "./server.ts";
import { type LaidServer, layOverlay } from "./overlay.ts";
import { printItems, words } from "./print.ts";

/**
 * Looks at everything and says what was found.
 *
 * @param typed options of the command line, by their long names
 */
export async function doctor(
  flags: DoctorFlags,
  typed: Record<string, string>,
  context: Context,
): Promise<void> {
  const { env, cwd, out, signal } = context;
  const dataRoot = await context.dataRoot();
  await refuseWrongOptions(flags, cwd);
  const config = await readConfig(dataRoot);
  const overlay = layOverlay(flags.overlay ?? [], config);
  const runRoot = await playbackRunRoot({ dataRoot, flag: flags.playbackRunRoot, env, cwd });
  const scratch = resolve(cwd, flags.scratch ?? config.scratch ?? join(tmpdir(), "weppcloud_profiles"));
  out.showPlaces(cwd, runRoot, scratch);
  const located = credentialsFor(flags, overlay, dataRoot, context);
  const server = await serverFor({ flags, config, overlay, runRoot, scratch, credentials: located }, context);
  const settings = withTarget(await settingsInEffect({ dataRoot, env, options: typed }), flags, overlay);
  const given: DoctorContext = {
    dataRoot,
    dataRootFrom: foundBy(typed, env),
    runRoot,
    rootNamed: flags.playbackRunRoot !== undefined || config.playback_run_root !== undefined ||
      env["PROFILE_PLAYBACK_BASE"] !== undefined,
    scratch,
    owner: ownerOf(config),
    draftsShared: config.drafts?.group !== undefined,
    settings,
    credentials: async () => (await located()).sources,
    secretFiles: secretFiles(flags, config, { cwd, dataRoot }),
    server: server.server,
    env,
    fix: flags.fix === true,
    redactor: out.redactor,
    now: Date.now,
    signal,
  };
  try {
    const items = await runChecks(CHECKS, given);
    const target = server.server instanceof Server ? server.server.options.name : undefined;
    printItems(items, { dataRoot, target }, context);
    out.json(doctorDocument(items, settings, target));
    const verdict = doctorVerdict(items);
    context.finish(verdict, words(items, verdict));
  } finally {
    await server.close();
  }
}

function ownerOf({ sandbox }: Config): DoctorContext["owner"] {
  return {
    ...(sandbox?.umask === undefined ? {} : { umask: parseInt(sandbox.umask, 8) }),
    ...(sandbox?.owner === undefined ? {} : { owner: sandbox.owner }),
  };
}

function foundBy(typed: Record<string, string>, env: Context["env"]): string {
  if (typed["data-root"] !== undefined) return "by --data-root";
  const name = ["PROFILE_DATA_ROOT", "PROFILE_PLAYBACK_ROOT"].find((one) => env[one] !== undefined);
  return name === undefined ? "from the current folder upwards" : `by ${name}`;
}

/** Files of the command line lie below the current folder, those of the configuration below the data root. */
function secretFiles(
  flags: DoctorFlags,
  config: Config,
  { cwd, dataRoot }: { cwd: string; dataRoot: string },
): DoctorContext["secretFiles"] {
  const named: [what: string, flag: string | undefined, configured: string | undefined][] = [
    ["users file", flags.usersFile, config.users_file],
    ["secrets file", flags.secretsFile, config.secrets_file],
  ];
  return named.flatMap(([what, flag, configured]) => {
    if (flag !== undefined) return [{ what, path: resolve(cwd, flag) }];
    return configured === undefined ? [] : [{ what, path: resolve(dataRoot, configured) }];
  });
}

/** What is said of the target beside its own key. */
function withTarget(settings: Setting[], flags: DoctorFlags, overlay: LaidServer): Setting[] {
  return settings.map((one): Setting => {
    if (one.name !== "base_url") return one;
    if (flags.embedded === true && one.from !== "option") {
      return { name: one.name, value: "embedded", from: "option", source: "--embedded" };
    }
    if (overlay.baseUrl === undefined || one.from === "option" || one.from === "environment") return one;
    return { name: one.name, value: overlay.baseUrl, from: "overlay", source: `overlay ${overlay.name}` };
  });
}
