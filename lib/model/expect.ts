/** What a step or a whole profile expects: the schemas of every check. What they mean is in `lib/expect/`. */
import { z } from "zod";
import { isPlainRelative } from "../files/safe_path.ts";
import { Hole } from "./hole.ts";

/** `90s`, `15m`, `2h`, `500ms`. */
export const Duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/, "use a number with ms, s, m or h");

/** A path below the run directory. */
export const RunPath = z.string().refine(isPlainRelative, "must be a relative path below the run, without ..")
  .refine((path) => !/[*?]/.test(path), "is one path, no pattern: only comparisons take * and ?");

/** `$.job_id`, `$.a[0].b`, `$["odd key"]`. */
export const JsonPath = z.string().regex(
  /^\$(?:\.[\w-]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*$/,
  "is not a JSON path such as $.job_id or $.a[0].b",
);

/** A regular expression; the flag `u` is always set. */
export const Pattern = z.string().min(1).superRefine((text, context) => {
  try {
    new RegExp(text, "u");
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/u?: /, "") : "cannot be read";
    context.addIssue({ code: "custom", message: `is no regular expression: ${why}` });
  }
});

/** A number with its tolerance: `|a-b| <= abs + rel*|value|`; or bounds alone. */
export const NumberCheck = z.strictObject({
  /** A template stands for a number, too. */
  value: z.union([z.number(), z.string().regex(/^\{\{.*\}\}$/, "is no number")]).optional(),
  abs: z.number().min(0).optional(),
  rel: z.number().min(0).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
}).superRefine((check, context) => {
  const issue = (message: string) => context.addIssue({ code: "custom", message });
  if (check.value === undefined && check.min === undefined && check.max === undefined) {
    issue("checks nothing: say value, min or max");
  }
  if (check.value === undefined && (check.abs !== undefined || check.rel !== undefined)) {
    issue("a tolerance needs the value that it is around");
  }
  if (check.min !== undefined && check.max !== undefined && check.min > check.max) {
    issue(`nothing is at least ${check.min} and at most ${check.max}`);
  }
});
export type NumberCheck = z.infer<typeof NumberCheck>;

/** Kinds of JSON values; `integer` is a number without a fraction. */
export const JSON_TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"] as const;

const valueChecks = {
  exists: z.boolean().optional(),
  equals: z.unknown().optional(),
  matches: Pattern.optional(),
  number: NumberCheck.optional(),
  type: z.enum(JSON_TYPES).optional(),
};

function saysSomething(check: Record<string, unknown>): boolean {
  return ["exists", "matches", "number", "type"].some((key) => check[key] !== undefined) || "equals" in check;
}
const NOTHING = "checks nothing: say exists, equals, matches, number or type";

/** What must hold for one JSON value. */
export const ValueCheck = z.strictObject(valueChecks).refine(saysSomething, NOTHING);
export type ValueCheck = z.infer<typeof ValueCheck>;

/** What must hold for one header: its text as it is, or checks. */
export const HeaderCheck = z.union([
  z.string(),
  z.strictObject({
    exists: z.boolean().optional(),
    equals: z.string().optional(),
    contains: z.string().min(1).optional(),
    matches: Pattern.optional(),
  }).refine(
    (check) => Object.keys(check).length > 0,
    "checks nothing: say exists, equals, contains or matches",
  ),
]);
export type HeaderCheck = z.infer<typeof HeaderCheck>;

const OneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** What must hold for the text of an answer. */
export const BodyCheck = z.strictObject({
  contains: OneOrMore.optional(),
  matches: Pattern.optional(),
  equals: z.string().optional(),
}).refine((check) => Object.keys(check).length > 0, "checks nothing: say contains, matches or equals");
export type BodyCheck = z.infer<typeof BodyCheck>;

/** A file that must be in the run: its path, or path and size in bytes. */
export const FileCheck = z.union([
  RunPath,
  z.strictObject({
    path: RunPath,
    min_size: z.number().int().min(0).optional(),
    max_size: z.number().int().min(0).optional(),
  }),
]);
export type FileCheck = z.infer<typeof FileCheck>;

/** What a log of the run must say, or must not. */
export const LogPhrase = z.strictObject({
  file: RunPath,
  contains: z.string().min(1).optional(),
  matches: Pattern.optional(),
  /** A text that must not be there. */
  absent: z.string().min(1).optional(),
  /** `step`: only what was written since the step began counts. */
  since: z.literal("step").optional(),
}).refine(
  ({ contains, matches, absent }) => (contains ?? matches ?? absent) !== undefined,
  "checks nothing: say contains, matches or absent",
);
export type LogPhrase = z.infer<typeof LogPhrase>;

/** A value in a NoDb or JSON file of the run. */
export const StateCheck = z.strictObject({ file: RunPath, path: JsonPath, ...valueChecks })
  .refine(saysSomething, NOTHING);
export type StateCheck = z.infer<typeof StateCheck>;

/** A hole that no type shows: `play` refuses a profile with holes before it looks at what steps expect. */
const UnseenHole = z.custom<never>((value) => value instanceof Hole, "is not a hole");

/** Expected status: a number, a class such as `2xx`, or a list of numbers. */
export const StatusExpectation = z.union([
  z.number().int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/),
  z.array(z.number().int().min(100).max(599)).min(1),
  UnseenHole,
]);

const onRun = {
  files: z.array(FileCheck).optional(),
  absent: z.array(RunPath).optional(),
  log_phrases: z.array(LogPhrase).optional(),
  state: z.array(StateCheck).optional(),
};

/** What must hold on the run directory after the last step. */
export const RunExpect = z.strictObject(onRun).superRefine(({ log_phrases = [] }, context) => {
  log_phrases.forEach(({ since }, index) => {
    if (since === undefined) return;
    const path = ["log_phrases", index, "since"];
    context.addIssue({ code: "custom", path, message: "is for a step's own expectations" });
  });
});
export type RunExpect = z.infer<typeof RunExpect>;

/** What a step must show. */
export const StepExpect = z.strictObject({
  status: StatusExpectation.optional(),
  /** Name to what must hold there; names are compared without case. */
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "is no name of a header"), HeaderCheck)
    .optional(),
  /** JSON path such as `$.job_id` to what must hold there. */
  json: z.record(JsonPath, ValueCheck).optional(),
  body: BodyCheck.optional(),
  ...onRun,
  /** Longest time of the step, waits included. */
  max_duration: Duration.optional(),
});
export type StepExpect = z.infer<typeof StepExpect>;
