/** Omni: the scenarios of the last run, which forms carry as JSON text. */
import { isObject } from "../../model/json.ts";
import { kept } from "./places.ts";
import type { Group } from "./types.ts";

/** Added by the server. */
const OWN = "sbs_file_path";

export const omniGroup: Group = {
  touchedBy: /omni/,
  place(task, field) {
    if (task !== "run_omni" || field !== "scenarios") return undefined;
    return {
      key: "omni.nodb: scenarios",
      nodb: "omni.nodb",
      setBy: [task],
      json: "text",
      find(state) {
        const found = kept(state, "scenarios");
        if (!Array.isArray(found?.value)) return undefined;
        const sent = found.value.map((item) =>
          isObject(item) ? Object.fromEntries(Object.entries(item).filter(([key]) => key !== OWN)) : item
        );
        return { name: found.name, value: sent };
      },
    };
  },
};
