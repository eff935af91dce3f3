/**
 * `profile.yaml`: the reviewed, replayable test. The schema is the border: what passes it is trusted inside.
 * Holes (`!hole "reason"`) are values that the recording lacks; they parse, and `play` and `promote` refuse them.
 */
import { z } from "zod";
import { isPlainRelative } from "../files/safe_path.ts";

/** A value that may fill a hole, for the reviewer to judge. */
export interface Suggestion {
  value: unknown;
  /** Where it was found: `watershed.nodb: _outlet`. */
  from: string;
}

/**
 * A value that the recording does not hold, with what is missing. Written `!hole "reason"` in YAML, and
 * `!suggested { value: …, from: …, hole: reason }` with a suggestion.
 */
export class Hole {
  readonly reason: string;
  readonly suggestion?: Suggestion;
  constructor(reason: string, suggestion?: Suggestion) {
    this.reason = reason;
    if (suggestion !== undefined) this.suggestion = suggestion;
  }
}

/** Schema of a hole; in the exported JSON Schema it is any value. */
export const HoleSchema = z.custom<Hole>((value) => value instanceof Hole, "is not a hole");

const Id = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, "use lower-case letters, digits, '.', '_' and '-'");
/** Name of a profile, which is also its folder: no dots, slashes or capitals. */
export const Slug = z.string().regex(
  /^[a-z0-9][a-z0-9-]*$/,
  "use lower-case letters, digits and '-', starting with a letter or digit",
);
/** `90s`, `15m`, `2h`, `500ms`. */
export const Duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/, "use a number with ms, s, m or h");
const JsonCheck = z.strictObject({ exists: z.boolean().optional(), equals: z.unknown().optional() })
  .refine((check) => check.exists !== undefined || "equals" in check, "checks nothing: say exists or equals");
/** A path below the run directory. */
const RunPath = z.string().refine(isPlainRelative, "must be a relative path below the run, without ..")
  .refine((path) => !/[*?]/.test(path), "is one path, no pattern: only comparisons take * and ?");
/** `$.job_id`, `$.a[0].b`, `$["odd key"]`. */
const JsonPath = z.string().regex(
  /^\$(?:\.[\w-]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*$/,
  "is not a JSON path such as $.job_id or $.a[0].b",
);

/** Of a longer text: what stands behind `after`, up to `before`. */
const SavedPart = { after: z.string().min(1).optional(), before: z.string().min(1).optional() };
/** Where a step's answer holds a value for later steps: a JSON path, a header, or a part of either. */
export const SaveSource = z.union([
  JsonPath,
  z.strictObject({ path: JsonPath, ...SavedPart }),
  z.strictObject({ header: z.string().regex(/^[A-Za-z0-9-]+$/, "is no name of a header"), ...SavedPart }),
]);
export type SaveSource = z.infer<typeof SaveSource>;

const LogPhrase = z.strictObject({ file: RunPath, contains: z.string().min(1) });

/** A hole that no type shows: `play` refuses a profile with holes before it looks at what steps expect. */
const UnseenHole = z.custom<never>((value) => value instanceof Hole, "is not a hole");

/** Expected status: a number, a class such as `2xx`, or a list of numbers. */
export const StatusExpectation = z.union([
  z.number().int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/),
  z.array(z.number().int().min(100).max(599)).min(1),
  UnseenHole,
]);

/** What a step must show. */
export const StepExpect = z.strictObject({
  status: StatusExpectation.optional(),
  /** JSON path such as `$.job_id` to what must hold there. */
  json: z.record(JsonPath, JsonCheck).optional(),
  files: z.array(RunPath).optional(),
  log_phrases: z.array(LogPhrase).optional(),
});
export type StepExpect = z.infer<typeof StepExpect>;

/** What a step waits for after its answer; the kinds and their fields are in `lib/waits/registry.ts`. */
export const Wait = z.looseObject({ type: z.string() });
export type Wait = z.infer<typeof Wait>;

/** A file that a step uploads: bytes from the profile's `seed/`, or a field sent without a file. */
export const FileUpload = z.union([
  z.strictObject({
    /** Path below `seed/`. */
    seed: z.string(),
    /** The user's own file name; default: the seed's. */
    name: z.string().optional(),
    type: z.string().optional(),
  }),
  z.strictObject({ empty: z.literal(true) }),
  HoleSchema,
]);
export type FileUpload = z.infer<typeof FileUpload>;

const FormValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), HoleSchema]);
const FormValues = z.union([z.record(z.string(), FormValue), HoleSchema]);
export type FormValues = z.infer<typeof FormValues>;

const common = {
  id: Id,
  title: z.string().optional(),
  /** Only refreshes the page: `play` skips it unless asked for. */
  optional: z.boolean().optional(),
  /** Whose credentials it was recorded with, where the recording shows several users: a name of `prerequisites.users`. */
  user: z.string().optional(),
  query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), HoleSchema])).optional(),
  expect: StepExpect.optional(),
  /** Name to what is saved of the answer; later steps use `{{steps.<id>.<name>}}`. */
  save: z.record(z.string().regex(/^\w+$/), SaveSource).optional(),
  wait: Wait.optional(),
  /** When it was sent in the recording, since the first step, and until its answer or the last look at its job. */
  recorded: z.strictObject({ at: Duration, took: Duration }).optional(),
};
const body = {
  json: z.unknown().optional(),
  form: FormValues.optional(),
  urlencoded: FormValues.optional(),
  text: z.union([z.string(), HoleSchema]).optional(),
  files: z.record(z.string(), FileUpload).optional(),
};
const path = z.string().regex(/^(\/|https?:\/\/)/, "must be a path on the server: it starts with /");

