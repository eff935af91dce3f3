/** Overlays: named values laid over a profile, from the profile itself and from the configuration of the data root. */
import { checkComparison } from "../compare/registry.ts";
import type { Credentials } from "../auth/session.ts";
import { ProfileError } from "../errors.ts";
import { globMatcher, isGlob } from "../files/glob.ts";
import { sha256 } from "../files/hash.ts";
import { isObject, type JsonValue, stableJson } from "../model/json.ts";
import type { Comparison, Overlay } from "../model/profile.ts";
import { closest } from "../text/closest.ts";
import type { LoadedProfile } from "./load.ts";

/** One value that an overlay changed. */
export interface OverlayChange {
  /** Name of the overlay. */
  overlay: string;
  /** File that holds it, absolute. */
  file: string;
  /** `base_url`, `variables.outlet_lat`, `tolerances.wepp/output/run/soil_loss.tif.mean`, `credentials`. */
  field: string;
  /** What the profile says; missing when it says nothing. */
  before?: JsonValue;
  after: JsonValue;
}

/** Overlays as they lie over one profile. */
export interface LaidOverlay {
  /** As `--overlay` takes it: `staging`, or `staging,slow`. */
  name: string;
  /** Server to play against. */
  baseUrl?: string;
  /** Names of the environment variables with e-mail address and password. */
  credentials?: NonNullable<Overlay["credentials"]>;
  /** Only those that the profile has. */
  variables: Record<string, unknown>;
  /** The profile's comparisons with the tolerances laid over. */
  comparisons: Comparison[];
  changes: OverlayChange[];
  /** Those that have a baseline of their own, with "+" between: the set that their plays are compared with. */
  baseline?: string;
}

/** Overlays of the configuration, with its file. */
export interface GlobalOverlays {
  file: string;
  overlays: Readonly<Record<string, Overlay>>;
}

interface Layer {
  name: string;
  file: string;
  overlay: Overlay;
}

/**
 * Lays overlays over a profile: those of the configuration below the profile's own of the same name, a later name
 * over an earlier one.
 *
 * @param names in the order given
 * @returns undefined when no name is given
 * @throws ProfileError usage for a name that neither has, or tolerances that a comparison cannot have
 */
export function layOverlays(
  loaded: LoadedProfile,
  names: readonly string[],
  global: GlobalOverlays,
): LaidOverlay | undefined {
  if (names.length === 0) return undefined;
  const own = loaded.profile.overlays ?? {};
  for (const name of names) if (!has(own, name) && !has(global.overlays, name)) unknown(loaded, name, global);
  const layersOf = (overlays: Readonly<Record<string, Overlay>>, file: string): Layer[] =>
    names.flatMap((name) => {
      const overlay = has(overlays, name) ? overlays[name] : undefined;
      return overlay === undefined ? [] : [{ name, file, overlay }];
    });
  const layers = [...layersOf(global.overlays, global.file), ...layersOf(own, loaded.file)];
  const laid: LaidOverlay = {
    name: names.join(","),
    variables: {},
    comparisons: loaded.profile.comparisons ?? [],
    changes: [],
  };
  for (const layer of layers) lay(laid, layer, loaded);
  const baselineOf = new Map<string, Overlay["baseline"]>();
  for (const { name, overlay } of layers) baselineOf.set(name, overlay.baseline ?? baselineOf.get(name));
  const set = [...new Set(names)].filter((name) => baselineOf.get(name) === "own").join("+");
  return { ...laid, changes: lastOf(laid.changes), ...(set === "" ? {} : { baseline: set }) };
}

/** Names of all overlays that could be laid over a profile. */
export function overlayNames({ profile }: LoadedProfile, global: GlobalOverlays): string[] {
  return [...new Set([...Object.keys(profile.overlays ?? {}), ...Object.keys(global.overlays)])].sort();
}

/**
 * True when something changes that the baseline does not have: another server or another login alone does not, nor do
 * the values of an overlay whose own baseline it is.
 */
export function changesValues({ changes, baseline = "" }: LaidOverlay): boolean {
  const own = baseline.split("+");
  return changes.some(({ field, overlay }) =>
    field !== "base_url" && field !== "credentials" && !own.includes(overlay)
  );
}

/** Hex SHA-256 of the variables that overlays lay over a profile: a baseline of theirs is tied to them. */
export function laidHash({ variables }: LaidOverlay): string {
  return sha256(stableJson(variables));
}

/**
 * The login that the overlay names; undefined when it names none.
 *
 * @throws ProfileError unavailable when it is not set
 */
export function loginOf(
  { name, credentials }: Pick<LaidOverlay, "name" | "credentials">,
  env: Readonly<Record<string, string | undefined>>,
): NonNullable<Credentials["login"]> | undefined {
  if (credentials === undefined) return undefined;
  const { email_env, password_env } = credentials;
  const { [email_env]: email = "", [password_env]: password = "" } = env;
  const missing = [...(email === "" ? [email_env] : []), ...(password === "" ? [password_env] : [])];
  if (missing.length === 0) return { email, password };
  throw new ProfileError(
    "unavailable",
    `Overlay ${name} logs in with ${missing.join(" and ")}, not set here`,
    {
      remedy: `Set it in the environment, or change overlays.${name}.credentials`,
    },
  );
}

