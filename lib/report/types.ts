/** A rendering of what plays did. One a file; `registry.ts` lists them. */
import type { Report } from "../model/report.ts";
import type { PlaysDocument } from "./document.ts";

/** What lies beside a report in its result folder, and how a page that is being written gets there. */
export interface ResultFiles {
  /**
   * The bytes of a file.
   *
   * @param name told from the result folder: `transcript.har`, `diff/wepp/output/run/soil_loss.tif.png`
   * @returns undefined when it is not there or cannot be read
   */
  read(name: string): Promise<Uint8Array | undefined>;
  /** A link from the page to the file, when one holds also where the two are copied together. */
  href(name: string): string | undefined;
}

export interface Reporter {
  /** `junit` gives the option `--report-junit`. */
  name: string;
  /** Name of its file in a result folder; without one it is written on request only. */
  file?: string;
  /** One line for the help. */
  help: string;
  /** It reads what lies beside the report, so in a result folder it is written when all else is there. */
  last?: true;
  /**
   * The text for one play or several; the reports are already clean of secrets.
   *
   * @param whole what several are together; without it there is one report
   * @param files what lies beside each report, in their order; without it nothing does
   */
  render(
    reports: readonly Report[],
    whole?: PlaysDocument,
    files?: readonly ResultFiles[],
  ): string | Promise<string>;
}
