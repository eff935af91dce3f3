/** The sandbox of a play, in the mode that was chosen, and how its outputs are read. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { ownCreation } from "../creation_step.ts";
import { diskOutputs } from "../outputs/disk.ts";
import { httpOutputs } from "../outputs/http.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Scope } from "../scope.ts";
import type { PlayState } from "../state.ts";
import { reopenSandbox } from "../resume/sandboxes.ts";
import { buildRequest } from "../step_request.ts";
import type { Target } from "../target.ts";
import type { Claimant } from "./claim.ts";
import { configSlug } from "./config_slug.ts";
import { createSandbox, type OwnCreation } from "./create.ts";
import { makeFilesystemSandbox } from "./filesystem.ts";
import { forkSandbox } from "./fork.ts";
import { probeSandbox } from "./probe.ts";
import { type Remote, removeOverHttp } from "./remote.ts";

/**
 * Makes what needs no server: a sandbox on the disk. Undefined for the other modes.
 *
 * @throws ProfileError unavailable when it cannot be made
 */
export async function openOnDisk(state: PlayState, target: Target): Promise<Sandbox | undefined> {
  const { loaded, runRoot, sandbox: choice, continues } = state.options;
  if (continues !== undefined) {
    const { sandbox } = continues;
    return sandbox.mode === "filesystem"
      ? await reopenSandbox(sandbox, runRoot, claimantOf(state, target))
      : undefined;
  }
  if (choice.mode !== "filesystem") return undefined;
  // What the profile lacks is said before a folder is made.
  await configSlug(loaded, target.ownConfig !== undefined);
  const doubt = (words: string) => state.note(`the server may not be able to write to the sandbox: ${words}`);
  return await makeFilesystemSandbox(
    loaded,
    runRoot,
    choice,
    claimantOf(state, target),
    target.ownConfig,
    doubt,
  );
}

/**
 * The sandbox, once we are logged in: that on the disk is looked at through the server, the others are made now.
 *
 * @param onDisk of {@link openOnDisk}
 * @param scope values for the profile's own creation step
 * @throws ProfileError unavailable when the server cannot use or make it
 */
export async function openSandbox(
  state: PlayState,
  target: Target,
  onDisk: Sandbox | undefined,
  remote: Remote,
  scope: (runId: string, config: string) => Scope,
): Promise<Sandbox> {
  const { loaded, runRoot, sandbox: choice, jobTimeout, continues } = state.options;
  if (continues !== undefined) {
    const there = onDisk ?? await reopenSandbox(continues.sandbox, runRoot, claimantOf(state, target));
    if (there.mode !== "filesystem") there.removeRemote = () => removeOverHttp(there.runId, remote);
    return there;
  }
  if (onDisk !== undefined) {
    // The embedded server shares this disk for certain.
    if (target.kind !== "server") return onDisk;
    try {
      for (const line of await probeSandbox(onDisk, remote)) state.note(line);
      return onDisk;
    } catch (error) {
      await discardSandbox(state, onDisk);
      throw error;
    }
  }
  const claimant = claimantOf(state, target);
  if (choice.mode === "fork") {
    return await forkSandbox(loaded, choice.forkFrom ?? "", claimant, remote, {
      timeout: jobTimeout,
      runRoot,
    });
  }
  const own = await creationOf(state, target, scope);
  return await createSandbox(loaded, own, claimant, remote, target.runsRoot);
}

/** Removes a sandbox in which nobody worked: there is nothing to look at, and nothing to go on with. */
export async function discardSandbox(state: PlayState, sandbox: Sandbox): Promise<void> {
  const remark = await sandbox.removeRemote?.();
  await sandbox.remove();
  if (remark !== undefined) state.note(remark);
  else if (state.report.sandbox !== null) Object.assign(state.report.sandbox, { dir: null, removed: true });
}

/** Reads what the sandbox holds, and notes what it held before the first step. */
export async function openOutputs(state: PlayState, sandbox: Sandbox, remote: Remote): Promise<void> {
  // A run of another user's server may be on this disk and not be ours to read.
  const readable = sandbox.dir !== undefined && await lstat(sandbox.dir).then(() => true, () => false);
  const outputs = sandbox.dir !== undefined && readable && sandbox.mode !== "create"
    ? diskOutputs(sandbox.dir)
    : httpOutputs({
      client: remote.client,
      session: remote.session,
      urls: remote.urls,
      runId: sandbox.runId,
      config: sandbox.config,
      scratch: join(state.scratchDir, "outputs"),
      note: (line) => state.note(line),
      onProgress: state.options.onProgress,
    });
  state.outputs = outputs;
  const earlier = state.options.continues?.sandbox;
  if (earlier !== undefined) {
    // What the run held before the first step is known from the play that is gone on with.
    const { stamps } = earlier;
    if (stamps === undefined) return;
    state.stamps = new Map(Object.entries(stamps).map(([path, stamp]) => [path, stamp ?? undefined]));
    return;
  }
  if (sandbox.mode === "filesystem" && !sandbox.startedFull) return;
  const listed = await outputs.list() ?? [];
  sandbox.before = listed.map(({ path }) => path);
  if (sandbox.startedFull) state.stamps = new Map(listed.map(({ path, stamp }) => [path, stamp]));
}

function claimantOf({ options, resultDir }: PlayState, target: Target): Claimant {
  const { dataRoot, loaded, now } = options;
  return { dataRoot, profile: loaded.profile.metadata.slug, target: target.name, resultDir, now };
}

/** The profile's own creation step, built; it may refer to no run, for there is none yet. */
async function creationOf(
  state: PlayState,
  target: Target,
  scope: (runId: string, config: string) => Scope,
): Promise<OwnCreation | undefined> {
  const { loaded, sandbox } = state.options;
  const step = ownCreation(loaded.profile, sandbox);
  if (step === undefined) return undefined;
  const config = loaded.profile.metadata.config ?? "";
  const { request, shown } = await buildRequest(step, {
    urls: target.urls,
    scope: scope("", config),
    seedDir: loaded.seedDir,
    recordedRun: loaded.profile.metadata.recorded?.run_id,
    runId: "",
    config,
    api: loaded.profile.metadata.api ?? "rq-engine",
  });
  return { step: step.id, request, shown };
}