/** `variables.outlet_lat  46.1 -> 46.2  (staging, profiles/profile.config.yaml)`. */
export function changeLine({ overlay, file, field, before, after }: OverlayChange): string {
  const old = before === undefined ? "" : `${JSON.stringify(before)} -> `;
  return `${field}  ${old}${JSON.stringify(after)}  (overlay ${overlay}, ${file})`;
}

/**
 * Comparisons with tolerances laid over their own. A key is a target as the comparison writes it, or a glob over
 * targets; a target's own key wins over a glob.
 */
export function layTolerances(
  comparisons: readonly Comparison[],
  tolerances: NonNullable<Overlay["tolerances"]>,
): Comparison[] {
  return comparisons.map((comparison) => {
    const keys = Object.keys(tolerances).filter((key) => meansTarget(key, comparison.target));
    if (keys.length === 0) return comparison;
    const byWeight = keys.toSorted((a, b) =>
      Number(a === comparison.target) - Number(b === comparison.target)
    );
    const own = comparison.params?.["tolerance"];
    const tolerance = Object.assign({}, isObject(own) ? own : {}, ...byWeight.map((key) => tolerances[key]));
    return { ...comparison, params: { ...comparison.params, tolerance } };
  });
}

/** True when the key of `tolerances` is about the target. */
export function meansTarget(key: string, target: string): boolean {
  return key === target || (isGlob(key) && globMatcher(key)(target));
}

function lay(laid: LaidOverlay, { name, file, overlay }: Layer, { profile }: LoadedProfile): void {
  const note = (field: string, before: unknown, after: unknown) => {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    laid.changes.push({
      overlay: name,
      file,
      field,
      ...(before === undefined ? {} : { before: before as JsonValue }),
      after: after as JsonValue,
    });
  };
  if (overlay.base_url !== undefined) {
    laid.baseUrl = overlay.base_url;
    note("base_url", undefined, overlay.base_url);
  }
  if (overlay.credentials !== undefined) {
    laid.credentials = overlay.credentials;
    note("credentials", undefined, overlay.credentials);
  }
  for (const [variable, value] of Object.entries(overlay.variables ?? {})) {
    // A configuration serves many profiles: what this one does not have means another.
    if (!has(profile.variables ?? {}, variable)) continue;
    laid.variables[variable] = value;
    note(`variables.${variable}`, profile.variables?.[variable], value);
  }
  const before = profile.comparisons ?? [];
  laid.comparisons = layTolerances(laid.comparisons, overlay.tolerances ?? {});
  laid.comparisons.forEach((comparison, index) => {
    const fault = checkComparison(comparison);
    if (fault !== undefined) {
      throw new ProfileError("usage", `Overlay ${name}, comparison of "${comparison.target}": ${fault}`, {
        position: { file },
        remedy: `Change the tolerances of overlays.${name}, or the glob that means this target`,
      });
    }
    const [old, laidOver] = [toleranceOf(before[index]), toleranceOf(comparison)];
    for (const [key, value] of Object.entries(laidOver)) {
      if (JSON.stringify(layerValue(overlay, comparison.target, key)) !== JSON.stringify(value)) continue;
      note(`tolerances.${comparison.target}.${key}`, old[key], value);
    }
  });
}

/** What this layer says about one tolerance of a target. */
function layerValue({ tolerances = {} }: Overlay, target: string, key: string): unknown {
  return toleranceOf(layTolerances([{ target, method: "" }], tolerances)[0])[key];
}

function toleranceOf(comparison: Comparison | undefined): Record<string, unknown> {
  const tolerance = comparison?.params?.["tolerance"];
  return isObject(tolerance) ? tolerance : {};
}

/** Of several changes of one field the last is in effect. */
function lastOf(changes: readonly OverlayChange[]): OverlayChange[] {
  return [...new Map(changes.map((change) => [change.field, change])).values()];
}

function has(record: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(record, name);
}

function unknown(loaded: LoadedProfile, name: string, global: GlobalOverlays): never {
  const known = overlayNames(loaded, global);
  const near = closest(name, known);
  const remedy = near !== undefined
    ? `Did you mean "${near}"?`
    : known.length > 0
    ? `There are: ${known.join(", ")}`
    : `Add it under overlays in profile.yaml, or in ${global.file} for all profiles`;
  throw new UnknownOverlay(name, `Profile ${loaded.profile.metadata.slug} has no overlay "${name}"`, {
    position: loaded.source.locate(["overlays"]),
    remedy,
  });
}

/** A name that neither the profile nor the configuration has. */
export class UnknownOverlay extends ProfileError {
  constructor(
    readonly overlay: string,
    message: string,
    detail: ConstructorParameters<typeof ProfileError>[2],
  ) {
    super("usage", message, detail);
  }
}
