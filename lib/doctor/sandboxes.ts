/** Check: sandboxes that killed plays left behind. With `--fix` those are removed, and never anything else. */
import { messageOf } from "../errors.ts";
import { sweepTemporaries } from "../files/temporaries.ts";
import { forgetSandbox, sandboxIndex } from "../sandboxes/index.ts";
import { type JudgedSandbox, judgeSandboxes } from "../sandboxes/judge.ts";
import { removeSandbox } from "../sandboxes/remove.ts";
import type { Check, DoctorContext, Finding } from "./types.ts";

const FIX = "Run profile doctor --fix";

export const sandboxesCheck: Check = {
  name: "sandboxes",
  topic: "here",
  summary: "sandboxes that killed plays left behind",
  async run(context) {
    const findings: Finding[] = [];
    if (context.fix) await sweepTemporaries(sandboxIndex(context.dataRoot), Date.now());
    for (const sandbox of await judgeSandboxes(context.dataRoot)) {
      const finding = await findingOf(sandbox, context);
      if (finding !== undefined) findings.push(finding);
    }
    // What needs a look stands first; names of sandboxes are random, and say nothing.
    findings.sort((one, other) => Number(one.state === "ok") - Number(other.state === "ok"));
    const wrong = findings.some(({ state }) => state === "warning" || state === "failed");
    const fixed = findings.filter(({ state }) => state === "fixed").length;
    if (wrong || fixed > 0) return findings;
    return [{ state: "ok", message: "No play left a sandbox behind" }, ...findings];
  },
};

async function findingOf(sandbox: JudgedSandbox, context: DoctorContext): Promise<Finding | undefined> {
  const { state, reason, entry, file, dir } = sandbox;
  if (entry === undefined) {
    return {
      state: "warning",
      message: `An entry of the list of sandboxes cannot be read: ${file}`,
      remedy: "Remove the file, if the folder that it names is gone",
      paths: [file],
    };
  }
  const name = entry.run_id ?? entry.id;
  switch (state) {
    case "running":
      return { state: "ok", message: `${name} is in use: ${reason}`, ...pathsOf(entry.dir) };
    case "kept":
      return {
        state: "ok",
        message: `${name} is kept on purpose: ${reason}; record prune removes it when it is old`,
        folded: { one: "sandbox is kept on purpose", many: "sandboxes are kept on purpose" },
        ...pathsOf(entry.dir),
      };
    case "remote":
      return {
        state: "warning",
        message: `${name} was left on ${entry.target}: ${reason}`,
        remedy: `Remove the run there; then remove ${file}`,
      };
    case "foreign":
      return {
        state: "warning",
        message: `${name}: ${reason}; it is not touched`,
        remedy: `Look at it; then remove ${file}`,
        ...pathsOf(entry.dir),
      };
    case "gone":
      if (!context.fix) return undefined;
      await forgetSandbox(context.dataRoot, entry.id);
      return undefined;
    case "damaged":
      return undefined;
    case "left":
      return await left(sandbox, dir, context);
  }
}

async function left(
  { reason, entry }: JudgedSandbox,
  dir: string | undefined,
  { dataRoot, fix }: DoctorContext,
): Promise<Finding | undefined> {
  if (entry === undefined || dir === undefined) return undefined;
  const what = `${entry.run_id ?? entry.id} of ${entry.profile} was left behind: ${reason}`;
  if (!fix) return { state: "warning", message: what, remedy: FIX, paths: [dir] };
  try {
    if (await removeSandbox(dataRoot, entry, dir)) {
      return { state: "fixed", message: `Removed ${dir}: ${what}`, paths: [dir] };
    }
    return {
      state: "warning",
      message: `${what}; something else came into its place and is not touched`,
      remedy: "Look at it, then run the command again",
      paths: [dir],
    };
  } catch (error) {
    return {
      state: "failed",
      message: `Cannot remove ${dir}: ${messageOf(error)}`,
      remedy: "Run the command as the user that the server runs as, or as root",
      paths: [dir],
    };
  }
}

function pathsOf(dir: string | null): Pick<Finding, "paths"> {
  return dir === null ? {} : { paths: [dir] };
}
