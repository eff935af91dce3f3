/**
 * What the proxy and its toolbar know of each other. The toolbar (`toolbar/mod.ts`) shows and steers a
 * {@link RecordingControl}; the proxy calls the two hooks of {@link Toolbar}. Neither imports the other's insides.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { HeaderList } from "../../recording/types.ts";

/**
 * - `recording`: every exchange is written, no capture is open
 * - `capturing`: as `recording`, and a capture is open
 * - `reviewing`: the capture has ended; it waits for the dialog to be confirmed
 * - `paused`: requests are passed on and not recorded (an open capture stays open)
 * - `failed`: recording has stopped for good, `failure` of the status says why; requests are still passed on
 */
export type RecordingState = "recording" | "capturing" | "reviewing" | "paused" | "failed";

/** What the toolbar shows. */
export interface RecordingStatus {
  state: RecordingState;
  /** Exchanges recorded in this session, those of an unconfirmed capture included. */
  recorded: number;
  /** Actions (no reads, no polls) in the open or unconfirmed capture; 0 without one. */
  actions: number;
  /** The open or unconfirmed capture. */
  capture?: { id: string; slug: string; notes: string; startedAt: number; endedAt?: number };
  /** Why recording has stopped, for state `failed`. */
  failure?: string;
}

/** A value in a step that the user may take out. */
export interface CapturedField {
  /** Path of the value in the step: `$.outlet.lat` of JSON, `form[2]`, `query[0]`, `text`. Only for `redactValue`. */
  path: string;
  /** What the user calls it: `outlet.lat`, `climate_mode`. */
  label: string;
  /** Redacted value, cut to one line. */
  shown: string;
  /** `redactValue` was called for it. */
  redacted: boolean;
}

/** One action or read of a capture, as the dialog lists it. Nothing in here is secret by a built-in rule. */
export interface CapturedStep {
  id: string;
  /** An action changes something (or is an upload); everything else is a read. */
  kind: "action" | "read";
  method: string;
  /** Redacted path with query. */
  path: string;
  /** Undefined: no answer came. */
  status?: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  runId?: string;
  fields: CapturedField[];
  uploads: { field: string; filename: string; size: number }[];
  /** `dropStep` was called for it. */
  dropped: boolean;
}

/** The recording as the toolbar steers it. Errors are `ProfileError`s with a sentence to show. */
export interface RecordingControl {
  status(): RecordingStatus;
  /** Calls the listener after each change of the status; returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** @throws ProfileError `usage` when a capture is open or unconfirmed, or the slug is no slug */
  startCapture(what: { slug: string; notes: string }): Promise<void>;
  /** Ends the window; the state is `reviewing` until `confirm()`. @throws ProfileError `usage` without an open capture */
  endCapture(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Steps of the open or unconfirmed capture, in their order; empty without one. */
  capturedSteps(): CapturedStep[];
  /**
   * Takes a value out of a step (or puts it back with `undo`, before the confirmation). The same value is taken out
   * of every other step and answer of the capture, too.
   *
   * @throws ProfileError `usage` when there is no such step or field
   */
  redactValue(stepId: string, fieldPath: string, undo?: boolean): void;
  /** Leaves a step out (or takes it in again with `undo`). @throws ProfileError `usage` when there is no such step */
  dropStep(stepId: string, undo?: boolean): void;
  /** Changes notes and slug of the open or unconfirmed capture. */
  describe(what: { slug?: string; notes?: string }): Promise<void> | void;
  /** Writes the reviewed capture into the logs of its runs. @throws ProfileError when there is none, or on write errors */
  confirm(): Promise<ConfirmedCapture>;
  /** Size of the page in CSS pixels. */
  setViewport(width: number, height: number): void;
}

/** What `confirm()` did. */
export interface ConfirmedCapture {
  id: string;
  slug: string;
  /** Steps written, dropped ones not counted. */
  steps: number;
  dropped: number;
  redacted: number;
  /** Runs that hold the capture's events. */
  runs: string[];
  /** Commands that assemble it; not there where it was not confirmed in the dialog. */
  next?: string[];
}

/** The toolbar as the proxy sees it; made by `createToolbar()` of `toolbar/mod.ts`. */
export interface Toolbar {
  /** Path and query of a new start link, good for one use: it lets a browser see the toolbar. */
  startPath(): string;
  /** True for a request whose page would show the toolbar: the target is asked for it whole and fresh. */
  wants(request: ToolbarRequest): boolean;
  /**
   * Answers requests below the toolbar's own path. The proxy has checked the Host header already.
   *
   * @returns false when the URL is none of the toolbar's; then nothing was written and nothing was read
   */
  handleToolbarRequest(
    request: IncomingMessage,
    response: ServerResponse,
    control: RecordingControl,
  ): Promise<boolean>;
  /**
   * What to do with an HTML page.
   *
   * @returns undefined to leave the page as it is
   */
  toolbarFor(page: { status: number; headers: HeaderList; request?: ToolbarRequest }): PageInsert | undefined;
}

/** What the toolbar looks at of a request. */
export interface ToolbarRequest {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** A page that gets the toolbar: its headers, and what its text goes through (one character is one byte). */
export interface PageInsert {
  headers: HeaderList;
  insert(): { push(piece: string): string; end(): string };
}
