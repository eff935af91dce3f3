/** Which generation of the API a play speaks, and the steps in its words. */
import { formOf, isJobRoute } from "../../endpoints/address.ts";
import { endpointOfJob } from "../../endpoints/enqueue.ts";
import type { Api } from "../../endpoints/table.ts";
import { type Finding, formatPosition, ProfileError } from "../../errors.ts";
import type { JobWatch } from "../../jobs/watch.ts";
import type { Step } from "../../model/profile.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import { counted } from "../../text/counted.ts";
import { answersApi, isThereAt } from "../../jobs/probe_api.ts";
import { pathsOf, translateStep } from "./translate.ts";

/** What `--api` takes: `auto` asks the server, `recorded` sends everything as it is. */
export const API_MODES = ["auto", "rq-engine", "legacy", "recorded"] as const;
export type ApiMode = (typeof API_MODES)[number];

/** So many further steps are named that cannot be translated. */
const NAMED = 5;

/** What a play speaks. */
export interface Spoken {
  /** Generation for steps that name a job and no address. */
  api: Api;
  steps: Step[];
  /** Method and path as recorded, by step, where they are sent differently. */
  recorded: ReadonlyMap<string, string>;
  /** Sentences for the report. */
  notes: string[];
}

/**
 * Chooses the generation, and translates the steps into it where they were recorded in the other.
 *
 * @param skipped steps that are not played; they are never refused
 * @param watch for the questions to the server; nothing is asked when nothing depends on it
 * @param address of a path in the sandbox
 * @throws ProfileError refused, with the position of each step that cannot be said in that generation
 */
export async function speak(
  { profile, source }: Pick<LoadedProfile, "profile" | "source">,
  mode: ApiMode,
  skipped: ReadonlySet<string>,
  watch: JobWatch,
  address: (path: string) => URL,
): Promise<Spoken> {
  const { steps, metadata } = profile;
  const played = steps.filter(({ id }) => !skipped.has(id));
  const used = formsOf(played, metadata.api);
  const recorded = metadata.api ?? (used.has("rq-engine") || used.size === 0 ? "rq-engine" : "legacy");
  const as = (api: Api, notes: string[] = []): Spoken => ({ api, steps, recorded: new Map(), notes });
  if (mode === "recorded") return as(recorded);
  if (mode !== "auto") return inWords({ steps, skipped, source }, recorded, mode, () => false);
  const { to, notes } = await ask(used, recorded, watch);
  if (to === "legacy") return inWords({ steps, skipped, source }, recorded, to, () => false);
  const gone = await goneTasks(played, watch, address);
  if (to === undefined && gone.size === 0) return as(recorded, notes);
  // Flask tasks went one after the other: each is left where it is still there.
  const isThere = (path: string) => !gone.has(path) && (to === undefined || !isJobRoute(path));
  return inWords({ steps, skipped, source }, recorded, "rq-engine", isThere);
}

/** The forms that the steps are tied to. */
function formsOf(steps: readonly Step[], api: Api | undefined): Set<Api> {
  const used = new Set<Api>();
  for (const step of steps) {
    if (step.action === "enqueue_rq") used.add(api ?? "rq-engine");
    for (const path of pathsOf(step)) {
      const form = formOf(path);
      // Flask tasks with a newer name are there on many servers that have the new API: they are asked for one by one.
      if (form?.api === "rq-engine" || isJobRoute(path)) used.add(form?.api ?? "legacy");
    }
  }
  return used;
}

/** Addresses of Flask tasks with a newer name that the server no longer has. */
async function goneTasks(
  steps: readonly Step[],
  watch: JobWatch,
  address: (path: string) => URL,
): Promise<Set<string>> {
  const paths = new Set(
    steps.flatMap(pathsOf).filter((path) =>
      formOf(path)?.api === "legacy" && !isJobRoute(path) && !path.includes("{{steps.")
    ),
  );
  const gone = new Set<string>();
  for (const path of paths) if (!await isThereAt(watch, address(path))) gone.add(path);
  return gone;
}

/** Asks the server; `to` is undefined when everything can go as it was recorded, or nothing is known. */
async function ask(
  used: ReadonlySet<Api>,
  recorded: Api,
  watch: JobWatch,
): Promise<{ to: Api | undefined; notes?: string[] }> {
  const known = new Map<Api, boolean>();
  for (const api of [recorded, other(recorded)]) {
    if (used.has(api)) known.set(api, await answersApi(watch, api));
  }
  const missing = [...known].filter(([, answers]) => !answers).map(([api]) => api);
  const [lacking] = missing;
  if (lacking === undefined) return { to: undefined };
  const to = other(lacking);
  const there = missing.length === 1 && (known.get(to) ?? await answersApi(watch, to));
  if (there) return { to };
  const note =
    `the server answers no questions about jobs in the ${lacking} API, nor in the other: steps go as recorded`;
  return { to: undefined, notes: [note] };
}

function inWords(
  { steps, skipped, source }: {
    steps: Step[];
    skipped: ReadonlySet<string>;
    source: LoadedProfile["source"];
  },
  from: Api,
  to: Api,
  isThere: (path: string) => boolean,
): Spoken {
  const findings: Finding[] = [];
  const notes: string[] = [];
  const recorded = new Map<string, string>();
  const translated = steps.map((step, index) => {
    const done = translateStep(step, to, isThere);
    if (skipped.has(step.id)) return step;
    if (done.refused !== undefined) {
      findings.push({
        message: `step ${step.id}: ${done.refused}`,
        position: source.locate(["steps", index]),
      });
    }
    const before = done.recorded ?? jobAddress(step, from, to);
    if (before !== undefined) recorded.set(step.id, before);
    for (const note of done.notes) notes.push(`step ${step.id}: ${note}`);
    return done.step;
  });
  refuse(findings, to);
  if (recorded.size > 0) {
    const some = counted(recorded.size, "step");
    notes.unshift(
      `${some} recorded in the ${other(to)} API ${recorded.size === 1 ? "is" : "are"} sent to the ${to} API`,
    );
  }
  return { api: to, steps: translated, recorded, notes };
}

/** Where a step that names a job would have been sent. */
function jobAddress(step: Step, from: Api, to: Api): string | undefined {
  if (step.action !== "enqueue_rq" || from === to) return undefined;
  const path = endpointOfJob(step.job, from);
  return path === undefined ? undefined : `POST ${path}`;
}

function refuse(findings: readonly Finding[], to: Api): void {
  const [first, ...others] = findings;
  if (first === undefined) return;
  const words = [
    first.message,
    ...others.slice(0, NAMED).map(({ message, position }) =>
      position === undefined ? message : `${message} (${formatPosition(position)})`
    ),
    ...(others.length > NAMED ? [`and ${others.length - NAMED} more`] : []),
  ].join("; ");
  throw new ProfileError("refused", `The profile cannot be played in the ${to} API: ${words}`, {
    ...(first.position === undefined ? {} : { position: first.position }),
    remedy: "Play it against a server that has the recorded API, or take these steps out",
  });
}

function other(api: Api): Api {
  return api === "legacy" ? "rq-engine" : "legacy";
}
