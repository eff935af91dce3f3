/** The options of `review` that change a draft, in the order in which they were typed. */
import { type Command, Option } from "@commander-js/extra-typings";
import { splitAssignment } from "../lib/drafts/address.ts";
import type { EditRequest } from "../lib/review/requests.ts";
import { ProfileError } from "../lib/errors.ts";

/**
 * Adds the options. They have no environment names: what changes one draft is said for that draft.
 *
 * @param asked gets what was asked for, as the command line is read
 */
export function addEditOptions(command: Command, asked: EditRequest[]): void {
  const add = (flags: string, help: string, read: (text: string) => EditRequest) => {
    const created = new Option(flags, help).argParser((text: string) => {
      asked.push(read(text));
      return true;
    });
    command.addOption(created);
  };
  add("--drop <step>", "take a step out; refused while later steps use its values", (step) => ({
    kind: "drop",
    step,
  }));
  add(
    "--redact <step.field>",
    "take a secret value out of every file; play takes it as {{secret.NAME}}",
    (at) => ({
      kind: "redact",
      at,
    }),
  );
  add("--fill <step.field=value>", "fill a hole; for step.files.field the value is a path", (text) => ({
    kind: "fill",
    ...splitAssignment(text, "--fill"),
  }));
  add("--fill-from <draft|profile>", "fill holes from another recording of the workflow", (from) => ({
    kind: "fill-from",
    from,
  }));
  command.addOption(
    new Option(
      "--accept-suggestions [step.field]",
      "take suggested values: all, a step's, or one; doubtful ones must be named",
    ).argParser(
      (at: string) => {
        asked.push({ kind: "accept", at });
        return true;
      },
    ).preset(""),
  );
  add("--set <step.field=value>", "change a value that is no hole", (text) => ({
    kind: "set",
    ...splitAssignment(text, "--set"),
  }));
  add("--optional <step>", "play skips this step unless asked for", (step) => ({
    kind: "optional",
    step,
    value: true,
  }));
  add("--required <step>", "play needs this step", (step) => ({ kind: "optional", step, value: false }));
  add("--rename <old=new>", "another id for a step, also where others refer to it", renaming);
  add("--title <text>", "title of the profile", (text) => ({ kind: "text", field: "title", text }));
  add("--notes <text>", "why this profile exists", (text) => ({ kind: "text", field: "notes", text }));
  add("--keep-suspect <number|place>", "a suspect names nobody and stays as it is; or all", (which) => ({
    kind: "keep-suspect",
    which,
  }));
  add("--candidate <take|drop=glob>", "promote compares these baseline candidates, or not", candidate);
  add("--tag <tag>", "add a tag", (tag) => ({ kind: "tag", tag }));
}

function renaming(text: string): EditRequest {
  const [, from, to] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { kind: "rename", from, to };
  throw new ProfileError("usage", `--rename ${JSON.stringify(text)} does not say both names`, {
    remedy: "Write --rename OLD=NEW",
  });
}

function candidate(text: string): EditRequest {
  const [, choice, targets] = /^(take|drop)=(.+)$/s.exec(text) ?? [];
  if (targets !== undefined && (choice === "take" || choice === "drop")) {
    return { kind: "candidate", choice, targets };
  }
  throw new ProfileError("usage", `--candidate ${JSON.stringify(text)} does not say what to do`, {
    remedy: "Write --candidate take=GLOB or drop=GLOB; telling stands for all that are proposed",
  });
}
