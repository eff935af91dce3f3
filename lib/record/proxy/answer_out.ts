/** The body of an answer on its way to the browser: as it is, or as a page that is decoded and changed. */
import type { ServerResponse } from "node:http";
import { Buffer } from "node:buffer";
import { decoderOf } from "./decode.ts";

/** Where the proxy writes the body of an answer to. */
export interface AnswerOut {
  /** False: wait until `onRoom` is called. */
  write(chunk: Uint8Array): boolean;
  end(): void;
}

/** Changes a page piece by piece; one character is one byte. */
export interface PageChanges {
  push(piece: string): string;
  end(): string;
}

/** Passes the bytes on. */
export function plainOut(response: ServerResponse): AnswerOut {
  return { write: (chunk) => response.write(chunk), end: () => void response.end() };
}

/**
 * Decodes a page and changes it on the way.
 *
 * @param encoding its content encoding; undefined for none
 * @param onRoom called when the browser takes more again
 * @param onError the page cannot be decoded
 * @returns undefined when the encoding is not known
 */
export function pageOut(
  response: ServerResponse,
  changes: PageChanges,
  encoding: string | undefined,
  onRoom: () => void,
  onError: (error: Error) => void,
): AnswerOut | undefined {
  const send = (piece: string) => piece === "" || response.write(Buffer.from(piece, "latin1"));
  const push = (chunk: Uint8Array) => {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    return send(changes.push(bytes.toString("latin1")));
  };
  const finish = () => {
    send(changes.end());
    response.end();
  };
  if (encoding === undefined) return { write: push, end: finish };
  const decoder = decoderOf(encoding);
  if (decoder === undefined) return undefined;
  decoder.on("data", (chunk: Uint8Array) => {
    if (push(chunk)) return;
    decoder.pause();
    response.once("drain", () => decoder.resume());
  });
  decoder.on("drain", onRoom);
  decoder.on("end", finish);
  decoder.on("error", onError);
  response.once("close", () => decoder.destroy());
  return { write: (chunk) => decoder.write(chunk), end: () => void decoder.end() };
}
