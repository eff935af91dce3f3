/** `report.json`: the document of one play, or of several. */
import { stableJson } from "../model/json.ts";
import type { Reporter } from "./types.ts";

export const jsonReporter: Reporter = {
  name: "json",
  file: "report.json",
  help: "write the report as JSON",
  render: (reports, whole) => stableJson(whole ?? reports[0]),
};
