/** Units: preferences are kept under the names under which they were sent. */
import { isObject } from "../../model/json.ts";
import { plainValue } from "../../nodb/read.ts";
import type { Group } from "./types.ts";

export const unitizerGroup: Group = {
  touchedBy: /unit(s|izer|_pref|-pref)/,
  place(task, field) {
    if (task !== "set_unit_preferences") return undefined;
    return {
      key: `unitizer.nodb: _preferences.${field}`,
      nodb: "unitizer.nodb",
      setBy: [task],
      find({ _preferences: preferences }) {
        if (!isObject(preferences) || !Object.hasOwn(preferences, field)) return undefined;
        const value = plainValue(preferences[field]);
        return value === undefined || value === null ? undefined : { name: `_preferences.${field}`, value };
      },
    };
  },
};
