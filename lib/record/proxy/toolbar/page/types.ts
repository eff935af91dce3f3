/**
 * Types of the page's script. Its functions run in the browser from their text: each takes what it uses as parameters
 * and imports nothing but types.
 */
import type { CapturedStep, RecordingStatus } from "../../control.ts";
import type { createBar } from "./bar.ts";
import type { createClient } from "./client.ts";
import type { elementKit } from "./elements.ts";
import type { keepPlace } from "./place.ts";
import type { createReview } from "./review.ts";
import type { createStartDialog } from "./start_dialog.ts";
import type { createStepRow } from "./step_row.ts";
import type { createSteps } from "./steps.ts";

/** What the server tells the script. */
export interface PageConfig {
  /** Address of the interface: `/.profile/<random>`. */
  base: string;
  token: string;
  style: string;
}

/** Place of the toolbar: shares of the free width and height. */
export interface Place {
  x: number;
  y: number;
  collapsed: boolean;
}

/** Answer of `status` and of every action. */
export interface Report {
  version: number;
  status: RecordingStatus;
  place: Place;
  result?: unknown;
}

/** What became of a call. */
export type Outcome<Value> = { ok: true; value: Value } | { ok: false; message: string };

/** Calls to the server. */
export interface Client {
  post(action: string, body: object): Promise<Outcome<Report>>;
  steps(): Promise<Outcome<CapturedStep[]>>;
  /** Asks for the status now and from then on as long as the page is visible. */
  follow(): void;
}

/** Builds elements. */
export type ElementKit = ReturnType<typeof elementKit>;
export type Bar = ReturnType<typeof createBar>;
export type Review = ReturnType<typeof createReview>;
export type StartDialog = ReturnType<typeof createStartDialog>;
export type Steps = ReturnType<typeof createSteps>;
export type StepRow = ReturnType<typeof createStepRow>;

/** The functions of the script by name; a bundler may rename each of them, so none calls another by its own name. */
export interface Parts {
  elementKit: typeof elementKit;
  createClient: typeof createClient;
  createBar: typeof createBar;
  keepPlace: typeof keepPlace;
  createStartDialog: typeof createStartDialog;
  createReview: typeof createReview;
  createSteps: typeof createSteps;
  createStepRow: typeof createStepRow;
}
