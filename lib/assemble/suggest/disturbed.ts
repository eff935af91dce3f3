/** Burn severity: the date of the fire. */
import { placeIn } from "./places.ts";
import type { Group } from "./types.ts";

export const disturbedGroup: Group = {
  touchedBy: /fire_?date/,
  place: placeIn("disturbed.nodb", {
    upload_sbs: { firedate: "fire_date" },
    set_firedate: { fire_date: "fire_date" },
  }),
};
