/** How the recorded run was created: its config, and what was overridden beside it. */
import { plainConfig } from "../endpoints/parse_endpoint.ts";
import { isObject, parseJson } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { Ledger } from "./ledger.ts";
import type { Anonymous } from "../redact/anonymous.ts";
import type { Overridden } from "./overrides.ts";
import type { Recorded } from "./types.ts";
import { isSupplied } from "./values.ts";

/** What a run was created with. */
export interface Creation {
  config?: string;
  /** `unitizer:is_english=true`. */
  overrides: string[];
}

/** Reads a run creation: every key of body and query other than `config` and tokens is an override. */
export function creationOf({ request, target }: Recorded): Creation {
  const meta = request?.requestMeta;
  const json = meta?.jsonPayload === undefined ? undefined : parseJson(meta.jsonPayload);
  const pairs: [string, unknown][] = [
    ...target.query,
    ...(meta?.parts ?? []).map(({ name, value }): [string, unknown] => [name, value ?? "file"]),
    ...(isObject(json) ? Object.entries(json) : []),
  ];
  const found: Creation = { overrides: [] };
  for (const [name, value] of pairs) {
    if (name === "config" && typeof value === "string") found.config = plainConfig(value);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) found.overrides.push(`${key}=${plain(inner)}`);
    } else if (!isSupplied(name)) found.overrides.push(`${name}=${plain(value)}`);
  }
  return found;
}

/**
 * Notes in the ledger how the run began.
 *
 * @returns what was overridden, which a sandbox may lack
 */
export function noteCreation(
  recorded: Recorded,
  redactor: Redactor,
  anonymous: Anonymous,
  ledger: Ledger,
): Overridden[] {
  const { config, overrides } = creationOf(recorded);
  const clean = overrides.map((override) => anonymous.text(redactor.text(override, `line ${recorded.line}`)));
  ledger.add("run-creation", config ?? "unknown config", "play makes a sandbox of its own", {
    log_lines: recorded.lines,
    ...(clean.length === 0 ? {} : { overrides: clean }),
  });
  return clean.length === 0 ? [] : [{ overrides: clean, line: recorded.line }];
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