/** One action of a profile. */
export const Step = z.discriminatedUnion("action", [
  z.strictObject({ ...common, action: z.literal("http_get"), path }),
  z.strictObject({ ...common, action: z.literal("http_post"), path, ...body }),
  z.strictObject({ ...common, action: z.literal("http_put"), path, ...body }),
  z.strictObject({ ...common, action: z.literal("http_patch"), path, ...body }),
  z.strictObject({ ...common, action: z.literal("http_delete"), path, ...body }),
  z.strictObject({
    ...common,
    action: z.literal("file_upload"),
    path,
    form: body.form,
    files: z.record(z.string(), FileUpload),
  }),
  z.strictObject({
    ...common,
    action: z.literal("enqueue_rq"),
    /** Task name, e.g. `tasks.run_wepp`; sent to the endpoint of that name. */
    job: z.string(),
    payload: z.union([z.record(z.string(), z.unknown()), HoleSchema]).optional(),
  }),
  z.strictObject({ id: Id, title: common.title, action: z.literal("wait"), wait: Wait }),
]);
export type Step = z.infer<typeof Step>;

/** A request has one body; a second one would silently not be sent. */
function bodyFault(step: Step): { at: string; message: string } | undefined {
  const has = (key: string) => key in step && step[key as keyof Step] !== undefined;
  const [first, second] = ["json", "form", "urlencoded", "text"].filter(has);
  if (second !== undefined) return { at: second, message: `a step sends one body: ${first} or ${second}` };
  if (first !== undefined && first !== "form" && has("files")) {
    return { at: "files", message: `files go with form, not with ${first}` };
  }
  return undefined;
}

/** One target file (or glob), a method and its parameters. */
export const Comparison = z.strictObject({
  target: z.string(),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

export const Overlay = z.strictObject({
  base_url: z.string().optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  /** Target of a comparison to the tolerances laid over its own. */
  tolerances: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type Overlay = z.infer<typeof Overlay>;

export const Metadata = z.strictObject({
  slug: Slug,
  title: z.string().optional(),
  tags: z.array(z.string()).optional(),
  config: z.string().optional(),
  rq_required: z.boolean().optional(),
  api: z.enum(["rq-engine", "legacy"]).optional(),
  data_repo: z.string().optional(),
  seed_dir: z.string().optional(),
  baseline_dir: z.string().optional(),
  recorded: z.strictObject({
    run_id: z.string().min(1),
    from: z.string().optional(),
    to: z.string().optional(),
    source: z.enum(["audit-log", "proxy", "har"]).optional(),
    /** Keyed hash of the recorded origin: tells recordings of one server apart without naming it. */
    server: z.string().optional(),
    /** The draft or profile of WEPPcloud itself that this was made from: its name below `profiles/`, else a keyed hash. */
    derived_from: z.string().optional(),
    /** Who was at work, without names: pseudonym of the user, browser, size of its window. */
    session: z.strictObject({
      id: z.string().optional(),
      user: z.string().optional(),
      browser: z.string().optional(),
      viewport: z.string().optional(),
    }).optional(),
  }).optional(),
});

/** The whole of `profile.yaml`. */
export const Profile = z.strictObject({
  version: z.literal(1, "is not known: this program reads version 1; use a newer one").default(1),
  metadata: Metadata,
  prerequisites: z.strictObject({
    roles: z.array(z.string()).optional(),
    mods: z.array(z.string()).optional(),
    env: z.array(z.string()).optional(),
    /** Users of the recording, by pseudonym, and what is known of each. */
    users: z.record(z.string(), z.string()).optional(),
    /** Values of `{{secret.NAME}}`: what each is, and which step sends it. */
    secrets: z.record(z.string().regex(/^\w+$/, "use letters, digits and _"), z.string()).optional(),
    notes: z.string().optional(),
  }).optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  overlays: z.record(z.string(), Overlay).optional(),
  steps: z.array(Step).superRefine((steps, context) => {
    const seen = new Set<string>();
    steps.forEach((step, index) => {
      if (seen.has(step.id)) {
        context.addIssue({
          code: "custom",
          path: [index, "id"],
          message: `step id "${step.id}" is used twice`,
        });
      }
      seen.add(step.id);
      const fault = bodyFault(step);
      if (fault !== undefined) {
        context.addIssue({ code: "custom", path: [index, fault.at], message: fault.message });
      }
    });
  }),
  expect: z.strictObject({
    files: z.array(RunPath).optional(),
    absent: z.array(RunPath).optional(),
    log_phrases: z.array(LogPhrase).optional(),
  }).optional(),
  comparisons: z.array(Comparison).optional(),
  notes: z.string().optional(),
});
export type Profile = z.infer<typeof Profile>;
