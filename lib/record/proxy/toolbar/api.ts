/** The interface that the toolbar's script calls: status, steps, and one address for each thing a user can do. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { messageOf, ProfileError } from "../../../errors.ts";
import type { RecordingControl } from "../control.ts";
import type { Gate } from "./gate.ts";
import { readJson, Refusal } from "./read_json.ts";
import { sendJson, sendNothing } from "./send.ts";

/** How the interface answers. */
export interface ApiOptions {
  /** Redacts what is shown of an error. */
  redact?: (text: string) => string;
}

/** What a request is answered with. */
export interface ApiContext {
  gate: Gate;
  control: RecordingControl;
  /** Path without query. */
  path: string;
}

/** Answers a request below the toolbar's address. */
export type Api = (request: IncomingMessage, response: ServerResponse, context: ApiContext) => Promise<void>;

/** Place of the toolbar in the window, kept for the session so that every page and tab shows it there. */
const Place = z.strictObject({
  /** Share of the free width, 0 left to 1 right. */
  x: z.number().min(0).max(1),
  /** Share of the free height, 0 top to 1 bottom. */
  y: z.number().min(0).max(1),
  collapsed: z.boolean(),
});
type Place = z.infer<typeof Place>;

const nothing = z.strictObject({});
const slug = z.string().trim().max(200);
const notes = z.string().max(20_000);
const step = z.string().min(1).max(200);
const size = z.number().int().min(1).max(100_000);

type Action = (body: unknown, control: RecordingControl) => unknown;

function action<Body>(
  schema: z.ZodType<Body>,
  run: (body: Body, control: RecordingControl) => unknown,
): Action {
  return (body, control) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new Refusal(400, z.prettifyError(parsed.error).replace(/\s*\n\s*/g, "; "));
    return run(parsed.data, control);
  };
}

/** What is done by `POST`. */
const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["start", action(z.strictObject({ slug, notes }), (body, control) => control.startCapture(body))],
  ["end", action(nothing, (_body, control) => control.endCapture())],
  ["pause", action(nothing, (_body, control) => control.pause())],
  ["resume", action(nothing, (_body, control) => control.resume())],
  ["describe", action(z.strictObject({ slug, notes }), (body, control) => control.describe(body))],
  [
    "drop",
    action(
      z.strictObject({ step, undo: z.boolean() }),
      (body, control) => control.dropStep(body.step, body.undo),
    ),
  ],
  [
    "redact",
    action(
      z.strictObject({ step, path: z.string().min(1).max(2000), undo: z.boolean() }),
      (body, control) => control.redactValue(body.step, body.path, body.undo),
    ),
  ],
  ["confirm", action(nothing, (_body, control) => control.confirm())],
  [
    "viewport",
    action(
      z.strictObject({ width: size, height: size }),
      (body, control) => control.setViewport(body.width, body.height),
    ),
  ],
]);

/**
 * Makes the interface.
 *
 * - `GET status?since=N`: version, status and place; 204 when nothing has changed since version N
 * - `GET steps`: steps of the open or unconfirmed capture
 * - `POST start|end|pause|resume|describe|drop|redact|confirm|viewport|place` with a JSON object, answered by the status
 *   and the action's result
 *
 * Whoever is not let in gets 404 for every address, so that nothing can be told from the answer. What a user can
 * mend is 409 with `{error, remedy}`, other trouble of the recording 500.
 */
export function createApi(options: ApiOptions): Api {
  const redact = options.redact ?? ((text: string) => text);
  const versions = new WeakMap<RecordingControl, number>();
  let place: Place = { x: 0.5, y: 1, collapsed: false };
  const changed = (control: RecordingControl) => versions.set(control, (versions.get(control) ?? 0) + 1);
  const setPlace = action(Place, (body, control) => {
    place = body;
    changed(control);
  });
  const report = (control: RecordingControl) => ({
    version: versions.get(control) ?? 0,
    status: control.status(),
    place,
  });

  async function answer(request: IncomingMessage, response: ServerResponse, context: ApiContext) {
    const { gate, control, path } = context;
    if (!path.startsWith(`${gate.base}/`) || !gate.admits(request.headers)) {
      throw new Refusal(404, "There is nothing here");
    }
    if (!versions.has(control)) {
      changed(control);
      control.onChange(() => changed(control));
    }
    const name = path.slice(gate.base.length + 1);
    const act = name === "place" ? setPlace : ACTIONS.get(name);
    if (act !== undefined) {
      if (request.method !== "POST") throw new Refusal(405, "Only POST works here", { Allow: "POST" });
      const result = await act(await readJson(request), control);
      return sendJson(response, 200, { ...report(control), ...(result === undefined ? {} : { result }) });
    }
    if (name !== "status" && name !== "steps") throw new Refusal(404, "There is nothing here");
    if (request.method !== "GET") throw new Refusal(405, "Only GET works here", { Allow: "GET" });
    if (name === "steps") return sendJson(response, 200, { steps: control.capturedSteps() });
    const since = new URLSearchParams((request.url ?? "").split("?")[1] ?? "").get("since");
    if (since === String(versions.get(control))) return sendNothing(response);
    return sendJson(response, 200, report(control));
  }

  return async (request, response, context) => {
    try {
      await answer(request, response, context);
    } catch (error) {
      const status = error instanceof Refusal ? error.status : isUsage(error) ? 409 : 500;
      const remedy = error instanceof ProfileError ? error.remedy : undefined;
      sendJson(
        response,
        status,
        { error: redact(messageOf(error)), ...(remedy === undefined ? {} : { remedy: redact(remedy) }) },
        error instanceof Refusal ? error.headers : {},
      );
    }
  };
}

function isUsage(error: unknown): boolean {
  return error instanceof ProfileError && (error.verdict === "usage" || error.verdict === "refused");
}
