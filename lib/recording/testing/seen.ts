/** Made-up exchanges for tests. */
import type { SeenExchange } from "../types.ts";

let count = 0;

/** An exchange: a POST that was answered with a job id, with changes. */
export function seen(change: Partial<SeenExchange> = {}): SeenExchange {
  return {
    id: `exchange-${++count}`,
    method: "POST",
    origin: "https://wepp.example.org",
    path: "/rq-engine/api/runs/ample-otter/disturbed9002/run-wepp",
    startedAt: Date.UTC(2025, 10, 2, 17, 4, count % 60),
    durationMs: 12.34,
    headers: [],
    body: { kind: "none" },
    answer: {
      status: 202,
      headers: [["Content-Type", "application/json"]],
      text: '{"job_id":"5f0c0000-0000-4000-8000-000000000001"}',
    },
    session: { id: "s1" },
    ...change,
  };
}
