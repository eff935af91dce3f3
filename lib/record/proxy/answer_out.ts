/** The body of an answer on its way to the browser: as it is, or as a page that is decoded and changed. */
import type { ServerResponse } from "node:http";
import { Buffer } from "node:buffer";
import { decoderOf } from "./decode.ts";

/** Where the proxy writes the body of an answer to. */
export interface AnswerOut {
  /** False: wait until `onRoom` is called. */
  write(chunk: Uint8Array): boolean;
  /** @param last what the answer ends with */
  end(last?: Uint8Array): void;
}

/** An end up to this length goes out as text, bytes: the runtime sends it in one piece with the headers then. */
const SHORT = 16 * 1024;

/** Changes a page piece by piece; one character is one byte. */
export interface PageChanges {
  push(piece: string): string;
  end(): string;
}

/** Passes the bytes on. */
export function plainOut(response: ServerResponse): AnswerOut {
  return {
    write: (chunk) => response.write(chunk),
    end(last) {
      if (last === undefined) response.end();
      else if (last.length > SHORT) response.end(last);
      else response.end(latin1(last), "latin1");
    },
  };
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
  const push = (chunk: Uint8Array) => send(changes.push(latin1(chunk)));
  const finish = () => {
    send(changes.end());
    response.end();
  };
  if (encoding === undefined) {
    return {
      write: push,
      end(last) {
        if (last !== undefined) push(last);
        finish();
      },
    };
  }
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
  return { write: (chunk) => decoder.write(chunk), end: (last) => void decoder.end(last) };
}

/** One character for each byte. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
