/** Check: a change on a Flask address would carry its CSRF token. */
import type { Finding } from "../types.ts";
import { resting, serverCheck } from "./needs.ts";

export const csrfCheck = serverCheck(
  "csrf",
  "changes would carry the CSRF token that the server wants",
  (server) =>
    resting(server.login(), "the login", ({ session, credentials }): Finding[] => {
      if (credentials.cookie === undefined && credentials.login === undefined) {
        return [{ state: "skipped", message: "A token needs none" }];
      }
      if (session.hasCsrf) {
        return [{
          state: "ok",
          message: "Changes carry a CSRF token; the server took it with the proof of the login",
        }];
      }
      return [{
        state: "failed",
        message: "The pages of the server hold no CSRF token: changes on Flask addresses will be refused",
        remedy: "Log in anew and take the cookie from there, or give ADMIN_EMAIL and ADMIN_PASSWORD",
      }];
    }),
);
