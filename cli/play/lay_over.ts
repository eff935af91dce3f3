/** Overlays and server of each profile that was chosen. */
import { ProfileError } from "../../lib/errors.ts";
import { targetUrls } from "../../lib/http/target_urls.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import {
  type GlobalOverlays,
  type LaidOverlay,
  layOverlays,
  overlayNames,
  UnknownOverlay,
} from "../../lib/profiles/overlay.ts";
import { type Config, configFile } from "../../lib/settings/config.ts";
import { closest } from "../../lib/text/closest.ts";
import type { Context } from "../context.ts";
import { type TargetFlags, targetOf } from "../../lib/engine/play_target.ts";
import type { Chosen, Planned, Unready } from "./chosen.ts";
import { unready } from "./unready.ts";

/** What of the options is about overlays and servers. */
export interface OverlayFlags extends TargetFlags {
  overlay?: string[] | undefined;
}

/**
 * Lays the overlays over each and finds its server.
 *
 * @throws ProfileError usage for an overlay that nobody has; what is wrong with a profile that was named
 */
export async function layOver(
  found: readonly (Chosen | Unready)[],
  flags: OverlayFlags,
  config: Config,
  { env, dataRoot }: Pick<Context, "env" | "dataRoot">,
): Promise<(Planned | Unready)[]> {
  const root = await dataRoot();
  const global: GlobalOverlays = { file: configFile(root), overlays: config.overlays ?? {} };
  const many = found.flatMap((one) => "loaded" in one ? [one.loaded] : []);
  for (const name of flags.overlay ?? []) refuseUnknown(name, many, global);
  return found.map((one) => {
    if (!("loaded" in one)) return one;
    const tellOfIt = (error: unknown) => {
      if (one.exact || !(error instanceof ProfileError)) throw error;
      return unready(one.key, root, one.loaded.file, error);
    };
    let overlay: LaidOverlay | undefined;
    try {
      overlay = layOverlays(one.loaded, one.opened?.flags.overlay ?? flags.overlay ?? [], global);
    } catch (error) {
      return tellOfIt(error);
    }
    const target = targetOf(overlay, { ...flags, ...targetBefore(one, flags) }, config, env);
    try {
      if (target !== "embedded") targetUrls(target);
    } catch (error) {
      // An address of the command line or the configuration is wrong for all.
      if (target !== overlay?.baseUrl) throw error;
      return tellOfIt(error);
    }
    if (overlay === undefined) return { ...one, target };
    // A server named at the command line wins over the overlay's.
    const changes = overlay.changes.filter(({ field }) => field !== "base_url" || target === overlay.baseUrl);
    return { ...one, target, overlay: { ...overlay, changes } };
  });
}

/** A name that no profile has at all is a slip of the fingers, and said once. */
function refuseUnknown(name: string, many: readonly LoadedProfile[], global: GlobalOverlays): void {
  const known = [...new Set(many.flatMap((one) => overlayNames(one, global)))].sort();
  const [only] = many;
  if (many.length < 2 || only === undefined || known.includes(name)) return;
  const near = closest(name, known);
  throw new UnknownOverlay(
    name,
    `Neither the configuration nor any of ${many.length} profiles has an overlay "${name}"`,
    {
      remedy: near !== undefined
        ? `Did you mean "${near}"?`
        : known.length > 0
        ? `There are: ${known.join(", ")}`
        : `Add it under overlays in ${global.file}`,
    },
  );
}

/** A play that goes on stays where it was, unless another server is named. */
function targetBefore({ opened }: Chosen, { target }: OverlayFlags): Partial<TargetFlags> {
  const before = opened?.flags.target;
  return before === undefined || target !== undefined ? {} : { target: before };
}
