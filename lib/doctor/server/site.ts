/** Check: a WEPPcloud answers at the address. */
import { own, serverCheck } from "./needs.ts";

export const siteCheck = serverCheck(
  "server",
  "a WEPPcloud answers there",
  (server) =>
    own(server.answers(), ({ health }) => [{
      state: "ok",
      message: "Its login page answers",
      details: health,
    }]),
);
