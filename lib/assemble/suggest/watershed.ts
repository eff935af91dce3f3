/** Channels, outlet and subcatchments. */
import { isObject } from "../../model/json.ts";
import { attribute, type NodbState } from "../../nodb/read.ts";
import { placeIn, sameNames } from "./places.ts";
import type { Found, Group, Place } from "./types.ts";

const watershed = placeIn("watershed.nodb", {
  fetch_dem_and_build_channels: sameNames(
    "map_center",
    "mcl",
    "csa",
    "wbt_fill_or_breach",
    "wbt_blc_dist",
    "set_extent_mode",
    "map_bounds_text",
  ),
  build_subcatchments_and_abstract_watershed: sameNames(
    "clip_hillslopes",
    "clip_hillslope_length",
    "walk_flowpaths",
    "mofe_target_length",
    "mofe_buffer",
    "bieger2015_widths",
  ),
});

export const watershedGroup: Group = {
  touchedBy: /dem|outlet|channel|watershed|subcatch|extent/,
  place: (task, field) => task === "set_outlet" ? outlet(field) : watershed(task, field),
};

function outlet(field: string): Place | undefined {
  const axis = field === "latitude" ? "lat" : field === "longitude" ? "lng" : undefined;
  if (axis === undefined) return undefined;
  const nodb = "watershed.nodb";
  return {
    key: `${nodb}: outlet.${axis}`,
    nodb,
    setBy: ["set_outlet"],
    find: (state) => coordinate(state, axis),
  };
}

/** The server moves the outlet onto a channel, so the place that it keeps need not be the one that was asked for. */
function coordinate(state: NodbState, axis: "lat" | "lng"): Found | undefined {
  const found = attribute(state, "outlet");
  if (!isObject(found?.value)) return undefined;
  const value = found.value[axis];
  if (typeof value !== "number") return undefined;
  const moved = found.value["distance_from_requested"];
  const name = `${found.name}.${axis}`;
  if (moved === 0) return { name, value };
  const far = typeof moved === "number" ? `${Number(moved.toPrecision(3))} m from` : "perhaps not";
  return { name, value, doubt: `the outlet that was taken, ${far} what was asked for` };
}
