/** A rendering of what plays did. One a file; `registry.ts` lists them. */
import type { Report } from "../model/report.ts";
import type { PlaysDocument } from "./document.ts";

export interface Reporter {
  /** `junit` gives the option `--report-junit`. */
  name: string;
  /** Name of its file in a result folder; without one it is written on request only. */
  file?: string;
  /** One line for the help. */
  help: string;
  /**
   * The text for one play or several; the reports are already clean of secrets.
   *
   * @param whole what several are together; without it there is one report
   */
  render(reports: readonly Report[], whole?: PlaysDocument): string;
}
