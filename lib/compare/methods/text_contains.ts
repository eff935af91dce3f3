/** `text_contains`: what the produced text must and must not hold, whatever the baseline says. */
import { z } from "zod";
import { decodeLatin1, decodeUtf8, readTextBytes } from "../text/content.ts";
import { Findings } from "../findings.ts";
import { closedObject } from "../params.ts";
import { Pattern } from "../text/lines.ts";
import type { Comparator } from "../types.ts";

const Phrases = z.array(z.string().min(1, "must not be empty"));
const Params = closedObject({
  contains: Phrases.optional(),
  matches: z.array(Pattern).optional(),
  absent: Phrases.optional(),
}).refine(
  ({ contains = [], matches = [], absent = [] }) => contains.length + matches.length + absent.length > 0,
  "checks nothing: say contains, matches or absent",
);

export const textContains: Comparator = {
  method: "text_contains",
  summary: "the produced text holds every phrase of `contains` and `matches`, and none of `absent`",
  keeps: "hash",
  always: true,
  params: Params,
  async compare({ produced, file, params }) {
    const { contains = [], matches = [], absent = [] } = Params.parse(params);
    const bytes = await readTextBytes(produced, "produced", file);
    const text = decodeUtf8(bytes) ?? decodeLatin1(bytes);
    const findings = new Findings();
    for (const phrase of contains) {
      if (!text.includes(phrase)) findings.missing("text", phrase, "The phrase is not in the produced file");
    }
    for (const pattern of matches) {
      if (!new RegExp(pattern, "mu").test(text)) {
        findings.missing("text", pattern, "Nothing in the produced file matches");
      }
    }
    for (const phrase of absent) {
      const at = text.indexOf(phrase);
      if (at >= 0) findings.extra(`line ${lineOf(text, at)}`, phrase, "The phrase must not be there");
    }
    return findings.outcome();
  },
};

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
