/**
 * Names in answers that the generations of the API spell differently. Source: the answers of both in WEPPcloud's
 * contracts (`weppcloud.md` 3.3, 3.10, 4.2, 4.3).
 */
import { formatPath, type PathPart, pathParts } from "../text/json_path.ts";
import type { FormedPath } from "./address.ts";
import type { Api } from "./table.ts";

/** What a path into an answer becomes: another path, `said` where the status says the same, or nothing like it. */
export type OtherPath = { path: string } | "said" | "none";

/** First parts of legacy paths, and of current ones for the same. */
const NAMES: readonly [legacy: readonly PathPart[], current: readonly PathPart[]][] = [
  [["job_id"], ["job_id"]],
  [["job_id"], ["job_ids", 0]],
  [["jobId"], ["job_id"]],
  [["Content"], ["result"]],
  [["result"], ["result"]],
  [["Error"], ["error", "message"]],
  [["StackTrace"], ["error", "details"]],
];
/** What only one generation answers, and nothing in the other stands for. */
const ALONE: Readonly<Record<Api, readonly string[]>> = {
  legacy: [],
  "rq-engine": [
    "job_ids",
    "status_url",
    "message",
    "error",
    "errors",
    "error_id",
    "progress",
    "queue",
    "auth_actor",
  ],
};

/**
 * A path into an answer of one generation as it is in the answer of the other.
 *
 * @param path of a profile: `$.jobId`
 * @param about what the address is for
 * @param to generation that answers
 */
export function pathInOther(path: string, about: FormedPath["about"], to: Api): OtherPath {
  const parts = pathParts(path);
  const [first] = parts;
  if (first === undefined) return { path };
  if (to === "rq-engine" && (first === "Success" || first === "success")) return "said";
  if (about === "jobs") return { path: formatPath(parts.map((part) => jobPart(part, to))) };
  for (const [legacy, current] of NAMES) {
    const [from, into] = to === "legacy" ? [current, legacy] : [legacy, current];
    if (from.every((part, index) => parts[index] === part)) {
      return { path: formatPath([...into, ...parts.slice(from.length)]) };
    }
  }
  const away = to === "legacy" ? ALONE["rq-engine"] : ALONE.legacy;
  return away.includes(String(first)) ? "none" : { path };
}

/** Nodes of jobs name themselves differently. */
function jobPart(part: PathPart, to: Api): PathPart {
  if (to === "legacy") return part === "job_id" ? "id" : part;
  return part === "id" ? "job_id" : part;
}
