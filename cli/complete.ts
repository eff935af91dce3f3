/** `profile __complete <shell> -- <words>`: what the scripts of `profile completions` ask. Not for people. */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Offer } from "../lib/completions/shape.ts";
import { type Shell, SHELLS } from "../lib/completions/words.ts";
import { findDataRoot } from "../lib/settings/data_root.ts";
import { shapeOf } from "./completion_shape.ts";
import type { Context } from "./context.ts";

/**
 * Prints what the last word can be. It never fails and never speaks: the user is typing, and anything else would stand
 * in the middle of the line.
 *
 * @param words shell, `--`, and the line without the program's name
 */
export async function complete(
  words: readonly string[],
  program: CommandUnknownOpts,
  { out, env, cwd, dataRoot }: Context,
): Promise<void> {
  const [name, , ...given] = words;
  const shell = SHELLS.find((known) => known === name);
  if (shell === undefined) return;
  try {
    const { completionLines } = await import("../lib/completions/complete.ts");
    const rootOf = (named = env["PROFILE_DATA_ROOT"]) =>
      named === undefined ? dataRoot() : findDataRoot(named, cwd);
    const redactor = await rulesOf(rootOf, env) ?? out.redactor;
    const lines = await completionLines(shell, shapeOf(program), lineOf(shell, given), {
      cwd,
      own: OWN,
      dataRoot: rootOf,
      mayShow: (text) => redactor.text(text) === text,
    });
    out.document(lines.map((line) => `${line}\n`).join(""));
  } catch {
    // Less is offered.
  }
}

/** What the rules of the data root take out of other output is not offered. */
async function rulesOf(rootOf: () => Promise<string>, env: Context["env"]) {
  const { redactorOf } = await import("../lib/settings/redaction.ts");
  return await rootOf().then((dataRoot) => redactorOf({ dataRoot, env })).catch(() => undefined);
}

/** PowerShell loses empty words: the last one comes behind a colon. */
function lineOf(shell: Shell, given: readonly string[]): string[] {
  const last = given.at(-1) ?? "";
  return [...given.slice(0, -1), shell === "powershell" ? last.replace(/^:/, "") : last];
}

/** Names that parts of the program itself know. */
const OWN: Readonly<Record<string, () => Promise<readonly Offer[]>>> = {
  drift: async () => {
    const { embeddedNames } = await import("../lib/play/embedded_options.ts");
    return (await embeddedNames()).drift.map((key) => ({ value: `${key}=` }));
  },
  fault: async () => {
    const { embeddedNames } = await import("../lib/play/embedded_options.ts");
    return (await embeddedNames()).faults.map(([value, summary]) => ({ value, summary }));
  },
  rule: async () => {
    const { ruleList } = await import("../lib/assemble/rules/choice.ts");
    return ruleList().map(([value, summary]) => ({ value, summary }));
  },
  reason: async () => {
    const { REASONS } = await import("../lib/recording/policy.ts");
    return REASONS.map((value) => ({ value }));
  },
  then: async () => {
    const { THEN_CHECKS } = await import("../lib/play/then/options.ts");
    return THEN_CHECKS.map((value) => ({ value }));
  },
};
