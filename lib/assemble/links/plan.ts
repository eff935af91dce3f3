/** Links for the plan of a draft: what is known beforehand, and the second recording where there is one. */
import { configWords } from "./config_words.ts";
import type { EventSource } from "../../events/types.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { JobFindings } from "../jobs.ts";
import type { Anonymous } from "../../redact/anonymous.ts";
import type { Survey } from "../survey.ts";
import type { Recorded } from "../types.ts";
import { type Links, studyLinks } from "./links.ts";
import { fateOf, readOther } from "./read_other.ts";

/**
 * Finds the links of a recording.
 *
 * @param requests the whole log, in time order
 * @param against path of a second recording of the same workflow
 * @throws ProfileError usage when the second recording cannot be read
 */
export async function planLinks(
  requests: readonly Recorded[],
  jobs: JobFindings,
  source: EventSource,
  about: Survey & { runId: string },
  against: string | undefined,
): Promise<Links> {
  return studyLinks({
    requests,
    runId: about.runId,
    jobs,
    recordsFormValues: about.recordsFormValues,
    fate: (recorded) => fateOf(recorded, about.runId, about.origins, jobs.started),
    known: await configWords(source.runDir, about.config),
    other: against === undefined ? undefined : await readOther(against),
  });
}

/** A test for words that may stand in a profile: keys of an answer may name a person or the recorded run. */
export function isClean(redactor: Redactor, anonymous: Anonymous, runId: string): (text: string) => boolean {
  const silent = redactor.share();
  return (text) => {
    const plain = anonymous.text(text);
    return plain === text && silent.text(plain) === plain && !text.includes(runId) && !/\{\{/.test(text);
  };
}
