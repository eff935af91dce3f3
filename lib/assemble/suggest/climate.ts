/** Climate: mode, station, years, and how observed climates are treated. */
import { placeIn, sameNames } from "./places.ts";
import type { Group } from "./types.ts";

export const climateGroup: Group = {
  touchedBy: /climate|station|cligen/,
  place: placeIn("climate.nodb", {
    build_climate: {
      ...sameNames(
        "climate_mode",
        "climatestation",
        "climatestation_mode",
        "input_years",
        "observed_start_year",
        "observed_end_year",
        "future_start_year",
        "future_end_year",
        "climate_spatialmode",
        "precip_scaling_mode",
        "climate_daily_temp_ds",
        "use_gridmet_wind_when_applicable",
        "adjust_mx_pt5",
      ),
      climate_catalog_id: "catalog_id",
    },
    upload_cli: { climate_mode: "climate_mode" },
    set_climatestation: { station: "climatestation" },
  }),
};
