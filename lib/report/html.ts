/** The run report: one page in a file of its own, for a browser without any network. */
import type { Reporter } from "./types.ts";

export const htmlReporter = {
  name: "html",
  file: "report.html",
  help: "write the run report as one HTML page",
  last: true,
  async render(reports, whole, files) {
    // Only who writes a page loads what makes it.
    const { renderReports } = await import("./html/render.ts");
    return await renderReports(reports, whole, files);
  },
} satisfies Reporter;
