/** Landuse: mode, data base, mapping, and which covers burn. */
import { type FieldMap, placeIn } from "./places.ts";
import type { Group } from "./types.ts";

const FORM: FieldMap = {
  landuse_mode: "mode",
  landuse_db: "nlcd_db",
  landuse_single_selection: "single_selection",
  landuse_management_mapping_selection: "mapping",
};
const landuse = placeIn("landuse.nodb", {
  build_landuse: FORM,
  build_treatments: FORM,
  set_landuse_mode: { mode: "mode", landuse_single_selection: "single_selection" },
  set_landuse_db: { landuse_db: "nlcd_db" },
});
const BURN: FieldMap = { checkbox_burn_shrubs: "burn_shrubs", checkbox_burn_grass: "burn_grass" };
const burn = placeIn("disturbed.nodb", { build_landuse: BURN, build_treatments: BURN });

export const landuseGroup: Group = {
  touchedBy: /landuse(?!_map\b|-map\b)|burn/,
  place: (task, field) => landuse(task, field) ?? burn(task, field),
};
