/** Sandboxes that are there already: of an earlier play, or named by the user. */
import { basename, join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { exists, isPlainName } from "../../files/safe_path.ts";
import { resultsRoot } from "../../results/folder.ts";
import { judgeSandboxes } from "../../sandboxes/judge.ts";
import { placeOf } from "../../sandboxes/place.ts";
import { removeSandbox } from "../../sandboxes/remove.ts";
import type { Sandbox } from "../sandbox.ts";
import { Claim, type Claimant } from "../sandboxes/claim.ts";
import type { SandboxLine } from "./format.ts";

/** True when the sandbox may still be there: what lies on the server alone is seen when it is asked for. */
export async function mayBeThere(sandbox: SandboxLine, runRoot: string): Promise<boolean> {
  return sandbox.dir === null || await placeOf(sandbox, runRoot) !== undefined;
}

/**
 * The sandbox of an earlier play. It is claimed for the play that goes on with it; one that is not in the list of
 * sandboxes was named by the user, and is left where it lies.
 *
 * @throws ProfileError unavailable when it is gone
 */
export async function reopenSandbox(
  sandbox: SandboxLine,
  runRoot: string,
  claimant: Claimant,
): Promise<Sandbox> {
  const { run_id: runId, mode, config, own_config: ownConfig, before, stamps } = sandbox;
  const dir = await placeOf(sandbox, runRoot);
  if (dir === undefined && sandbox.dir !== null) {
    throw new ProfileError("unavailable", `The sandbox ${sandbox.dir} is not there any more`, {
      remedy: "Play the profile from its start",
    });
  }
  const claim = await Claim.takeOver(claimant, runId);
  return {
    mode,
    runId,
    dir,
    config,
    ownConfig,
    before,
    startedFull: stamps !== undefined,
    remove: async () => await claim?.remove(),
  };
}

/**
 * Removes what a killed play had made when it was cut off before its sandbox was ready: nothing was done in it.
 * What cannot be removed now is found by `doctor`.
 *
 * @param result folder of that play's result
 */
export async function dropUnused(dataRoot: string, result: string): Promise<void> {
  for (const { state, entry, dir } of await judgeSandboxes(dataRoot)) {
    if (state !== "left" || entry === undefined || dir === undefined) continue;
    if (join(resultsRoot(dataRoot), entry.result) !== result) continue;
    await removeSandbox(dataRoot, entry, dir).catch(() => {});
  }
}

/**
 * A sandbox that the user names.
 *
 * @param named its id, with or without `profile;;tmp;;`, or its folder
 * @throws ProfileError refused for a folder that lies elsewhere, unavailable when it is not there
 */
export async function namedSandbox(
  named: string,
  runRoot: string,
  config: string | undefined,
  readConfig: (dir: string) => Promise<string | undefined>,
): Promise<SandboxLine> {
  const plain = named.replace(/^profile;;tmp;;/, "").replace(/\/+$/, "");
  const id = basename(plain);
  if (!isPlainName(id) || (plain !== id && join(runRoot, id) !== plain)) {
    throw new ProfileError("refused", `${named} is no sandbox: those lie in ${runRoot}`, {
      remedy: "Name a sandbox by its id, or their folder with --playback-run-root",
    });
  }
  const dir = join(runRoot, id);
  if (!await exists(dir)) {
    throw new ProfileError("unavailable", `There is no sandbox ${dir}`, {
      remedy: `Look into ${runRoot}`,
    });
  }
  const slug = config ?? await readConfig(dir);
  if (slug === undefined) {
    throw new ProfileError("unavailable", `The sandbox ${dir} names no config`, {
      remedy: "Set metadata.config in the profile",
    });
  }
  return {
    kind: "sandbox",
    run_id: `profile;;tmp;;${id}`,
    dir,
    mode: "filesystem",
    config: slug,
    own_config: false,
    before: [],
  };
}
