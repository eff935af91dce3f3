/** Questions on the terminal, on standard error; lines typed ahead are kept. */
import { createInterface } from "node:readline";
import process from "node:process";
import type { Context } from "./context.ts";

/** Asks a question; undefined when the person went away. */
export type Ask = (question: string) => Promise<string | undefined>;

/** A person at the terminal, until `close`. */
export interface Prompt {
  ask: Ask;
  close(): void;
}

/** Prompts on the terminal; nothing is read before the first question. */
export function openPrompt({ out, signal }: Pick<Context, "out" | "signal">): Prompt {
  let lines: Prompt | undefined;
  return {
    ask: (question) => (lines ??= readLines(signal)).ask(out.shown.text(question)),
    close: () => lines?.close(),
  };
}

function readLines(signal: AbortSignal): Prompt {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const typed: string[] = [];
  let closed = false;
  let waiting: ((line: string | undefined) => void) | undefined;
  const settle = (line: string | undefined) => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(line);
  };
  reader.on("line", (line) => waiting === undefined ? typed.push(line) : settle(line));
  reader.on("close", () => {
    closed = true;
    settle(undefined);
  });
  const abort = () => reader.close();
  signal.addEventListener("abort", abort, { once: true });
  return {
    ask: (question) => {
      const line = typed.shift();
      if (line !== undefined || closed) return Promise.resolve(line);
      reader.setPrompt(question);
      reader.prompt();
      return new Promise((resolve) => waiting = resolve);
    },
    close: () => {
      signal.removeEventListener("abort", abort);
      reader.close();
    },
  };
}
