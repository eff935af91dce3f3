/** What going on with a step needs, and how it ends when nothing tells what became of the step. */
import { ProfileError } from "../../errors.ts";
import type { Step } from "../../model/profile.ts";
import type { PlayRecord } from "./record.ts";

/** What going on needs beside the step. */
export interface GoOn {
  record: PlayRecord;
  /** Send the change again, whatever became of it. */
  redo: boolean;
  /** The server ended with the play: what it had under way is lost, and what is sent again is done once. */
  serverDied: boolean;
  /** How the user goes on when nothing tells what became of the change. */
  remedy: string;
  note: (line: string) => void;
}

/** The error that stops the play: the user has to look at the run. */
export function unknownFate({ id }: Step, why: string, { remedy }: GoOn): ProfileError {
  return new ProfileError("incomplete", `Nobody knows whether ${id} was done: ${why}`, { remedy });
}
