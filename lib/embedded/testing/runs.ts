/** What the tests of copies and sharing do over and over. */
import type { TestClient } from "./client.ts";

/** Address of something below a run. */
export function engineOf(run: string, path: string, config = "disturbed9002"): string {
  return `/rq-engine/api/runs/${encodeURIComponent(run)}/${config}/${path}`;
}

/** Address of a page or task of Flask. */
export function flaskOf(run: string, path: string, config = "disturbed9002"): string {
  return `/weppcloud/runs/${encodeURIComponent(run)}/${config}/${path}`;
}

/** Makes a run that belongs to the one who asks; returns its id. */
export async function createRun(client: TestClient, config = "disturbed9002"): Promise<string> {
  const response = await client.post("/rq-engine/create/", { config });
  await response.body?.cancel();
  const [, id = ""] = /\/runs\/([^/]+)\//.exec(response.headers.get("location") ?? "") ?? [];
  return id;
}
