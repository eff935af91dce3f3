/** The command that repeats a step's request by hand. */
import { curlLine } from "../http/curl.ts";
import type { HttpRequest } from "../http/client.ts";
import type { Step } from "../model/profile.ts";
import { references } from "../profiles/template.ts";
import type { StepContext } from "./run_step.ts";

/** As {@link curlLine}, with the headers that the session adds and the step's secrets as variables. */
export function curlOf(step: Step, request: HttpRequest, { session, scope }: StepContext): string {
  const secrets = new Map<string, string>();
  for (const name of references(JSON.stringify(step))) {
    if (!name.startsWith("secret.")) continue;
    const value = String(scope.fill(`{{${name}}}`));
    const variable = `PROFILE_SECRET_${name.slice("secret.".length)}`;
    // Inside JSON and in forms the same value is written in another way; there it stays for the redactor.
    if (/^[\w.~-]+$/.test(value)) secrets.set(value, variable);
  }
  const headers = { ...request.headers, ...session.headersFor(request.method, request.url) };
  return curlLine({ ...request, headers }, secrets);
}
