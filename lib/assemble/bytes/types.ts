/** Where the bytes of an uploaded file may come from: one source per file of this folder. */
import type { EventSource } from "../../events/types.ts";
import type { UploadNeed } from "../step.ts";
import type { Recorded } from "../types.ts";
import type { UploadHistory } from "./history.ts";

/** Bytes that were found for one upload. */
export interface FoundBytes {
  file: string;
  /** File name to send. */
  name: string;
  /** Which source, in words. */
  from: string;
  /** `exact`: the very bytes, by hash; `stored`: what the server kept of this upload; `supplied`: given by the user. */
  certainty: "exact" | "stored" | "supplied";
  /** Secrets were taken out of them before. */
  redacted?: true;
  /** Why these bytes belong to this upload. */
  why: string;
}

/** Bytes that are there and must not be used, with the reason; no weaker source is asked then. */
export interface RefusedBytes {
  refused: string;
}

/** Everything a source may look at. */
export interface ByteWorld {
  source: EventSource;
  runId: string;
  /** Folder of `--uploads`. */
  uploads?: string | undefined;
  history: UploadHistory;
  /** The whole log, in time order. */
  requests: readonly Recorded[];
}

/** Looks for the bytes of one upload; undefined when this source has none, a string says why it is unsure. */
export interface ByteSource {
  name: string;
  find(need: UploadNeed, world: ByteWorld): Promise<FoundBytes | RefusedBytes | string | undefined>;
}
