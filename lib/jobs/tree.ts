/** A job's tree as lines for people, from `jobinfo` of either API generation. */
import { isObject } from "../model/json.ts";

/** What a tree shows. */
export interface JobTree {
  /** One line a job, indented by depth: id, status, description. */
  lines: string[];
  /** Traceback of the deepest failed job. */
  traceback: string | undefined;
  /** True when any job of the tree was started. */
  started: boolean;
  /** States of all its jobs. */
  states: string[];
}

/**
 * Reads a `jobinfo` node. Children are an object of stages; members may be null (expired).
 *
 * @param node the answer's JSON
 */
export function readJobTree(node: unknown): JobTree {
  const tree: JobTree = { lines: [], traceback: undefined, started: false, states: [] };
  visit(node, 0, "", tree);
  return tree;
}

function visit(node: unknown, depth: number, stage: string, tree: JobTree): void {
  const indent = "  ".repeat(depth);
  if (!isObject(node)) {
    tree.lines.push(`${indent}${stage}(expired)`);
    return;
  }
  const id = text(node["job_id"]) ?? text(node["id"]) ?? "(no id)";
  const status = text(node["status"]) ?? "unknown";
  tree.states.push(status);
  const description = text(node["description"]);
  tree.lines.push(`${indent}${stage}${id}  ${status}${description === undefined ? "" : `  ${description}`}`);
  if (node["started_at"] !== null && node["started_at"] !== undefined) tree.started = true;
  const trace = text(node["exc_info"]);
  const children = isObject(node["children"]) ? node["children"] : {};
  for (const key of Object.keys(children).sort((a, b) => Number(a) - Number(b))) {
    const members = children[key];
    for (const member of Array.isArray(members) ? members : [members]) {
      visit(member, depth + 1, `[${key}] `, tree);
    }
  }
  tree.traceback ??= trace;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
