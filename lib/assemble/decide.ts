/** The decision on every request of a log: a step, folded away, or left out with a reason. */
import type { Redactor } from "../redact/redactor.ts";
import { counted } from "../text/counted.ts";
import { classify, type Handling, isRunCreation } from "./classify.ts";
import type { Collected } from "./collect.ts";
import { noteCreation } from "./creation.ts";
import { failureOf, Folds, JOB_STARTS, repeatOf } from "./decisions.ts";
import type { Ledger } from "./ledger.ts";
import type { Links } from "./links/links.ts";
import type { Anonymous } from "../redact/anonymous.ts";
import { isChange } from "./same_request.ts";
import type { Overridden } from "./overrides.ts";
import type { Sequence } from "./sequence.ts";
import { buildStep, type StepContext, type StepDraft } from "./step.ts";
import type { Survey } from "./survey.ts";
import type { LeftOut, Recorded } from "./types.ts";

/** What decides. */
export interface Deciding {
  about: Survey & { runId: string };
  sequence: Sequence;
  handling: Handling;
  /** What steps are built with. */
  step: StepContext & { links: Links };
  redactor: Redactor;
  anonymous: Anonymous;
  ledger: Ledger;
}

/** What became of the requests. */
export interface Decided {
  steps: StepDraft[];
  folds: Folds;
  /** In the order of the log; what is no request at all comes last. */
  leftOut: LeftOut[];
  /** Changes that may be missing, in sentences. */
  doubts: string[];
  warnings: string[];
  /** What runs were created with beside their config. */
  overridden: Overridden[];
}

/** Decides on each request of the window, in their order, and builds the steps. */
export function decideAll(found: Collected, deciding: Deciding): Decided {
  const { about, sequence, handling, step: context, redactor, anonymous, ledger } = deciding;
  const { links, startedJob } = context;
  const decided: Decided = {
    steps: [],
    folds: new Folds(),
    leftOut: [],
    doubts: [],
    warnings: [],
    overridden: [],
  };
  let changesFolded = 0;
  for (const recorded of found.requests) {
    // How the run began counts, whichever part of the log is assembled.
    if (isRunCreation(recorded)) {
      decided.overridden.push(...noteCreation(recorded, redactor, anonymous, ledger));
    }
    if (!recorded.inWindow) continue;
    const decision = links.decide(
      recorded,
      repeatOf(recorded, sequence) ??
        classify(recorded, about.runId, about.origins, startedJob(recorded), handling),
    );
    if (decision.kind === "fold") {
      decided.folds.add(decision, recorded.line);
      const { rules } = handling;
      if (rules.isOwn(decision.rule) && recorded.outcome === "ok" && isChange(recorded, about)) {
        changesFolded++;
      }
    } else if (decision.kind === "leave") {
      const request = describe(recorded, anonymous);
      decided.leftOut.push({
        request,
        reason: decision.reason,
        line: recorded.line,
        ...(decision.error === undefined ? {} : { failed: failureOf(recorded, redactor, anonymous) }),
      });
      if (recorded.method !== "GET" && recorded.outcome === "lost" && decision.reason === recorded.trouble) {
        decided.doubts.push(
          `${request} (line ${recorded.line}) ended without an answer; the server may have carried it out`,
        );
      }
    } else {
      decided.steps.push(buildStep(recorded, context));
    }
  }
  for (const line of found.jobEvents) decided.folds.add(JOB_STARTS, line);
  if (changesFolded > 0) {
    decided.warnings.push(
      `--fold took out ${counted(changesFolded, "change")} that succeeded; play does not make it`,
    );
  }
  decided.leftOut.push(...otherItems(found));
  return decided;
}

function otherItems(found: Collected): LeftOut[] {
  return [
    ...found.other.map(({ line, stage, reason }) => ({
      request: `event ${JSON.stringify(stage)}`,
      reason,
      line,
    })),
    ...found.unreadable.map(({ line }) => ({
      request: "request",
      reason: "has no address that can be read",
      line,
    })),
  ];
}

function describe({ method, target }: Recorded, anonymous: Anonymous): string {
  return anonymous.text(`${method} ${target.path}`);
}
