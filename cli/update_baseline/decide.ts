/** What becomes of each output: by options, or by a person at the terminal. */
import { planUpdate, type UpdatePlan, type UpdateRequest, type Waiting } from "../../lib/baseline/plan.ts";
import type { Context } from "../context.ts";
import type { Ask } from "../prompt.ts";
import { confirmSevere, review } from "./review.ts";

/** What is asked for on the command line. */
export interface Asked {
  accept: "all" | readonly string[] | undefined;
  reject: readonly string[];
  prune: boolean;
  retarget: boolean;
  allowSevere: boolean;
  allowLarge: boolean;
  dry: boolean;
}

/** Why there is no plan: the person left, wants nothing written, or nothing was chosen. */
export type Undecided = "interrupted" | "nothing written" | "nothing accepted";

/** True when the command line says what to do, and nobody needs to be asked about each output. */
export function isChosen({ accept, reject }: Pick<Asked, "accept" | "reject">): boolean {
  return accept !== undefined || reject.length > 0;
}

/**
 * Plans an update by the options, or by what a person answers for each output.
 *
 * @param place profile, result and what is kept of files
 * @throws ProfileError as `planUpdate`
 */
export async function decide(
  context: Context,
  place: Omit<UpdateRequest, "accept" | "prune" | "retarget" | "allowSevere" | "allowLarge">,
  { items, risks, empty }: Waiting,
  asked: Asked,
  ask: Ask,
): Promise<UpdatePlan | Undecided> {
  const { prune, retarget, allowLarge, allowSevere, dry } = asked;
  const options = { ...place, prune, retarget, allowLarge };
  let request: Omit<UpdateRequest, "allowSevere">;
  if (isChosen(asked)) request = { ...options, accept: asked.accept ?? [], reject: asked.reject };
  else if (dry) request = { ...options, accept: "all" };
  else {
    const reviewed = await review(context, items, risks, place.report, ask);
    if (reviewed === undefined) return "interrupted";
    if (reviewed === "quit") return "nothing written";
    const accept = pathsOf(reviewed.accepted);
    // Who accepts that a file is not produced any more has it removed.
    request = { ...options, accept, reject: pathsOf(reviewed.rejected), removes: new Set(accept) };
  }
  const dropping = prune && empty.length > 0;
  if (request.accept.length + (request.reject ?? []).length === 0 && !dropping) return "nothing accepted";
  const allowed = dry || allowSevere;
  // Whoever sits at the terminal is asked about each severe one; elsewhere the plan refuses them.
  return context.interactive && !allowed
    ? await confirmed(request, ask)
    : await planUpdate({ ...request, allowSevere: allowed });
}

/** The plan without the severe risks that the person says no to. */
async function confirmed(
  request: Omit<UpdateRequest, "allowSevere">,
  ask: Ask,
): Promise<UpdatePlan | Undecided> {
  const all = await planUpdate({ ...request, allowSevere: true });
  const yes = await confirmSevere(all.severe, ask);
  if (yes === undefined) return "interrupted";
  const declined = all.severe.filter(({ path }) => !yes.has(path));
  if (declined.length === 0) return all;
  const isDeclined = new Set(pathsOf(declined));
  const accept = pathsOf([...all.accepted, ...all.pruned]).filter((path) => !isDeclined.has(path));
  // All outputs come from the course of steps that was not wanted.
  const isStep = declined.some(({ step }) => step === true);
  if (isStep || accept.length + all.rejected.length === 0) return "nothing accepted";
  return await planUpdate({ ...request, accept, allowSevere: yes });
}

function pathsOf(list: readonly { path: string }[]): string[] {
  return list.map(({ path }) => path);
}
