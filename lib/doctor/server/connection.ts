/** Check: the server's name is known, and its port takes connections. */
import { Server } from "./server.ts";
import { own } from "./needs.ts";
import type { Check } from "../types.ts";

export const connectionCheck: Check = {
  name: "connection",
  topic: "server",
  summary: "a server is named, its host is known, its port takes connections",
  async run({ server }) {
    if (!(server instanceof Server)) {
      const { state, reason: message, remedy } = server;
      return [{ state, message, ...(remedy === undefined ? {} : { remedy }) }];
    }
    const { production, embedded } = server.options;
    return await own(server.connection(), (address) => [{
      state: "ok",
      message: embedded
        ? "The embedded WEPPcloud was started for this check"
        : `${server.urls.base} takes connections${production ? "; it is listed as a production host" : ""}`,
      details: [`address ${address}`],
    }]);
  },
};
