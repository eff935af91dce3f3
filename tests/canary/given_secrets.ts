/** Finds out what each `{{secret.NAME}}` of a draft stood for, from the session that was recorded. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { HOLE_TAGS } from "../../lib/yaml/hole_tag.ts";
import type { Sent } from "./recording.ts";

type Fields = Record<string, unknown>;
interface DraftStep extends Fields {
  query?: Fields;
  json?: Fields;
  form?: Fields;
  urlencoded?: Fields;
}

/** Values by name. The steps are those of the session that succeeded, in order. */
export async function givenSecrets(
  profile: string,
  sent: readonly Sent[],
): Promise<Record<string, string>> {
  const { steps } = parse(await readFile(profile, "utf8"), { customTags: HOLE_TAGS }) as {
    steps: DraftStep[];
  };
  const given: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const raw = sent[index];
    if (raw === undefined) throw new Error(`step ${index} was not sent`);
    const list = /[?&]list=(\{\{secret\.\w+\}\})/.exec(String(step["path"]))?.[1];
    if (list !== undefined) match(list, raw.query?.findLast(([name]) => name === "list")?.[1], given);
    for (
      const [written, was] of [[step.query, raw.query], [step.form, raw.form], [
        step.urlencoded,
        raw.urlencoded,
      ]]
    ) {
      for (const [key, value] of Object.entries(written ?? {})) {
        const pair = (was as [string, string][] | undefined)?.find(([name]) => fits(key, name));
        match(key, pair?.[0], given);
        match(value, pair?.[1], given);
      }
    }
    walk(step.json, raw.json, given);
  }
  return given;
}

function walk(written: unknown, was: unknown, given: Record<string, string>): void {
  if (typeof written !== "object" || written === null) return match(written, was, given);
  for (const [key, value] of Object.entries(written)) walk(value, (was as Fields)[key], given);
}

function fits(template: string, text: string): boolean {
  return patternOf(template).test(text);
}

function match(template: unknown, raw: unknown, given: Record<string, string>): void {
  if (typeof template !== "string" || !template.includes("{{secret.")) return;
  const names = [...template.matchAll(/\{\{secret\.(\w+)\}\}/g)].map(([, name = ""]) => name);
  const values = patternOf(template).exec(String(raw))?.slice(1);
  if (values === undefined) throw new Error(`${template} is no form of what was sent`);
  names.forEach((name, index) => given[name] = values[index] ?? "");
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\{secret\.\w+\}\}/).map((part) =>
    part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
  );
  return new RegExp(`^${parts.join("([^]+?)")}$`);
}
