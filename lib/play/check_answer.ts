/** Compares an answer with what the step expects. Every failure is listed. */
import type { HttpAnswer } from "../http/client.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import type { StepExpect } from "../model/profile.ts";
import { bodyFailures } from "../expect/body.ts";
import { headerFailures } from "../expect/header.ts";
import { valueFailures } from "../expect/value.ts";
import { readPath } from "../text/json_path.ts";

/** What was looked at and what was wrong. */
export interface AnswerCheck {
  expected: JsonValue;
  actual: JsonValue;
  failures: string[];
}

/**
 * Checks status, headers, JSON and text of an answer; without an expected status the answer must be 2xx. The old API answers
 * `{"Success": false}` with HTTP 200: that is a failure.
 */
export async function checkAnswer(
  answer: HttpAnswer,
  expect: StepExpect | undefined,
): Promise<AnswerCheck> {
  const wanted = expect?.status ?? "2xx";
  const failures: string[] = [];
  if (!statusMatches(answer.status, wanted)) {
    failures.push(`expected status ${formatStatus(wanted)}, got ${answer.status}${reasonOf(answer)}`);
  } else if (isLegacyFailure(answer)) {
    failures.push(`the server says Success: false${reasonOf(answer)}`);
  }
  for (const [name, check] of Object.entries(expect?.headers ?? {})) {
    failures.push(...await headerFailures(name, answer.headers, check));
  }
  if (expect?.json !== undefined && answer.json === undefined) {
    failures.push(`the answer is no JSON${answer.truncated ? ", as far as it was read" : ""}`);
  }
  for (const [path, check] of Object.entries(expect?.json ?? {})) {
    failures.push(...await valueFailures(path, readPath(answer.json, path), check, "the answer"));
  }
  if (expect?.body !== undefined) {
    failures.push(...await bodyFailures(answer.text, answer.truncated, expect.body));
  }
  return { expected: { status: wanted }, actual: { status: answer.status }, failures };
}

/** Did the server take the request, whatever else is wrong with its answer? */
export function isTaken(answer: HttpAnswer): boolean {
  return answer.status < 400 && !isLegacyFailure(answer);
}

/** Did the server do as the step means it to: take the request, or refuse it with a status that is expected? */
export function isMeant(answer: HttpAnswer, { status }: StepExpect): boolean {
  if (answer.status < 400) return isTaken(answer);
  return status !== undefined && statusMatches(answer.status, status);
}

/** The old API tells failures in the body, in two spellings. */
function isLegacyFailure({ status, json }: HttpAnswer): boolean {
  return status < 400 && isObject(json) && (json["Success"] === false || json["success"] === false);
}

type ExpectedStatus = NonNullable<StepExpect["status"]>;

/** Is the status one that the step expects? */
export function statusMatches(status: number, wanted: ExpectedStatus): boolean {
  if (typeof wanted === "number") return status === wanted;
  if (typeof wanted === "string") return Math.floor(status / 100) === Number(wanted[0]);
  return wanted.includes(status);
}

function formatStatus(wanted: ExpectedStatus): string {
  return Array.isArray(wanted) ? wanted.join(" or ") : String(wanted);
}

/** The server's own words, from any of its error shapes. */
function reasonOf(answer: HttpAnswer): string {
  const words = errorText(answer.json);
  return words === undefined ? "" : `: ${words.split("\n")[0]?.slice(0, 300)}`;
}

function errorText(json: unknown): string | undefined {
  if (!isObject(json)) return undefined;
  const { error, Error, message, detail } = json;
  for (const value of [error, Error, message, detail]) {
    if (typeof value === "string" && value !== "") return value;
    if (isObject(value)) {
      const inner = value["message"] ?? value["detail"] ?? value["details"];
      if (typeof inner === "string") return inner;
    }
  }
  return undefined;
}
