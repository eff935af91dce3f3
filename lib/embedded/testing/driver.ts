/** Sends the workflow of the tests to a server. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../files/hash.ts";
import { walkFiles } from "../../files/walk.ts";
import type { TestClient } from "./client.ts";
import type { Step } from "./steps.ts";

/** Address of a step in one generation. */
export function addressOf(step: Step, api: "legacy" | "rq-engine", run: string, config: string): string {
  const place = `${encodeURIComponent(run)}/${config}`;
  return api === "rq-engine" && step.engine !== undefined
    ? `/rq-engine/api/runs/${place}/${step.engine}`
    : `/weppcloud/runs/${place}/${step.flask}`;
}

/** The body of a step. */
export function bodyOf(step: Step, csrf: string): RequestInit {
  if (step.json !== undefined) {
    return { headers: { "content-type": "application/json" }, body: JSON.stringify(step.json) };
  }
  if (step.urlencoded !== undefined) {
    return { body: new URLSearchParams({ ...step.urlencoded, csrf_token: csrf }) };
  }
  if (step.form === undefined) return {};
  const form = new FormData();
  form.append("csrf_token", csrf);
  for (const [name, value] of step.form) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, new Blob([Uint8Array.from(value.bytes)]), value.name);
  }
  return { body: form };
}

/** Sends all steps, each when the job of the one before is over; all must succeed. */
export async function sendAll(
  client: TestClient,
  steps: readonly Step[],
  api: "legacy" | "rq-engine",
  run: string,
  config = "disturbed9002",
): Promise<void> {
  for (const step of steps) {
    const path = addressOf(step, api, run, config);
    const response = await client.send("POST", path, bodyOf(step, client.csrf));
    assert.ok(response.status === 200 || response.status === 202, `${path} gave ${response.status}`);
    const end = await client.finish(response);
    assert.notEqual(end["Success"], false, `${path}: ${JSON.stringify(end)}`);
    if (end["status"] !== undefined) {
      assert.equal(end["status"], "finished", `${path}: ${JSON.stringify(end)}`);
    }
  }
}

/** Hash of every output that must be the same in every run. */
export async function stableOutputs(dir: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of await walkFiles(dir)) {
    if (/^_logs\/|\.log$|\.nodb$|^redisprep\.dump$|loss_pw0\.txt$/.test(path)) continue;
    hashes[path] = sha256(await readFile(join(dir, path)));
  }
  return hashes;
}
