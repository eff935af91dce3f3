/** Check: the certificate of the server is trusted, and stays valid for a while. */
import { counted } from "../../text/counted.ts";
import type { Finding } from "../types.ts";
import { own, serverCheck } from "./needs.ts";

const DAY = 86_400_000;
/** Sooner than this it has to be renewed, days. */
const SOON = 21;

export const certificateCheck = serverCheck(
  "certificate",
  `the server's certificate is trusted and valid for ${SOON} days more`,
  (server, { now }) =>
    own(server.certificate(), (chain): Finding[] => {
      const { urls, options } = server;
      if (!urls.origin.startsWith("https:")) {
        return [{
          state: "skipped",
          message: options.embedded
            ? "It speaks plain http on loopback"
            : "The server is asked over plain http",
        }];
      }
      const [first] = chain;
      if (first === undefined) return [{ state: "ok", message: "The certificate is trusted" }];
      const details = chain.map(({ name, issuer, validTo }) =>
        `${name}, signed by ${issuer}, valid to ${dayOf(validTo)}`
      );
      const soonest = chain.reduce((one, other) => other.validTo < one.validTo ? other : one);
      const days = Math.floor((soonest.validTo - now()) / DAY);
      const until = `${dayOf(soonest.validTo)} (${counted(days, "day")})`;
      if (days < SOON) {
        return [{
          state: "warning",
          message: `The certificate of ${soonest.name} ends ${until}`,
          remedy: "Renew it; plays fail from that day on",
          details,
        }];
      }
      const led = urls.origin === options.urls.origin ? "" : `${options.urls.base} leads to ${urls.base}: `;
      return [{ state: "ok", message: `${led}trusted, valid to ${until}`, details }];
    }),
);

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
