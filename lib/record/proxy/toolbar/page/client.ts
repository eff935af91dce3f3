/// <reference lib="dom" />
/** Calls of the toolbar to its server, and the status that is asked for while the page is visible. */
import type { CapturedStep } from "../../control.ts";
import type { Client, Outcome, PageConfig, Report } from "./types.ts";

/**
 * Makes the client. `fetch` and the timers are taken as they are now, before a script of the page wraps them.
 *
 * @param onReport told of each new status
 * @param onLost told when the recorder cannot be reached: `gone` when the session is another one now
 */
export function createClient(
  config: PageConfig,
  onReport: (report: Report) => void,
  onLost: (gone: boolean) => void,
): Client {
  const fetch = globalThis.fetch.bind(globalThis);
  const later = globalThis.setTimeout.bind(globalThis);
  const stop = globalThis.clearTimeout.bind(globalThis);
  let version = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let asking = false;

  async function call(path: string, body?: object): Promise<Response> {
    return await fetch(`${config.base}/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        "X-Profile-Toolbar": config.token,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      mode: "same-origin",
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "same-origin",
    });
  }

  async function outcome<Value>(path: string, body?: object): Promise<Outcome<Value>> {
    try {
      const answer = await call(path, body);
      const value = await answer.json();
      if (answer.ok) return { ok: true, value };
      const words = [value.error, value.remedy].filter((part) => typeof part === "string" && part !== "");
      return { ok: false, message: `${words.join(". ")}.` };
    } catch {
      return { ok: false, message: "The recorder does not answer. Is profile record proxy still running?" };
    }
  }

  function take(report: Report): void {
    version = report.version;
    failures = 0;
    onReport(report);
  }

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      const answer = await call(`status?since=${version}`);
      if (answer.status === 200) take(await answer.json());
      else if (answer.status !== 204) {
        failures++;
        onLost(answer.status === 404);
      } else if (failures > 0) {
        // It was away, and nothing has changed: the whole status puts the toolbar right again.
        version = 0;
        failures = 0;
        later(wake, 0);
      }
    } catch {
      failures++;
      onLost(false);
    }
    asking = false;
    schedule();
  }

  function schedule(): void {
    stop(timer);
    if (document.visibilityState !== "hidden") timer = later(wake, Math.min(1000 * (failures + 1), 5000));
  }

  function wake(): void {
    stop(timer);
    if (document.visibilityState !== "hidden") void ask();
  }

  return {
    async post(action, body) {
      const result = await outcome<Report>(action, body);
      if (result.ok) take(result.value);
      return result;
    },
    async steps() {
      const result = await outcome<{ steps: CapturedStep[] }>("steps");
      return result.ok ? { ok: true, value: result.value.steps } : result;
    },
    follow() {
      document.addEventListener("visibilitychange", wake);
      globalThis.addEventListener("focus", wake);
      globalThis.addEventListener("pageshow", wake);
      wake();
    },
  };
}
