/** A session with everything that a recorder may lose: two uploads of one field, an empty one, odd names and values. */
import { CHANNELS, SUBCATCHMENTS, WEPP } from "../../lib/embedded/testing/bodies.ts";
import type { Browser } from "../demo/browser.ts";
import { burnSeverity, landcover } from "../demo/seeds.ts";

/** Name of the second burn map. */
export const ODD_NAME = 'größe "2" 測試.tif';

export async function oddSession(browser: Browser): Promise<void> {
  const form = (fields: [string, string | File, string?][]): FormData => {
    const data = new FormData();
    for (const [name, value, fileName] of fields) {
      if (typeof value === "string") data.append(name, value);
      else data.append(name, value, fileName ?? value.name);
    }
    return data;
  };
  await browser.task("setname/", new URLSearchParams({ name: "Größe & weiß = 100 % + 1" }));
  await browser.change("fetch-dem-and-build-channels", CHANNELS);
  await browser.change("set-outlet", { latitude: 46.6948, longitude: -117.0127, note: '{"inner":[1,"ü"]}' });
  await browser.change("build-subcatchments-and-abstract-watershed", SUBCATCHMENTS);
  await browser.get("report/subcatchments/?sort=area&sort=slope");
  await browser.change("tasks/upload-sbs/", form([["input_upload_sbs", burnSeverity(10, 10), "sbs.tif"]]));
  await browser.change(
    "build-landuse",
    form([
      ["landuse_mode", "0"],
      ["landuse_db", "nlcd/2021"],
      ["landuse_single_selection", "42"],
      ["landuse_management_mapping_selection", "disturbed"],
      ["input_upload_landuse", new File([], "", { type: "application/octet-stream" })],
      ["mofe_opts", "a"],
      ["mofe_opts", "b"],
    ]),
  );
  await browser.change(
    "build-soils",
    form([["soil_mode", "0"], ["initial_sat", "0.75"], ["sol_ver", "9002"]]),
  );
  await browser.change("tasks/upload-sbs/", form([["input_upload_sbs", burnSeverity(22, 14), ODD_NAME]]));
  await browser.change("build-climate", {
    climate_catalog_id: "vanilla_cligen",
    climate_mode: 0,
    climatestation_mode: 0,
    climatestation: "106388",
    input_years: 4,
    climate_spatialmode: 0,
  });
  await browser.change(
    "build-landuse",
    form([
      ["landuse_mode", "4"],
      ["landuse_db", "nlcd/2021"],
      ["landuse_management_mapping_selection", "disturbed"],
      ["input_upload_landuse", landcover(), "lu2021.tif"],
    ]),
  );
  await browser.change("run-wepp", WEPP);
  await browser.get("report/wepp/results/");
}
