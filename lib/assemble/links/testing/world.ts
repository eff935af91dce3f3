/** Links straight from made-up requests, for properties: no files. */
import { AuditEvent } from "../../../model/event.ts";
import { Collector } from "../../collect.ts";
import { findJobs } from "../../jobs.ts";
import { logText, type TestRequest } from "../../testing/log.ts";
import { originText } from "../links.ts";
import { fateOf } from "../read_other.ts";
import { fieldOf, type Link } from "../types.ts";
import type { WorldParts } from "../world.ts";

/** The requests as a recording of a run. */
export function worldOf(requests: readonly TestRequest[], runId = "ample-otter"): WorldParts {
  const text = logText(requests).replaceAll("ample-otter", runId);
  const collector = new Collector({ from: -Infinity, to: Infinity });
  for (const [index, line] of text.trim().split("\n").entries()) {
    const event = AuditEvent.parse(JSON.parse(line));
    collector.add({ kind: "event", at: { event, line: index + 1, offset: index, length: line.length } });
  }
  const found = collector.finish({ runId, config: "dev_unit_1" });
  const jobs = findJobs(found.requests);
  return {
    requests: found.requests,
    runId,
    jobs,
    recordsFormValues: true,
    fate: (recorded) => fateOf(recorded, runId, new Set(), jobs.started),
  };
}

/** Links in one line each: `event-2 json.a <- event-1 $.b`. */
export function linesOf(links: readonly Link[]): string[] {
  const lines = links.map(({ consumer, place, producer, origin }) =>
    `${consumer.id} ${fieldOf(place)} <- ${producer.id} ${originText(origin).replace(/ of its answer$/, "")}`
  );
  return [...new Set(lines)].sort();
}
