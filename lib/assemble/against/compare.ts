/** Differential recording: what a new draft does otherwise than a profile that is there already. */
import { filesOfStep } from "../../model/step_files.ts";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type BaselineCandidates, readCandidates } from "../../baseline/candidates.ts";
import { readManifest } from "../../baseline/manifest.ts";
import { sha256File } from "../../files/hash.ts";
import { isPlainRelative } from "../../files/safe_path.ts";
import { walkFiles } from "../../files/walk.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import { Hole, type Profile, type Step } from "../../model/profile.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { diffSteps, type NotRecorded, type StepChange, type ValueChange } from "../../steps/diff.ts";
import { formatBytes } from "../../text/bytes.ts";
import { diffOutputs, type OutputsDiff } from "./outputs.ts";

/** What is different in a draft. Values are redacted. */
export interface AgainstResult {
  /** The profile's slug. */
  profile: string;
  steps: StepChange[];
  /** Steps without a difference. */
  same_steps: number;
  /** Config, config files, API. */
  inputs: ValueChange[];
  /** Undefined when either side knows of no outputs. */
  outputs?: OutputsDiff;
  /** Values that one side does not hold: no difference, and nothing known. */
  not_recorded: NotRecorded[];
}

/** The draft that is being made. */
export interface NewDraft {
  steps: readonly Step[];
  metadata: Pick<Profile["metadata"], "config" | "api">;
  variables: ReadonlyMap<string, string>;
  seedDir: string;
  candidates: BaselineCandidates | undefined;
  /** The recording does not hold all that was done. */
  lacksChanges: boolean;
}

/** Compares a draft with a profile: left is the profile, right the draft. */
export async function compareAgainst(
  { profile, seedDir, baselineDir, dir }: LoadedProfile,
  draft: NewDraft,
  redactor: Redactor,
): Promise<AgainstResult> {
  const variables = profile.variables ?? {};
  const seeds = {
    left: await seedWords(profile.steps, seedDir),
    right: await seedWords(draft.steps, draft.seedDir),
  };
  const found = diffSteps(
    { steps: profile.steps, variables, seed: (path) => seeds.left.get(path) },
    {
      steps: draft.steps,
      variables: Object.fromEntries(draft.variables),
      seed: (path) => seeds.right.get(path),
    },
  );
  const outputs = diffOutputs(
    { manifest: await readManifest(baselineDir), candidates: await readCandidates(dir) },
    draft.candidates,
    draft.lacksChanges,
  );
  const clean = (change: ValueChange) => redacted(change, redactor);
  return {
    profile: profile.metadata.slug,
    steps: found.changes.map((change) => ({ ...change, values: change.values.map(clean) })),
    same_steps: found.same,
    inputs: (await diffInputs(profile.metadata, seedDir, draft)).map(clean),
    ...(outputs === undefined ? {} : { outputs }),
    not_recorded: found.not_recorded,
  };
}

/** Each seed of the steps as size and start of its hash. */
async function seedWords(steps: readonly Step[], seedDir: string): Promise<Map<string, string>> {
  const words = new Map<string, string>();
  for (const step of steps) {
    for (const { file } of filesOfStep(step)) {
      if (file instanceof Hole || !("seed" in file)) continue;
      const said = await fileWords(seedDir, file.seed);
      if (said !== undefined) words.set(file.seed, said);
    }
  }
  return words;
}

/** `1.2 kB, 1f3a9c2b`; undefined when it is not there. */
async function fileWords(folder: string, path: string): Promise<string | undefined> {
  if (!isPlainRelative(path)) return undefined;
  try {
    const { size } = await stat(join(folder, path));
    return `${formatBytes(size)}, ${(await sha256File(join(folder, path))).slice(0, 8)}`;
  } catch {
    return undefined;
  }
}

async function diffInputs(
  metadata: Profile["metadata"],
  seedDir: string,
  draft: NewDraft,
): Promise<ValueChange[]> {
  const changes: ValueChange[] = [];
  const note = (path: string, from: string | undefined, to: string | undefined) => {
    if (from === to) return;
    changes.push({ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  };
  note("config", metadata.config, draft.metadata.config);
  note("api", metadata.api, draft.metadata.api);
  const config = { left: join(seedDir, "config"), right: join(draft.seedDir, "config") };
  const names = new Set([...await walkFiles(config.left), ...await walkFiles(config.right)]);
  for (const name of [...names].sort()) {
    const [from, to] = [await fileWords(config.left, name), await fileWords(config.right, name)];
    note(`seed/config/${name}`, inBrackets(from), inBrackets(to));
  }
  return changes;
}

function inBrackets(words: string | undefined): string | undefined {
  return words === undefined ? undefined : `(${words})`;
}

/** A value under the name of its field, so that the rules for keys see it too. */
function redacted(change: ValueChange, redactor: Redactor): ValueChange {
  const key = /[^.[\]]+(?=(?:\[\d+\])*$)/.exec(change.path)?.[0] ?? "value";
  const clean = (value: JsonValue) => {
    const kept = redactor.json({ [key]: value }, "comparison with another profile");
    return isObject(kept) ? Object.values(kept)[0] as JsonValue : null;
  };
  return {
    path: redactor.text(change.path),
    ...(change.from === undefined ? {} : { from: clean(change.from) }),
    ...(change.to === undefined ? {} : { to: clean(change.to) }),
  };
}
