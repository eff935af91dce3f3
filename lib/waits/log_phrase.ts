/** Waits for a phrase in a log of the run. Only what was written since the step began counts. */
import { z } from "zod";
import { logSince } from "../expect/log.ts";
import { matchesPattern } from "../expect/pattern.ts";
import { Duration, Pattern, RunPath } from "../model/expect.ts";
import { parseDuration } from "../text/duration.ts";
import { lookUntil, type Seen } from "./look_until.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({
  file: RunPath,
  contains: z.string().min(1).optional(),
  matches: Pattern.optional(),
  /** A text that says that the phrase will never come. */
  fails: z.string().min(1).optional(),
  timeout: Duration.optional(),
}).refine(({ contains, matches }) => (contains ?? matches) !== undefined, "say contains or matches");
type Fields = z.infer<typeof Fields>;

/** Longest last line that a message shows, characters. */
const SHOWN = 200;

export const logPhraseWait: WaitKind<Fields> = {
  type: "log_phrase",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    let read = { text: "", seen: { is: "not-yet", words: "" } as Seen };
    return lookUntil(context, wait.file, timeout, async () => {
      const found = await logSince(context.files, wait.file, context.marks.get(wait.file) ?? { size: 0 });
      if ("fault" in found) {
        const words = `${wait.file} ${found.fault}`;
        return { is: found.fault === "is not there" ? "not-yet" : "over", words };
      }
      if (read.text !== found.text || read.seen.words === "") {
        read = { text: found.text, seen: await lookAt(found.text, wait) };
      }
      return read.seen;
    });
  },
};

async function lookAt(text: string, { file, contains, matches, fails }: Fields): Promise<Seen> {
  const has = contains === undefined || text.includes(contains);
  const fits = matches === undefined ? true : await matchesPattern(matches, text, "m");
  if (has && fits === true) return { is: "reached", words: "" };
  if (fits === undefined) return { is: "over", words: `${file}: /${matches}/ takes too long to be matched` };
  if (fails !== undefined && text.includes(fails)) return { is: "over", words: `${file} says "${fails}"` };
  const missing = [
    ...(has ? [] : [`"${contains}"`]),
    ...(fits ? [] : [`/${matches}/`]),
  ].join(" and ");
  const last = text.trimEnd().split("\n").at(-1) ?? "";
  const end = last === "" ? "nothing was written to it" : `its last line is "${last.slice(0, SHOWN)}"`;
  return { is: "not-yet", words: `${file} has no ${missing} since the step began; ${end}` };
}
