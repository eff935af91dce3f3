/** Soils: mode, initial saturation, and the version of soil files that runs with burn severity have. */
import { placeIn } from "./places.ts";
import type { Group } from "./types.ts";

const soils = placeIn("soils.nodb", {
  build_soils: { initial_sat: "initial_sat", soil_mode: "mode" },
  set_soil_mode: { mode: "mode" },
}, { initial_sat: { alsoSentBy: { task: "run_wepp", field: "initial_sat" } } });
const version = placeIn("disturbed.nodb", { build_soils: { sol_ver: "sol_ver" } });

export const soilsGroup: Group = {
  touchedBy: /soil|sol_ver|initial_sat/,
  place: (task, field) => soils(task, field) ?? version(task, field),
};
