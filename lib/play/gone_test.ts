import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { RequestError } from "../http/request_error.ts";
import type { StepReport } from "../model/report.ts";
import { stoppedBy } from "./gone.ts";

const passed: StepReport[] = [{ id: "a", action: "http_get", verdict: "passed", failures: [] }];
const detail = { retries: 3, remedy: "start it" };

test("stoppedBy() makes a server that went away mid-play incomplete, at the start it is unavailable", () => {
  const gone = new RequestError("refused", { fate: "not-sent", trouble: "refused", ...detail });
  assert.equal(stoppedBy(gone, { steps: [] })?.verdict, "unavailable");
  const judged = stoppedBy(gone, { steps: passed });
  assert.equal(judged?.verdict, "incomplete");
  assert.match(judged?.remedy ?? "", /--resume/);
});

test("stoppedBy() leaves other troubles, refusals and faults of this program as they are", () => {
  const gateway = new RequestError("502", { fate: "none", trouble: "gateway", ...detail });
  const tls = new RequestError("tls", { fate: "not-sent", trouble: "tls", ...detail });
  const unknown = new RequestError("reset", { fate: "unknown", trouble: "reset", ...detail });
  const refused = new ProfileError("refused", "no");
  const verdicts = [gateway, tls, unknown, refused].map((error) =>
    stoppedBy(error, { steps: passed })?.verdict
  );
  assert.deepEqual(verdicts, ["unavailable", "unavailable", "incomplete", "refused"]);
  assert.equal(stoppedBy(new TypeError("bug"), { steps: passed }), undefined);
});
