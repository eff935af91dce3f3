/** Which kind of sandbox a play takes: as asked for, else what the place allows. */
import { stat } from "node:fs/promises";
import { ProfileError } from "../../errors.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import type { SandboxMode } from "../../model/sandbox_mode.ts";
import type { Config } from "../../settings/config.ts";
import type { SandboxChoice } from "../sandbox.ts";

/** What the choice depends on. */
export interface ChoiceInput {
  /** `--sandbox`. */
  flag: SandboxMode | undefined;
  /** `--fork-from`. */
  forkFrom: string | undefined;
  settings: Config["sandbox"];
  loaded: Pick<LoadedProfile, "profile">;
  /** `embedded`, or the base URL. */
  baseUrl: string;
  runRoot: string;
  /** The playback root was named by somebody, and is not only where it would lie. */
  rootNamed: boolean;
}

/**
 * Chooses: flag (or its environment name), the profile's `metadata.sandbox`, the configuration's `sandbox.mode`; else
 * `fork` when a run to fork is named, `filesystem` where the playback root is named or there, `create` otherwise.
 *
 * @throws ProfileError usage when a fork names no run, or a run to fork is named for another mode
 */
export async function chooseSandbox(input: ChoiceInput): Promise<SandboxChoice> {
  const { forkFrom, settings } = input;
  const { mode, why } = await modeOf(input);
  if (mode === "fork" && forkFrom === undefined) {
    throw new ProfileError("usage", `A sandbox by fork needs the run to fork (${why})`, {
      remedy:
        "Name it with --fork-from RUN; it is the only run beside the sandbox that is named to the server, once",
    });
  }
  if (mode !== "fork" && forkFrom !== undefined) {
    throw new ProfileError(
      "usage",
      `--fork-from names a run to fork, but the sandbox is made by ${mode} (${why})`,
      {
        remedy: "Say --sandbox fork, or leave --fork-from out",
      },
    );
  }
  return {
    mode,
    why,
    ...(forkFrom === undefined ? {} : { forkFrom }),
    ...(settings?.umask === undefined ? {} : { umask: parseInt(settings.umask, 8) }),
    ...(settings?.owner === undefined ? {} : { owner: settings.owner }),
  };
}

async function modeOf(input: ChoiceInput): Promise<{ mode: SandboxMode; why: string }> {
  const { flag, forkFrom, settings, loaded, baseUrl, runRoot, rootNamed } = input;
  if (flag !== undefined) return { mode: flag, why: "asked for with --sandbox" };
  if (forkFrom !== undefined) return { mode: "fork", why: "--fork-from names a run" };
  const own = loaded.profile.metadata.sandbox;
  if (own !== undefined) return { mode: own, why: "metadata.sandbox of the profile" };
  if (settings?.mode !== undefined) return { mode: settings.mode, why: "sandbox.mode of the configuration" };
  if (baseUrl === "embedded") return { mode: "filesystem", why: "the embedded server reads this disk" };
  if (rootNamed) return { mode: "filesystem", why: `the playback root ${runRoot} is named` };
  const there = await stat(runRoot).then((found) => found.isDirectory(), () => false);
  return there
    ? { mode: "filesystem", why: `the playback root ${runRoot} is there` }
    : { mode: "create", why: `the playback root ${runRoot} is not there` };
}
