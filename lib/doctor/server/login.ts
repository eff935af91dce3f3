/** Check: the login that `play` uses, made and proven. */
import type { Finding } from "../types.ts";
import { own, serverCheck } from "./needs.ts";

export const loginCheck = serverCheck(
  "login",
  "the credentials are taken, proven as play proves them",
  (server) =>
    own(server.login(), ({ credentials }): Finding[] => {
      if (credentials.cookie !== undefined) {
        return [{ state: "ok", message: "The cookie is that of a login" }];
      }
      if (credentials.login !== undefined) {
        return [{ state: "ok", message: "Logged in with e-mail and password" }];
      }
      return [{
        state: "skipped",
        message: "A token alone logs nobody in: pages that want a session are not open to plays",
      }];
    }),
);
