/**
 * `profile.yaml`: the reviewed, replayable test. The schema is the border: what passes it is trusted inside.
 * Holes (`!hole "reason"`) are values that the recording lacks; they parse, and `play` and `promote` refuse them.
 */
import { z } from "zod";
import { SandboxMode } from "./sandbox_mode.ts";
import { Duration, JsonPath, RunExpect, StepExpect } from "./expect.ts";
import { Hole, HoleSchema } from "./hole.ts";
import { filesOfStep } from "./step_files.ts";

export { Duration, StatusExpectation, StepExpect } from "./expect.ts";
export { Hole, HoleSchema, type Suggestion } from "./hole.ts";

const Id = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, "use lower-case letters, digits, '.', '_' and '-'");
/** Name of a profile, which is also its folder: no dots, slashes or capitals. */
export const Slug = z.string().regex(
  /^[a-z0-9][a-z0-9-]*$/,
  "use lower-case letters, digits and '-', starting with a letter or digit",
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

/** Sent as it is written: `1e5`, `007` and `true` go out as these characters. */
const FieldText = z.union([z.string(), z.number(), z.boolean(), HoleSchema]);
const FormMap = z.record(z.string(), z.union([FieldText, z.array(FieldText)]));
/** One field of a form in the order in which it is sent. */
const FormValueEntry = z.strictObject({ name: z.string(), value: FieldText });
const FormFileEntry = z.strictObject({ name: z.string(), file: FileUpload });
const FormValues = z.union([FormMap, z.array(z.union([FormValueEntry, FormFileEntry])), HoleSchema]);
export type FormValues = z.infer<typeof FormValues>;
const UrlencodedValues = z.union([FormMap, z.array(FormValueEntry), HoleSchema]);
/** A field may hold several files. */
const Files = z.record(z.string(), z.union([FileUpload, z.array(FileUpload).min(1)]));
/** Names of fields as they are sent, once for each time that a field comes; others follow after them. */
const Order = z.array(z.string());

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
  urlencoded: UrlencodedValues.optional(),
  text: z.union([z.string(), HoleSchema]).optional(),
  /** Content type of `text`; default `text/plain;charset=UTF-8`. */
  content_type: z.string().regex(/^[\w.+-]+\/[\w.+-]+(\s*;.*)?$/, "is no content type").optional(),
  files: Files.optional(),
  order: Order.optional(),
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
    files: Files.optional(),
    order: body.order,
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
  if (has("content_type") && first !== "text") {
    return { at: "content_type", message: "content_type goes with text; other bodies have theirs" };
  }
  if (has("order") && first !== "form" && first !== "urlencoded" && !has("files")) {
    return { at: "order", message: "order goes with form, urlencoded or files" };
  }
  if (has("order") && first !== undefined && Array.isArray(step[first as keyof Step])) {
    return { at: "order", message: `${first} is a list, which has its order` };
  }
  if (step.action === "file_upload" && filesOfStep(step).length === 0 && !isHole(step.form)) {
    return {
      at: "files",
      message: "file_upload sends no file: name one in files, or in a form that is a list",
    };
  }
  return undefined;
}

function isHole(value: unknown): boolean {
  return value instanceof Hole;
}

/** Leaving a change out would make everything behind it another test. */
function optionalFault(step: Step): { at: string; message: string } | undefined {
  if (!("optional" in step) || step.optional !== true || step.action === "http_get") return undefined;
  // A query of the query engine is a read, whatever its method.
  if ("path" in step && step.path.startsWith("/query-engine/")) return undefined;
  return { at: "optional", message: `is for reads only: ${step.action} may change the run` };
}

/** One target file (or glob), a method and its parameters. */
export const Comparison = z.strictObject({
  target: z.string(),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
  /** What the baseline keeps of each file; default: by the rules of the configuration (`baseline.keep`). */
  keep: z.enum(["file", "summary", "hash"]).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

/** Name of an environment variable. */
const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is no name of an environment variable");

/** Values laid over a profile. */
export const Overlay = z.strictObject({
  base_url: z.string().optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  /** Target of a comparison, or a glob over targets, to the tolerances laid over its own. */
  tolerances: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  /** Names of the environment variables to take in place of ADMIN_EMAIL and ADMIN_PASSWORD. */
  credentials: z.strictObject({ email_env: EnvName, password_env: EnvName }).optional(),
  /** `own`: its plays are compared with a baseline of their own, `baseline@<overlay>/`; default: with the profile's. */
  baseline: z.enum(["own", "shared"]).optional(),
});
export type Overlay = z.infer<typeof Overlay>;

export const Metadata = z.strictObject({
  slug: Slug,
  title: z.string().optional(),
  tags: z.array(z.string()).optional(),
  /** Who looks after it: a team or a role; a person's name is for everybody to read there. */
  owner: z.string().optional(),
  config: z.string().optional(),
  /** How the run is made that a play works in, when nothing else is asked for. */
  sandbox: SandboxMode.optional(),
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
      const fault = bodyFault(step) ?? optionalFault(step);
      if (fault !== undefined) {
        context.addIssue({ code: "custom", path: [index, fault.at], message: fault.message });
      }
    });
  }),
  expect: RunExpect.optional(),
  comparisons: z.array(Comparison).optional(),
  notes: z.string().optional(),
});
export type Profile = z.infer<typeof Profile>;
