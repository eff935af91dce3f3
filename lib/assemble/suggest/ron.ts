/** Words about the run: name and scenario. */
import { placeIn } from "./places.ts";
import type { Group } from "./types.ts";

export const ronGroup: Group = {
  touchedBy: /set_?-?(name|scenario)/,
  place: placeIn("ron.nodb", { setname: { name: "name" }, setscenario: { scenario: "scenario" } }),
};
