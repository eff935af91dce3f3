/** Every group of endpoints whose values stay in a run. A new group is one file and one line here. */
import { ashGroup } from "./ash.ts";
import { climateGroup } from "./climate.ts";
import { disturbedGroup } from "./disturbed.ts";
import { landuseGroup } from "./landuse.ts";
import { omniGroup } from "./omni.ts";
import { ronGroup } from "./ron.ts";
import { soilsGroup } from "./soils.ts";
import type { Group, Place } from "./types.ts";
import { unitizerGroup } from "./unitizer.ts";
import { watershedGroup } from "./watershed.ts";
import { weppGroup } from "./wepp.ts";

const GROUPS: readonly Group[] = [
  unitizerGroup,
  ronGroup,
  watershedGroup,
  landuseGroup,
  soilsGroup,
  climateGroup,
  weppGroup,
  ashGroup,
  disturbedGroup,
  omniGroup,
];

/**
 * Where the server keeps one field of a request.
 *
 * @param task name of the task, or the last part of an address that is no known task: `set_climatestation`
 */
export function placeOf(task: string, field: string): { group: Group; place: Place } | undefined {
  for (const group of GROUPS) {
    const place = group.place(task, field);
    if (place !== undefined) return { group, place };
  }
  return undefined;
}
