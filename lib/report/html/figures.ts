/** The figures behind a comparison as a table: what baseline and produced file have in common stands side by side. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { isObject, type JsonValue } from "../../model/json.ts";

/** Rows of one comparison. */
const MOST = 120;

interface Figure {
  name: string;
  baseline?: JsonValue;
  produced?: JsonValue;
  /** Of neither side alone. */
  both?: JsonValue;
}

/** The table, closed at first; nothing where there are no figures. */
export function figuresTable(facts: Readonly<Record<string, JsonValue>>): Part {
  const files = Object.entries(facts);
  const rows = files.flatMap(([file, value]) =>
    figuresOf(value, []).map((figure) => ({ ...figure, file: files.length > 1 ? file : undefined }))
  );
  if (rows.length === 0) return undefined;
  return markup`<details class="more"><summary>Figures (${rows.length})</summary><div class="scroll" tabindex="0"
role="region" aria-label="Figures"><table>
<thead><tr><th scope="col">Figure</th><th scope="col" class="num">Baseline</th><th scope="col"
class="num">Produced</th></tr></thead><tbody>${
    rows.slice(0, MOST).map(({ file, name, baseline, produced, both }) =>
      markup`<tr><th scope="row">${
        file !== undefined && markup`<span class="dim">${file}</span> `
      }${name}</th>${
        both === undefined
          ? markup`<td class="num">${told(baseline)}</td><td class="num">${told(produced)}</td>`
          : markup`<td class="num" colspan="2">${told(both)}</td>`
      }</tr>\n`
    )
  }</tbody></table></div>${
    rows.length > MOST && markup`<p class="dim">and ${rows.length - MOST} more in report.json</p>`
  }</details>`;
}

/** Every leaf with its path; below `{baseline, produced}` the two sides are paired. */
export function figuresOf(value: JsonValue, path: readonly string[]): Figure[] {
  const name = path.join(" › ");
  if (!isObject(value)) return [{ name, both: value }];
  const { baseline, produced, ...rest } = value as Record<string, JsonValue>;
  const others = Object.entries(rest).flatMap(([key, inner]) => figuresOf(inner, [...path, key]));
  const isPair = baseline !== undefined || produced !== undefined;
  return isPair ? [...paired(baseline, produced, path), ...others] : others;
}

/** The leaves of both sides that stand at the same place, however deep. */
function paired(
  baseline: JsonValue | undefined,
  produced: JsonValue | undefined,
  path: readonly string[],
): Figure[] {
  const [left, right] = [branchesOf(baseline), branchesOf(produced)];
  if (left === undefined && right === undefined) {
    return [{
      name: path.join(" › "),
      ...(baseline === undefined ? {} : { baseline }),
      ...(produced === undefined ? {} : { produced }),
    }];
  }
  const names = [...new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])];
  return names.flatMap((name) => paired(left?.[name], right?.[name], [...path, name]));
}

/** What an object, or a list of objects, consists of; a list counts from 1. */
function branchesOf(value: JsonValue | undefined): Record<string, JsonValue> | undefined {
  if (isObject(value)) return value as Record<string, JsonValue>;
  if (!Array.isArray(value) || !value.every(isObject)) return undefined;
  return Object.fromEntries(value.map((item, index) => [String(index + 1), item as JsonValue]));
}

function told(value: JsonValue | undefined): Html {
  if (value === undefined) return markup`<span class="dim">none</span>`;
  if (typeof value === "number") return markup`${Number(value.toPrecision(6))}`;
  return markup`${typeof value === "string" ? value : JSON.stringify(value)}`;
}
