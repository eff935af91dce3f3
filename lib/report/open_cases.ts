/** What several plays together leave open, which no report of a single play tells: JUnit and TAP count it too. */
import type { PlaysDocument } from "./document.ts";

/** Something that was to be played and was not. */
export interface OpenCase {
  /** Key of the profile; `profile` for the plays as a whole. */
  profile: string;
  /** `skipped`: not begun any more; `error`: missing, so that the plays are not whole. */
  verdict: "skipped" | "error";
  message: string;
}

/** All that is open, in the order of the document. */
export function openCases(whole: PlaysDocument | undefined): OpenCase[] {
  return [
    ...(whole?.not_played ?? []).map((profile): OpenCase => ({
      profile,
      verdict: "skipped",
      message: "not played any more",
    })),
    ...(whole?.missing ?? []).map((message): OpenCase => ({ profile: "profile", verdict: "error", message })),
  ];
}
