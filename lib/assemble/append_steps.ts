/** The text of an edited profile with new steps behind its own; every other line stays as it is. */
import { isMap, isNode, isSeq } from "yaml";
import { isObject } from "../model/json.ts";
import { Profile } from "../model/profile.ts";
import { valueIn } from "../model/value_in.ts";
import { YamlEditor } from "../yaml/edit.ts";
import { parseYaml, type YamlSource } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";
import type { EditedDraft } from "./continue.ts";

/**
 * Appends steps, and carries over what the recording and the new steps need beside them.
 *
 * @param fresh the profile as assembled now
 * @param ids names of its steps
 * @param begin the first of them that is new
 * @throws ProfileError refused when the new steps do not fit behind the edited ones
 */
export function appendSteps(
  { text, file, misfit }: EditedDraft,
  fresh: YamlSource,
  ids: readonly string[],
  begin: number,
): string {
  const added = ids.slice(begin);
  if (added.length === 0) return carriedOver(text, file, fresh, "");
  const edited = parseYaml(file, text, "draft");
  const taken = new Set(stepsOf(edited).flatMap((step) => isObject(step) ? [String(step["id"])] : []));
  for (const id of added) if (taken.has(id)) throw misfit(`its step ${id} has the name of a new one`);
  const news = textOfSteps(fresh, begin);
  const content = JSON.stringify(stepsOf(fresh).slice(begin));
  for (const [, id = ""] of content.matchAll(/\{\{steps\.([^.}]+)/g)) {
    const known = taken.has(id) || added.includes(id);
    if (!known) throw misfit(`new steps use step ${id}, which is not there any more`);
  }
  const missing = Object.keys(variablesOf(fresh)).filter((key) => !Object.hasOwn(variablesOf(edited), key));
  if (missing.length > 0) throw misfit(`new steps use the variable ${missing[0]}, which it does not have`);
  const own = textOfSteps(edited, 0);
  if (news === undefined || own === undefined) throw misfit("its steps are no list in lines of their own");
  const shift = own.indent - news.indent;
  const lines = fresh.text.slice(news.begin, news.end).split("\n").map((line) => shifted(line, shift));
  const result = `${text.slice(0, own.end)}\n\n${lines.join("\n")}${text.slice(own.end)}`;
  const whole = carriedOver(result.endsWith("\n") ? result : `${result}\n`, file, fresh, content);
  const source = parseYaml(file, whole, "draft");
  validateYaml(source, Profile, "draft");
  if (stepsOf(source).length !== stepsOf(edited).length + added.length) {
    throw misfit("the new steps do not fit behind its own");
  }
  return source.text;
}

/** Until when was recorded, and the secrets and users of the new steps. */
function carriedOver(text: string, file: string, fresh: YamlSource, news: string): string {
  const editor = new YamlEditor(text, file);
  const recorded = ["metadata", "recorded"];
  const to = valueIn(fresh.content, [...recorded, "to"]);
  const isBehind = valueIn(editor.content, [...recorded, "to"]) !== to;
  if (to !== undefined && isBehind && isObject(valueIn(editor.content, recorded))) {
    editor.set([...recorded, "to"], to, "from");
  }
  const needs: [string, (key: string) => boolean][] = [
    ["users", (key) => news.includes(JSON.stringify(key))],
    ["secrets", (key) => news.includes(`{{secret.${key}}}`)],
  ];
  for (const [kind, isNeeded] of needs) {
    const known = valueIn(fresh.content, ["prerequisites", kind]);
    for (const [key, value] of Object.entries(isObject(known) ? known : {})) {
      const path = ["prerequisites", kind, key];
      if (isNeeded(key) && valueIn(editor.content, path) === undefined) editor.set(path, value, "metadata");
    }
  }
  const waits = ["metadata", "rq_required"];
  if (valueIn(fresh.content, waits) === true && valueIn(editor.content, waits) === undefined && news !== "") {
    editor.set(waits, true, "config");
  }
  return editor.text;
}

/** Where the steps from one on stand in the text: whole lines, without the blank ones at the end. */
function textOfSteps({ document, text }: YamlSource, from: number) {
  const steps = document.get("steps", true);
  if (!isSeq(steps) || steps.flow === true) return undefined;
  const [first, last] = [steps.items[from], steps.items.at(-1)];
  if (!isMap(first) || !isNode(last) || !first.range || !last.range) return undefined;
  const begin = text.lastIndexOf("\n", first.range[0]) + 1;
  const indent = /^ *(?=- )/.exec(text.slice(begin))?.[0].length;
  const value = text.slice(0, last.range[1]).trimEnd().length;
  const lineEnd = text.indexOf("\n", value);
  return indent === undefined ? undefined : { begin, indent, end: lineEnd === -1 ? text.length : lineEnd };
}

function shifted(line: string, by: number): string {
  if (line.trim() === "") return line;
  return by >= 0 ? " ".repeat(by) + line : line.slice(Math.min(-by, /^ */.exec(line)?.[0].length ?? 0));
}

/** The steps of a profile, whatever they are. */
export function stepsOf({ content }: YamlSource): unknown[] {
  const steps = isObject(content) ? content["steps"] : undefined;
  return Array.isArray(steps) ? steps : [];
}

function variablesOf({ content }: YamlSource): Record<string, unknown> {
  const variables = isObject(content) ? content["variables"] : undefined;
  return isObject(variables) ? variables : {};
}
