/** `--report-<name> <file>` for every reporter. */
import { REPORTERS } from "../lib/report/registry.ts";
import { option } from "./options.ts";

/** One option a reporter. */
export function reportOptions() {
  return REPORTERS.map(({ name, help }) => option(`--report-${name} <file>`, help));
}

/** The files that were asked for, by reporter. */
export function reportFiles(options: object): Record<string, string> {
  const given = options as Record<string, unknown>;
  return Object.fromEntries(REPORTERS.flatMap(({ name }) => {
    const file = given[`report${name[0]?.toUpperCase()}${name.slice(1)}`];
    return typeof file === "string" ? [[name, file]] : [];
  }));
}
