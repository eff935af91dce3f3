/** `report.json`: the document of one play, or of several. */
import { stableJson } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import type { PlaysDocument } from "./document.ts";
import type { Reporter } from "./types.ts";

export const jsonReporter = {
  name: "json",
  file: "report.json",
  help: "write the report as JSON",
  render: (reports: readonly Report[], whole?: PlaysDocument) => stableJson(whole ?? reports[0]),
} satisfies Reporter;
