/** WEPP: the options of the last run, under the names under which they were sent. */
import { isObject } from "../../model/json.ts";
import { plainValue } from "../../nodb/read.ts";
import type { Group } from "./types.ts";

const TASKS = ["run_wepp", "run_wepp_watershed", "run_wepp_npprep", "run_wepp_watershed_no_prep"];

export const weppGroup: Group = {
  touchedBy: /wepp|pmet|phosphorus|baseflow/,
  place(task, field) {
    if (!TASKS.includes(task)) return undefined;
    return {
      key: `wepp.nodb: opts.${field}`,
      nodb: "wepp.nodb",
      setBy: TASKS,
      // Options are kept as they were sent, so `null` was sent too.
      find({ opts }) {
        if (!isObject(opts) || !Object.hasOwn(opts, field)) return undefined;
        const value = plainValue(opts[field]);
        return value === undefined ? undefined : { name: `opts.${field}`, value };
      },
    };
  },
};
