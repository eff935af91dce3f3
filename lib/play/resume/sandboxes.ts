/** Sandboxes that are there already: of an earlier play, or named by the user. */
import { rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { exists, isPlainName } from "../../files/safe_path.ts";
import type { Sandbox } from "../sandbox.ts";
import type { SandboxLine } from "./format.ts";

/** Where the sandbox lies now; undefined when it is gone. */
export async function placeOf({ dir, run_id }: SandboxLine, runRoot: string): Promise<string | undefined> {
  const id = run_id.split(";;").at(-1) ?? "";
  for (const place of [dir, ...(isPlainName(id) ? [join(runRoot, id)] : [])]) {
    if (await stat(place).then((found) => found.isDirectory(), () => false)) return place;
  }
  return undefined;
}

/**
 * The sandbox of an earlier play.
 *
 * @throws ProfileError unavailable when it is gone
 */
export async function reopenSandbox(sandbox: SandboxLine, runRoot: string): Promise<Sandbox> {
  const dir = await placeOf(sandbox, runRoot);
  if (dir === undefined) {
    throw new ProfileError("unavailable", `The sandbox ${sandbox.dir} is not there any more`, {
      remedy: "Play the profile from its start",
    });
  }
  return {
    runId: sandbox.run_id,
    dir,
    config: sandbox.config,
    ownConfig: sandbox.own_config,
    before: sandbox.before,
    remove: () => removeSandbox(dir, sandbox.run_id),
  };
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
    config: slug,
    own_config: false,
    before: [],
  };
}

/** Removes a sandbox; a folder that does not bear the run's id is left alone. */
async function removeSandbox(dir: string, runId: string): Promise<void> {
  if (runId === `profile;;tmp;;${basename(dir)}`) await rm(dir, { recursive: true, force: true });
}
