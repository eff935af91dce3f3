/** The HTTP method of a step. */
import type { Step } from "./profile.ts";

/** An action that sends a request. */
type RequestAction = Exclude<Step["action"], "wait">;

const METHODS: Readonly<Record<RequestAction, string>> = {
  http_get: "GET",
  http_post: "POST",
  http_put: "PUT",
  http_patch: "PATCH",
  http_delete: "DELETE",
  file_upload: "POST",
  enqueue_rq: "POST",
};

/** The method that a step is sent with; undefined for a wait, which sends nothing of its own. */
export function methodOf(step: { action: RequestAction }): string;
export function methodOf(step: Pick<Step, "action">): string | undefined;
export function methodOf({ action }: Pick<Step, "action">): string | undefined {
  return action === "wait" ? undefined : METHODS[action];
}
