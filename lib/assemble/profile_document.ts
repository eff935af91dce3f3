/** The content of a draft's `profile.yaml`, in the order in which people read it. */
import { createHmac } from "node:crypto";
import type { StepDraft } from "./step.ts";
import type { RecordedSession } from "./survey.ts";

/** What goes into `metadata` and around the steps. */
export interface DocumentParts {
  slug: string;
  runId: string;
  config?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  origins: ReadonlySet<string>;
  recorder?: "proxy" | "har" | undefined;
  session?: RecordedSession | undefined;
  steps: readonly StepDraft[];
  /** What is known of each user, by pseudonym. */
  users?: Record<string, string> | undefined;
  literals: ReadonlyMap<string, string>;
  /** What stood where each secret stands, and where that is. */
  secrets: ReadonlyMap<string, string>;
  notes?: string | undefined;
  /** Name of the draft or profile of WEPPcloud itself that it was made from. */
  derivedFrom?: string | undefined;
}

/** Tells recordings of one server apart; nothing can be read from it. */
const SERVER_KEY = "profile: recorded server";

/** The profile as a plain object. */
export function profileDocument(parts: DocumentParts): Record<string, unknown> {
  const { slug, runId, config, from, to, steps } = parts;
  const api = apiOf(steps);
  const server = serverOf(parts.origins);
  return {
    version: 1,
    metadata: {
      slug,
      ...(config === undefined ? {} : { config }),
      ...(steps.some(({ step }) => "wait" in step) ? { rq_required: true } : {}),
      ...(api === undefined ? {} : { api }),
      recorded: {
        run_id: runId,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        source: parts.recorder ?? "audit-log",
        ...(server === undefined ? {} : { server }),
        ...(parts.derivedFrom === undefined ? {} : { derived_from: parts.derivedFrom }),
        ...(parts.session === undefined ? {} : { session: parts.session }),
      },
    },
    ...prerequisitesOf(parts),
    ...(parts.literals.size === 0 ? {} : { variables: Object.fromEntries(parts.literals) }),
    steps: steps.map(({ step }) => step),
    ...(parts.notes === undefined ? {} : { notes: parts.notes }),
  };
}

function prerequisitesOf({ users, secrets }: DocumentParts): Record<string, unknown> {
  if (users === undefined && secrets.size === 0) return {};
  return {
    prerequisites: {
      ...(users === undefined ? {} : { users }),
      ...(secrets.size === 0 ? {} : { secrets: Object.fromEntries(secrets) }),
    },
  };
}

/** Which generation of the API was recorded; undefined when no step tells. */
export function apiOf(steps: readonly StepDraft[]): "rq-engine" | "legacy" | undefined {
  const targets = steps.map(({ recorded }) => recorded.target);
  if (targets.some(({ area }) => area === "rq-engine")) return "rq-engine";
  return targets.some(({ area, rest }) => area === "weppcloud" && /^(rq\/api|tasks)\//.test(rest))
    ? "legacy"
    : undefined;
}

function serverOf(origins: ReadonlySet<string>): string | undefined {
  const [origin] = origins;
  if (origin === undefined) return undefined;
  if (/^https?:\/\/(127\.|localhost|\[::1\])/.test(origin)) return "loopback";
  return createHmac("sha256", SERVER_KEY).update(origin).digest("hex").slice(0, 16);
}
