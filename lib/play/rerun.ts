/** The command that plays a profile again from where it failed. */
import type { Report } from "../model/report.ts";
import { shellWord } from "../text/shell_word.ts";

/**
 * The exact command: same profile, target, overlay and options, from the failed step; a play that was cut short is resumed.
 *
 * @example
 * ```text
 * profile play us-small --embedded --from-step build-landuse
 * ```
 */
export function rerunCommand(report: Report): string {
  const { overlay, target, verdict, failed_step, asked = [] } = report;
  const cutShort = verdict === "incomplete" || verdict === "interrupted" || verdict === "terminated";
  const words = [
    "profile",
    "play",
    nameOf(report),
    ...(target === "embedded" ? ["--embedded"] : ["--base-url", target]),
    ...(overlay === null ? [] : ["--overlay", overlay]),
    ...asked,
    ...(cutShort ? ["--resume"] : failed_step === null ? [] : ["--from-step", failed_step]),
  ];
  return words.map(shellWord).join(" ");
}

/** How the command line names what was played: the slug, `_drafts/x`, or the path of a loose file. */
function nameOf({ source: { file } }: Report): string {
  return /^profiles\/(.+)\/profile\.yaml$/.exec(file.replaceAll("\\", "/"))?.[1] ?? file;
}
