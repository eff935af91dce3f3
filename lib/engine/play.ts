/** `play()` of the library: one profile, from its name to its report. */
import type { Credentials } from "../auth/session.ts";
import type { HoleMode } from "../play/holes.ts";
import type { Surroundings } from "./surroundings.ts";
import type { ApiMode, Report, SandboxMode } from "./types.ts";
import { inPlace, type Where } from "./where.ts";

/** What is played, and how. What is not said has the value of the configuration, else the program's own. */
export interface PlayRequest extends Where {
  /** Slug, draft (`_drafts/x`), or path of a profile. */
  profile: string;
  /** `embedded`, or the base URL of a WEPPcloud; default: environment, overlay, configuration. */
  target?: string | undefined;
  /** Names of overlays; a later one wins. */
  overlays?: readonly string[] | undefined;
  /** False: only the steps, nothing is compared. */
  compare?: boolean | undefined;
  /** True: the optional steps, too. */
  optional?: boolean | undefined;
  /** True: go on with later steps after one that failed. */
  keepGoing?: boolean | undefined;
  /** True: the sandbox stays also after a pass. */
  keep?: boolean | undefined;
  /** True: hosts that the configuration lists as production may be played against. */
  allowProduction?: boolean | undefined;
  /** False: no pictures of what differs. */
  pictures?: boolean | undefined;
  /** What becomes of steps with holes; default: `refuse`. */
  holes?: HoleMode | undefined;
  /** Generation of the API that is spoken; default: `auto`. */
  api?: ApiMode | undefined;
  /** How the run is made that the play works in. */
  sandbox?: SandboxMode | undefined;
  /** The run that the server forks into the sandbox. */
  forkFrom?: string | undefined;
  /** Folder of sandboxes that the server shares. */
  playbackRunRoot?: string | undefined;
  /** Login, cookie or token; default: `ADMIN_EMAIL` and `ADMIN_PASSWORD` and their like, as on the command line. */
  credentials?: Credentials | undefined;
  /** Values of `{{secret.NAME}}` by name; they go before those of the environment. */
  secrets?: Readonly<Record<string, string>> | undefined;
  /** What the embedded WEPPcloud does otherwise: factors by quantity, names of faults. */
  embedded?: { drift?: Record<string, number>; faults?: string[] } | undefined;
  /** Limit of every job in place of what the steps say, in ms. */
  jobTimeout?: number | undefined;
  /** How long a queued job may wait for a worker at the start, in ms. */
  workerTimeout?: number | undefined;
  /** How long the server may be silent, in ms. */
  requestTimeout?: number | undefined;
}

/**
 * Plays a profile in a sandbox run, waits for its jobs, compares what it made, and writes the result below
 * `profiles/results/`. What stops a play once it has begun is in its report, as the verdict and `error`.
 *
 * @returns the report, without secrets; `verdict` is `passed` only when all that was planned was done and matched
 * @throws ProfileError what keeps it from beginning: `usage` for words and invalid profiles, `unavailable` for a
 *   login or secret that cannot be read, `refused` for holes
 * @example
 * ```ts
 * import { play } from "./mod.ts";
 * const report = await play({ profile: "us-small", dataRoot: ".", target: "embedded" });
 * console.log(report.summary); // passed (embedded)
 * ```
 */
export async function play(request: PlayRequest): Promise<Report> {
  return await inPlace(request, async (place) => await playIn(place, request));
}

async function playIn(place: Surroundings, request: PlayRequest): Promise<Report> {
  const { cleanReport } = await import("../report/clean.ts");
  const { play: playOne } = await import("../play/play.ts");
  const { out: { line, redactor } } = place;
  const options = await optionsOf(request, place);
  const progress = (text: string, level: "step" | "detail") => level === "step" ? line(text) : undefined;
  return cleanReport(await playOne({ ...options, progress }), redactor);
}

/** What a play is told: what was asked for, over the configuration, over the defaults. */
async function optionsOf(request: PlayRequest, place: Surroundings) {
  const { readConfig, configFile } = await import("../settings/config.ts");
  const { playbackRunRoot } = await import("../settings/run_root.ts");
  const { layOverlays } = await import("../profiles/overlay.ts");
  const { settleHoles } = await import("../play/holes.ts");
  const { VERSION } = await import("../version.ts");
  const { accessOf } = await import("./access_of.ts");
  const { openProfile } = await import("./open_profile.ts");
  const { playDefaults } = await import("./play_defaults.ts");
  const { targetOf } = await import("./play_target.ts");
  const { sandboxOf } = await import("./sandbox_of.ts");
  const { cwd, env, signal, out: { redactor } } = place;
  const dataRoot = await place.dataRoot();
  const config = await readConfig(dataRoot);
  const opened = await openProfile(place, request.profile, { seedsLater: true });
  const { holes, sandbox, forkFrom } = request;
  const { loaded, part } = settleHoles(opened, holes);
  const global = { file: configFile(dataRoot), overlays: config.overlays ?? {} };
  const overlay = layOverlays(loaded, request.overlays ?? [], global);
  const baseUrl = targetOf(overlay, { target: request.target }, config, env);
  const flag = request.playbackRunRoot;
  const runRoot = await playbackRunRoot({ dataRoot, flag, env, cwd });
  const asked = { sandbox, forkFrom, playbackRunRoot: flag };
  const planned = { loaded, target: baseUrl };
  return {
    ...playDefaults(config, cwd),
    ...given(request),
    ...await accessOf(request, { config, loaded, overlay, dataRoot }, place),
    loaded,
    part,
    ...(holes === undefined ? {} : { holes }),
    dataRoot,
    baseUrl,
    ...(overlay === undefined ? {} : { overlay }),
    runRoot,
    sandbox: await sandboxOf(planned, asked, config, runRoot, env),
    env,
    redactor,
    invocation: [loaded.profile.metadata.slug],
    version: VERSION,
    now: Date.now,
    signal,
  };
}

/** What was asked for and goes over the defaults as it is. */
function given(request: PlayRequest) {
  const { compare, optional, keepGoing, keep, allowProduction, pictures, api } = request;
  const { jobTimeout, workerTimeout, embedded } = request;
  return {
    ...(compare === undefined ? {} : { compare }),
    ...(optional === undefined ? {} : { optional }),
    ...(keepGoing === undefined ? {} : { keepGoing }),
    ...(keep === undefined ? {} : { keep }),
    ...(allowProduction === undefined ? {} : { allowProduction }),
    ...(pictures === undefined ? {} : { pictures }),
    ...(api === undefined ? {} : { api }),
    ...(jobTimeout === undefined ? {} : { jobTimeout, jobTimeoutWins: true }),
    ...(workerTimeout === undefined ? {} : { workerTimeout }),
    ...(embedded === undefined
      ? {}
      : { embedded: { drift: embedded.drift ?? {}, faults: embedded.faults ?? [] } }),
  };
}
