/** `report.json`: the document of one play, or a list of them. */
import { stableJson } from "../model/json.ts";
import type { Reporter } from "./types.ts";

export const jsonReporter: Reporter = {
  name: "json",
  file: "report.json",
  help: "write the report as JSON",
  render: (reports) => stableJson(reports.length === 1 ? reports[0] : reports),
};
