/** Ash transport: mode, date of the fire, densities, and the depths or loads of the chosen mode. */
import { attribute } from "../../nodb/read.ts";
import { kept, placeIn } from "./places.ts";
import type { Group, Place } from "./types.ts";

const LOADS = 0;
const DEPTHS = 1;

export const ashGroup: Group = {
  touchedBy: /ash(?!board)/,
  place: placeIn("ash.nodb", {
    run_ash: {
      ash_depth_mode: "ash_depth_mode",
      fire_date: "fire_date",
      field_black_bulkdensity: "field_black_ash_bulkdensity",
      field_white_bulkdensity: "field_white_ash_bulkdensity",
      ini_black_load: "ini_black_ash_load",
      ini_white_load: "ini_white_ash_load",
      ini_black_depth: "ini_black_ash_depth_mm",
      ini_white_depth: "ini_white_ash_depth_mm",
      checkbox_run_wind_transport: "run_wind_transport",
      ash_model: "model",
      ash_transport_mode_select: "transport_mode",
    },
  }, {
    run_wind_transport: { checkbox: "on" },
    ini_black_ash_load: inMode("ini_black_ash_load", LOADS),
    ini_white_ash_load: inMode("ini_white_ash_load", LOADS),
    ini_black_ash_depth_mm: inMode("ini_black_ash_depth_mm", DEPTHS),
    ini_white_ash_depth_mm: inMode("ini_white_ash_depth_mm", DEPTHS),
  }),
};

/** The server takes these over in one mode only; in the others they are left from before. */
function inMode(name: string, mode: number): Pick<Place, "find"> {
  return {
    find: (state) => attribute(state, "ash_depth_mode")?.value === mode ? kept(state, name) : undefined,
  };
}
