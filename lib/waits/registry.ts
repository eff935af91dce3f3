/** All kinds of wait: a new one is a new file and a line here. */
import type { Wait } from "../model/profile.ts";
import { unknownKeys } from "../compare/params.ts";
import { keysAt } from "../model/keys_at.ts";
import { closest } from "../text/closest.ts";
import { fileWait } from "./file.ts";
import { jobWait } from "./job.ts";
import { logPhraseWait } from "./log_phrase.ts";
import { resourceWait } from "./resource.ts";
import { statusPollWait } from "./status_poll.ts";
import type { WaitContext, WaitKind, WaitResult } from "./types.ts";

const WAITS: Kind[] = [
  kind(fileWait),
  kind(jobWait),
  kind(logPhraseWait),
  kind(resourceWait),
  kind(statusPollWait),
];

/** A kind whose fields are already bound to their check. */
interface Kind {
  type: string;
  check(fields: unknown): string | undefined;
  run(fields: unknown, context: WaitContext): Promise<WaitResult>;
}

/** What is wrong with a wait, in words; undefined when nothing is. */
export function checkWait({ type, ...fields }: Wait): string | undefined {
  const known = WAITS.find((candidate) => candidate.type === type);
  if (known !== undefined) return known.check(fields);
  const types = WAITS.map((candidate) => candidate.type);
  const near = closest(type, types);
  return `wait type "${type}" is not known; ${
    near === undefined ? `one of ${types.join(", ")}` : `did you mean "${near}"?`
  }`;
}

/** Waits as the step says; the wait was checked when the profile was loaded. */
export function runWait({ type, ...fields }: Wait, context: WaitContext): Promise<WaitResult> {
  const known = WAITS.find((candidate) => candidate.type === type);
  if (known === undefined) throw new TypeError(`Unknown wait type "${type}"`);
  return known.run(fields, context);
}

function kind<Fields>({ type, fields: schema, run }: WaitKind<Fields>): Kind {
  return {
    type,
    check(fields) {
      const issue = schema.safeParse(fields).error?.issues[0];
      if (issue === undefined) return undefined;
      const words = issue.code === "unrecognized_keys" && issue.path.length === 0
        ? unknownKeys(issue.keys, keysAt(schema, fields, []))
        : issue.message;
      return `wait ${type}: ${[...issue.path, words].join(": ")}`;
    },
    run: (fields, context) => run(schema.parse(fields), context),
  };
}
