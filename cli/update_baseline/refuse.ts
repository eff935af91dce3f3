/** Where `update-baseline` does not work at all, or lacks words. */
import { describe } from "../../lib/baseline/describe.ts";
import type { PendingItem } from "../../lib/baseline/pending.ts";
import { ProfileError } from "../../lib/errors.ts";
import { promoteCommand } from "../../lib/profiles/derived.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import type { Context } from "../context.ts";

/** What WEPPcloud itself made is only read; a baseline belongs to reviewed steps. */
export function refuseDerived({ derived, profile }: LoadedProfile): void {
  if (derived === undefined) return;
  throw new ProfileError("refused", `${derived.name} was made by WEPPcloud itself and can have no baseline`, {
    position: { file: derived.folder },
    remedy: `Make a profile of it first: ${promoteCommand(derived, profile.metadata.slug)}`,
  });
}

export function refuseInCi(env: Context["env"], allowed: boolean, name: string): void {
  const inCi = env["CI"] !== undefined && !["", "0", "false"].includes(env["CI"]);
  if (!inCi || allowed) return;
  throw new ProfileError("refused", "A baseline is not updated under CI=true: nobody has reviewed it there", {
    remedy: `Run profile update-baseline ${name} on your machine, or say --allow-ci`,
  });
}

/** What was said on the command line. */
export interface Said {
  /** The profile as it was named. */
  name: string;
  accept: "all" | readonly string[] | undefined;
  reject: readonly string[];
  reason: string | undefined;
}

/** Without a terminal everything must be said on the command line; the error gives the exact words. */
export function requireAnswers(
  { interactive, out }: Context,
  { name, accept, reject, reason }: Said,
  items: readonly PendingItem[],
): void {
  const chosen = accept !== undefined || reject.length > 0;
  const given = reason === undefined ? interactive : reason.trim() !== "";
  if (given && (interactive || chosen)) return;
  const command = `profile update-baseline ${name}`;
  const words = given && reason !== undefined ? reason : "…";
  const selections = chosen
    ? [
      [
        ...(accept === "all" ? ["--all"] : accept === undefined ? [] : [globs("--accept", accept)]),
        ...(reject.length === 0 ? [] : [globs("--reject", reject)]),
      ].join(" "),
    ]
    : ["--all", globs("--accept", [items[0]?.path ?? "*"])];
  const lacking = [chosen ? "" : "what to accept", given ? "" : "a reason"];
  for (const item of items) out.warn(`waits: ${item.path}  ${describe(item)}`);
  throw new ProfileError("usage", `The update needs ${lacking.filter((part) => part !== "").join(" and ")}`, {
    remedy: "Say " + selections.map((part) => `${command} ${part} --reason "${words}"`).join(", or "),
  });
}

function globs(option: string, words: readonly string[]): string {
  return `${option} ${words.map((glob) => `'${glob}'`).join(" ")}`;
}
