/** The two scripted sessions that the shipped profiles are recorded from. */
import { CHANNELS, SUBCATCHMENTS, WEPP } from "../../lib/embedded/testing/bodies.ts";
import type { Browser } from "./browser.ts";
import { burnSeverity, climateFile, landcover } from "./seeds.ts";

const OUTLET = { latitude: 46.6948, longitude: -117.0127 };

/** A form with fields in their order. */
export function form(fields: [string, string | File, string?][]): FormData {
  const data = new FormData();
  for (const [name, value, fileName] of fields) {
    if (typeof value === "string") data.append(name, value);
    else data.append(name, value, fileName ?? value.name);
  }
  return data;
}

/** From the map to the subcatchments. */
export async function delineate(browser: Browser): Promise<void> {
  await browser.change("fetch-dem-and-build-channels", CHANNELS);
  await browser.get("resources/netful.json");
  await browser.get("report/channel");
  await browser.change("set-outlet", OUTLET);
  await browser.get("report/outlet/");
  await browser.change("build-subcatchments-and-abstract-watershed", SUBCATCHMENTS);
  await browser.get("query/delineation_pass/");
  await browser.get("resources/subcatchments.json");
  await browser.get("report/subcatchments/");
}

/** Soils, and their report. */
export async function buildSoils(browser: Browser): Promise<void> {
  await browser.change(
    "build-soils",
    form([["soil_mode", "0"], ["initial_sat", "0.75"], ["sol_ver", "9002"]]),
  );
  await browser.get("report/soils/");
}

/** The model, and its reports. */
export async function runWepp(browser: Browser): Promise<void> {
  await browser.change("run-wepp", WEPP);
  await browser.get("report/wepp/results/");
  await browser.get("report/wepp/run_summary/");
}

/** A small watershed with an own land cover map and an own climate file. */
export async function usSmall(browser: Browser): Promise<void> {
  await browser.task("set_unit_preferences/", { unitizer_is_english: false, unitizer_distance_radio: "0" });
  await browser.task("setname/", new URLSearchParams({ name: "Small basin above the mill" }));
  await delineate(browser);
  await browser.task("set_landuse_db/", new URLSearchParams({ landuse_db: "nlcd/2021" }));
  await browser.change(
    "build-landuse",
    form([
      ["landuse_mode", "4"],
      ["landuse_db", "nlcd/2021"],
      ["landuse_single_selection", "42"],
      ["landuse_management_mapping_selection", "disturbed"],
      ["checkbox_burn_shrubs", "true"],
      ["input_upload_landuse", landcover(), "lu2021.tif"],
      ["mofe_opts", "a"],
      ["mofe_opts", "b"],
    ]),
  );
  await browser.get("report/landuse/");
  await browser.task("modify_landuse_coverage/", { dom: "42", cover: "cancov", value: 0.45 });
  await buildSoils(browser);
  const cli = new File([climateFile()], "demo.cli", { type: "text/plain" });
  await browser.change("tasks/upload-cli/", form([["input_upload_cli", cli], ["climate_mode", "0"]]));
  await browser.get("report/climate/");
  await runWepp(browser);
}

/** A burn-severity map uploaded twice under one name with other bytes; what lies between depends on which. */
export async function sbsReupload(browser: Browser): Promise<void> {
  await browser.task("setname/", new URLSearchParams({ name: "Ladder Creek, two burn maps" }));
  await delineate(browser);
  await browser.change("tasks/upload-sbs/", form([["input_upload_sbs", burnSeverity(10, 10), "sbs.tif"]]));
  await browser.change(
    "build-landuse",
    form([
      ["landuse_mode", "0"],
      ["landuse_db", "nlcd/2021"],
      ["landuse_single_selection", "42"],
      ["landuse_management_mapping_selection", "disturbed"],
      ["checkbox_burn_shrubs", "true"],
    ]),
  );
  await buildSoils(browser);
  await browser.change("tasks/upload-sbs/", form([["input_upload_sbs", burnSeverity(22, 14), "sbs.tif"]]));
  await browser.change("build-climate", {
    climate_catalog_id: "vanilla_cligen",
    climate_mode: 0,
    climatestation_mode: 0,
    climatestation: "106388",
    input_years: 4,
    climate_spatialmode: 0,
  });
  await runWepp(browser);
}
