/**
 * What a reviewer took out of a draft whose recording goes on. The value stands in no file of the draft any more, so
 * it is looked up in the steps as they are assembled now, at the places that the reviewer chose.
 */
import { fieldsOf, formatAddress, type StepMap } from "../drafts/address.ts";
import { isLong, type SecretValue, withoutSecret } from "../drafts/secret_value.ts";
import { renamedTo } from "../drafts/step_names.ts";
import { isObject } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { Hole, type Step } from "../model/profile.ts";
import { valueIn } from "../model/value_in.ts";

/** A value that the reviewer took out, and the secret that stands for it. */
export interface TakenOut extends SecretValue {
  name: string;
}

const SECRET = /\{\{secret\.([^{}]+)\}\}/;

/**
 * Finds what was taken out, with `review` or by hand.
 *
 * @param edited the steps of the edited draft
 * @param ledger its decisions
 * @param fresh the same steps as they are assembled now, with all values; steps behind them may follow
 */
export function takenOut(
  edited: readonly StepMap[],
  ledger: readonly LedgerEntry[],
  fresh: readonly { id: string; step: Step }[],
): TakenOut[] {
  const found = new Map<string, TakenOut>();
  const names = new Map(fresh.map(({ id }) => [id, id]));
  const take = (step: Step, path: readonly (string | number)[], template: unknown): void => {
    const taken = valueBehind(template, valueIn(step, path));
    const key = String(path.findLast((part) => typeof part === "string"));
    if (taken !== undefined) found.set(JSON.stringify([key, taken]), { key, ...taken });
  };
  for (const entry of ledger) {
    const to = renamedTo(entry);
    if (to !== undefined) {
      for (const [id, name] of names) if (name === entry.subject) names.set(id, to);
    }
    if (entry.by !== "review" || entry.decision !== "redact") continue;
    for (const { id, step } of fresh) {
      // A name that was given later: the address is the one of its time.
      const current = names.get(id) ?? id;
      const path = fieldsOf(step).find((each) =>
        formatAddress({ step: current, path: each }) === entry.subject
      );
      if (path !== undefined) take(step, path, entry.evidence?.["instead"]);
    }
  }
  for (const { id, step } of fresh) {
    const own = edited.find((one) => one.id === names.get(id));
    if (own === undefined) continue;
    for (const path of fieldsOf(own)) take(step, path, valueIn(own, path));
  }
  return [...found.values()];
}

/** What stands in the place of the secret of a template; undefined when there is none, or it is no plain value. */
function valueBehind(template: unknown, value: unknown): { text: string; name: string } | undefined {
  if (typeof template !== "string" || (typeof value !== "string" && typeof value !== "number")) {
    return undefined;
  }
  const match = SECRET.exec(template);
  const [whole = "", name = ""] = match ?? [];
  const full = String(value);
  const before = template.slice(0, match?.index);
  const after = template.slice((match?.index ?? 0) + whole.length);
  const fits = match !== null && full.length > before.length + after.length && full.startsWith(before) &&
    full.endsWith(after);
  if (!fits) return undefined;
  const text = full.slice(before.length, full.length - after.length);
  return text.includes("{{") ? undefined : { text, name };
}

/** The step with the templates of the secrets in place of the values. */
export function withoutTaken(step: Step, taken: readonly TakenOut[]): Step {
  const { id, action, ...values } = step;
  const clean = taken.toSorted((a, b) =>
    Number(isLong(b)) - Number(isLong(a)) || b.text.length - a.text.length
  )
    .reduce<unknown>((current, secret) => withoutSecret(current, secret, secret.name), values);
  return isObject(clean) && !(clean instanceof Hole) ? { id, action, ...clean } as Step : step;
}
