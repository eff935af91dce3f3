/** Check: which generations of the API the server answers. */
import type { Api } from "../../endpoints/table.ts";
import { answersApi } from "../../jobs/probe_api.ts";
import type { Finding } from "../types.ts";
import { resting, serverCheck } from "./needs.ts";

const GENERATIONS: readonly Api[] = ["rq-engine", "legacy"];

export const apiCheck = serverCheck(
  "api",
  "the server answers at least one generation of the API",
  (server) =>
    resting(server.answers(), "the server", async (): Promise<Finding[]> => {
      const watch = server.anonymous();
      const spoken: string[] = [];
      for (const api of GENERATIONS) if (await answersApi(watch, api)) spoken.push(api);
      if (spoken.length === 0) {
        return [{
          state: "failed",
          message: "The server answers no questions about jobs, in neither generation of the API",
          remedy: "Check that --base-url names a WEPPcloud, and that rq-engine runs",
        }];
      }
      const both = spoken.length > 1 ? "both generations of the API" : `the ${spoken.join()} API`;
      return [{ state: "ok", message: `The server answers ${both}; play translates where that is needed` }];
    }),
);
