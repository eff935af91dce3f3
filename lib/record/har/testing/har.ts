/** For tests: HARs made of a few words, and what importing them writes. */
import { Buffer } from "node:buffer";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readEvents } from "../../../events/read_events.ts";
import { withFolder } from "../../../files/test_folder.ts";
import { walkFiles } from "../../../files/walk.ts";
import type { AuditEvent } from "../../../model/event.ts";
import { createRedactor } from "../../../redact/redactor.ts";
import { importHar, type ImportOptions } from "../import.ts";

/** Where the runs of the entries are. */
export const ORIGIN = "https://wepp.example.org";

/** The endpoint below which an entry's request goes. */
export const RUN = "/rq-engine/api/runs/ample-otter/disturbed9002";

/** What a test says about one entry; the rest is filled in. */
export interface Made {
  path?: string;
  url?: string;
  method?: string;
  at?: number;
  request?: object;
  response?: object | null;
  more?: object;
}

/** One entry of a HAR: a request to a run, answered with 200. */
export function entry(
  { path = `${RUN}/run-wepp`, url, method = "POST", at = 0, request, response, more }: Made = {},
) {
  return {
    startedDateTime: new Date(Date.UTC(2025, 10, 2) + at * 1000).toISOString(),
    time: 12.5,
    request: { method, url: url ?? ORIGIN + path, headers: [], bodySize: 0, ...request },
    response: response === null ? undefined : {
      status: 200,
      headers: [{ name: "Content-Type", value: "application/json" }],
      content: { size: 2, mimeType: "application/json", text: "{}" },
      ...response,
    },
    ...more,
  };
}

/** A HAR of these entries. */
export function har(entries: unknown[], creator = "WebInspector"): string {
  return JSON.stringify({ log: { version: "1.2", creator: { name: creator, version: "1" }, entries } });
}

/**
 * Imports a HAR.
 *
 * @param beside files beside it, by path
 * @returns what importing told, and what it wrote
 */
export async function imported(
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
  beside: Record<string, Uint8Array> = {},
) {
  return await withFolder(async (folder) => {
    const file = join(folder, "session.har");
    await writeFile(file, content);
    for (const [name, bytes] of Object.entries(beside)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    const out = join(folder, "out");
    const result = await importHar({ file, out, redactor: createRedactor(), ...options });
    const events: AuditEvent[] = [];
    const bodies = new Map<string, Buffer>();
    for (const { dir } of result.runs) {
      for await (const item of readEvents(join(dir, "_logs/profile.events.jsonl"))) {
        if (item.kind === "event") events.push(item.at.event);
      }
      for (const path of await walkFiles(join(dir, "_logs"))) {
        if (path.startsWith("bodies/")) bodies.set(path.slice(7), await readFile(join(dir, "_logs", path)));
      }
    }
    return { result, events, bodies, requests: events.filter(({ stage }) => stage === "request") };
  });
}
