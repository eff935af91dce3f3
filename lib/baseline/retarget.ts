/** Going over to another kind of target: a baseline is of one kind as a whole. */
import { ProfileError } from "../errors.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import { entriesOf } from "./manifest.ts";
import type { Outdated } from "./outdated.ts";
import { isVanished, type Pending, type PendingItem } from "./pending.ts";

/** What becomes of the outputs. */
interface Choice {
  manifest: BaselineManifest | undefined;
  pending: Pending;
  outdated: readonly Outdated[];
  /** What is written or removed. */
  taken: readonly PendingItem[];
  /** What goes on waiting. */
  left: readonly PendingItem[];
}

/**
 * Refuses to write outputs of another kind of target than that of the baseline, and to write some of them only.
 *
 * @param retarget it was asked for
 * @throws ProfileError refused, naming an output that would stay as it is
 */
export function refuseOtherTarget(choice: Choice, retarget: boolean): void {
  const { manifest, pending, taken } = choice;
  if (manifest === undefined || manifest.files.length === 0 || manifest.target === pending.target) return;
  if (taken.length === 0) return;
  const change = `from "${manifest.target}" to "${pending.target}"`;
  if (!retarget) {
    throw new ProfileError("refused", `The update would change the target of the baseline ${change}`, {
      remedy: "Play on the same kind of target, or say --retarget",
    });
  }
  const staying = stayingOf(choice);
  const [first] = staying;
  if (first === undefined) return;
  const gone = new Set(choice.outdated.map(({ path }) => path));
  const again = staying.some(({ path, rejected }) => rejected === true || gone.has(path));
  const rejected = !staying.every((item) => choice.left.includes(item));
  const words = `--all --retarget${staying.some(isVanished) ? " --prune" : ""}`;
  throw new ProfileError(
    "refused",
    `Changing the target ${change} takes all outputs, and "${first.path}" would stay as it is`,
    {
      remedy: again ? `Play again, then use ${words}` : `Use ${words}${rejected ? ", without --reject" : ""}`,
    },
  );
}

/** Outputs that differ from the baseline's and are not taken; those within tolerance are of both targets. */
function stayingOf({ manifest, pending, outdated, taken, left }: Choice): PendingItem[] {
  const kept = entriesOf(manifest);
  const settled = new Set(
    [...taken, ...outdated.filter(({ why }) => why === "within")].map(({ path }) => path),
  );
  const waits = new Set(left.map(({ path }) => path));
  return pending.items.filter(({ path, sha256 }) => {
    const entry = kept.get(path);
    return !settled.has(path) && (waits.has(path) || (entry !== undefined && entry.sha256 !== sha256));
  });
}
