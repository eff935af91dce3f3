/**
 * The documents that the library gives and takes. zod checks them in `model/`, and an editor shows their fields with
 * what is said of each there; here they have names for those who read about the library.
 */
import type { AuditEvent as CheckedEvent } from "../model/event.ts";
import type {
  Comparison as CheckedComparison,
  Profile as CheckedProfile,
  Step as CheckedStep,
} from "../model/profile.ts";
import type {
  ComparisonReport as CheckedComparisonReport,
  Difference as CheckedDifference,
  Report as CheckedReport,
  StepReport as CheckedStepReport,
} from "../model/report.ts";
import type { SandboxMode as KnownSandboxMode } from "../model/sandbox_mode.ts";
import type { ApiMode as KnownApiMode } from "../play/api/choose.ts";

/** @internal */
type Documents = {
  profile: CheckedProfile;
  step: CheckedStep;
  comparison: CheckedComparison;
  report: CheckedReport;
  stepReport: CheckedStepReport;
  comparisonReport: CheckedComparisonReport;
  difference: CheckedDifference;
  event: CheckedEvent;
  sandbox: KnownSandboxMode;
  api: KnownApiMode;
};

/** A profile: what `profile.yaml` states. `profile schema profile` prints all its fields. */
export type Profile = Documents["profile"];

/** One step of a {@link Profile}: a request, an upload, an enqueue, a wait; `action` says which. */
export type Step = Documents["step"];

/** A target file (or glob), a method, and its parameters: one of the `comparisons` of a {@link Profile}. */
export type Comparison = Documents["comparison"];

/**
 * What one play did: `report.json` of a result. `verdict` is the name of an exit code, `steps` and `comparisons` say
 * what came of each, `artifacts` where everything lies; times are in ms. `profile schema report` prints all its fields.
 */
export type Report = Documents["report"];

/** What came of one step: `verdict`, `expected`, `actual`, `failures`, `timings` in ms. */
export type StepReport = Documents["stepReport"];

/** What came of one comparison: `verdict`, `files`, `differences`, and in `omitted` how many more there are. */
export type ComparisonReport = Documents["comparisonReport"];

/** One way in which a produced file is not what was kept: `where` in the file, and `message` in words. */
export type Difference = Documents["difference"];

/** One event of an audit log: a request, its answer, or its failure. */
export type AuditEvent = Documents["event"];

/** How a play gets the run that it works in: `filesystem`, `fork`, or `create`. */
export type SandboxMode = Documents["sandbox"];

/** Generation of the API: `rq-engine`, `legacy`; `auto` asks the server, `recorded` sends every step as it is. */
export type ApiMode = Documents["api"];
