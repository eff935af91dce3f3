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
  if (baseline === undefined && produced === undefined) return others;
  if (!isObject(baseline) && !isObject(produced)) return [{ name, ...sides(baseline, produced) }, ...others];
  const left = isObject(baseline) ? baseline as Record<string, JsonValue> : {};
  const right = isObject(produced) ? produced as Record<string, JsonValue> : {};
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return [
    ...keys.map((key) => ({ name: [...path, key].join(" › "), ...sides(left[key], right[key]) })),
    ...others,
  ];
}

function sides(baseline: JsonValue | undefined, produced: JsonValue | undefined): Omit<Figure, "name"> {
  return {
    ...(baseline === undefined ? {} : { baseline }),
    ...(produced === undefined ? {} : { produced }),
  };
}

function told(value: JsonValue | undefined): Html {
  if (value === undefined) return markup`<span class="dim">none</span>`;
  if (typeof value === "number") return markup`${Number(value.toPrecision(6))}`;
  return markup`${typeof value === "string" ? value : JSON.stringify(value)}`;
}
