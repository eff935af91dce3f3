/** What several plays together leave open, which no report of a single play tells: JUnit and TAP count it too. */
import type { PlaysDocument } from "./document.ts";

/** Something that was to be played and was not, or does not count. */
export interface OpenCase {
  /** Key of the profile; `profile` for the plays as a whole. */
  profile: string;
  /** `error`: without it the plays are not whole. */
  verdict: "skipped" | "error";
  message: string;
}

/** All that is open, in the order of the document. Plays that did not pass as a whole have a case that is no success. */
export function openCases(whole: PlaysDocument | undefined): OpenCase[] {
  if (whole === undefined) return [];
  const { verdict, reports, not_played = [], missing = [], uncounted = [] } = whole;
  const ofAll = (kind: OpenCase["verdict"]) => (message: string): OpenCase => ({
    profile: "profile",
    verdict: kind,
    message,
  });
  const open = [
    ...not_played.map((profile): OpenCase => ({
      profile,
      verdict: "skipped",
      message: "not played any more",
    })),
    ...missing.map(ofAll("error")),
    ...uncounted.map(ofAll("skipped")),
  ];
  const isTold = verdict === "passed" || missing.length > 0 ||
    reports.some((one) => one.verdict !== "passed");
  return isTold
    ? open
    : [...open, ofAll("error")(`${verdict}: each play passed, but not all of them together`)];
}
