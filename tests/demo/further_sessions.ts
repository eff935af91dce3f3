/** Scripted sessions beside the first two: the smallest whole workflow, a fire with everything, sharing a run. */
import { WEPP } from "../../lib/embedded/testing/bodies.ts";
import { COLLEAGUE } from "../../lib/embedded/auth/users.ts";
import type { Browser } from "./browser.ts";
import { ashLoads, ashTypes, burnSeverity, elevationModel, treatmentMap } from "./seeds.ts";
import { buildSoils, delineate, form, runWepp } from "./sessions.ts";

/** Two years of generated weather: enough for every output, and quick. */
const CLIMATE = {
  climate_catalog_id: "vanilla_cligen",
  climate_mode: 0,
  climatestation_mode: 0,
  climatestation: "106388",
  input_years: 2,
  climate_spatialmode: 0,
};

/** Landuse from the database, with its burned classes. */
async function buildLanduse(browser: Browser): Promise<void> {
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
}

/** The small watershed without any file of the user's own, to its last report. */
export async function usWatershedSmall(browser: Browser): Promise<void> {
  await browser.task("setname/", new URLSearchParams({ name: "Small watershed, as it is" }));
  await browser.task("setscenario/", new URLSearchParams({ scenario: "Undisturbed" }));
  await delineate(browser);
  await buildLanduse(browser);
  await browser.get("report/landuse/");
  await buildSoils(browser);
  await browser.change("build-climate", CLIMATE);
  await browser.get("report/climate/");
  await runWepp(browser);
  await browser.get("report/wepp/return_periods/");
}

/** A fire: own elevation model, map of severity, ash with two maps, treatments, cover transform, scenarios. */
export async function postfire(browser: Browser): Promise<void> {
  await browser.change("tasks/upload-dem/", form([["input_upload_dem", elevationModel(), "valley dem.tif"]]));
  await delineate(browser);
  await browser.change("tasks/upload-sbs/", form([["input_upload_sbs", burnSeverity(14, 12), "sbs.tif"]]));
  await buildLanduse(browser);
  await buildSoils(browser);
  await browser.change("build-climate", CLIMATE);
  const plan = new File(["year,grass,shrub\n1,0.1,0.05\n2,0.3,0.15\n"], "plan.csv", { type: "text/csv" });
  await browser.change("tasks/upload-cover-transform", form([["input_upload_cover_transform", plan]]));
  await browser.change(
    "build-treatments",
    form([["landuse_mode", "4"], ["input_upload_landuse", treatmentMap(), "mulch plan.tif"]]),
  );
  await browser.change("run-wepp", WEPP);
  await browser.change(
    "run-ash",
    form([
      ["ash_depth_mode", "2"],
      ["fire_date", "8/4"],
      ["field_black_bulkdensity", "0.22"],
      ["field_white_bulkdensity", "0.31"],
      ["checkbox_run_wind_transport", "on"],
      ["ash_model", "multi"],
      ["ash_transport_mode_select", "dynamic"],
      ["input_upload_ash_load", ashLoads(), "load.tif"],
      ["input_upload_ash_type_map", ashTypes(), "types.tif"],
    ]),
  );
  await browser.get("report/run_ash/");
  const scenarios = [
    { type: "uniform_low" },
    { type: "sbs_map", sbs_file: "fire a.tif" },
    { type: "mulch", ground_cover_increase: "30%", base_scenario: "sbs_map" },
    { type: "sbs_map", sbs_file: "fire b.tif" },
  ];
  await browser.change(
    "run-omni",
    form([
      ["scenarios", JSON.stringify(scenarios)],
      ["scenarios[1][sbs_file]", burnSeverity(8, 8), "fire a.tif"],
      ["scenarios[3][sbs_file]", burnSeverity(24, 24), "fire b.tif"],
    ]),
  );
  await browser.get("report/omni_scenarios/");
}

/** A run is opened to everybody, shared with a colleague, archived, brought back, and locked in the end. */
export async function sharingMobilization(browser: Browser): Promise<void> {
  await browser.task("setname/", new URLSearchParams({ name: "Run to hand over" }));
  await browser.task("set_readme/", { markdown: "# To hand over\n\nThe watershed above the mill.\n" });
  await delineate(browser);
  await browser.task("set_public", { public: true });
  await browser.task("adduser/", new URLSearchParams({ "adduser-email": COLLEAGUE.email }));
  await browser.get("report/users/");
  await browser.change("archive", { comment: "before it was handed over" });
  const [, archive = ""] = /"name":"([^"]+\.zip)"/.exec(await browser.get("files/archives/")) ?? [];
  await browser.get(`download/archives/${archive}`);
  await browser.task("setname/", new URLSearchParams({ name: "Spoilt by mistake" }));
  await browser.change("restore-archive", { archive_name: archive });
  await browser.get("query/delineation_pass/");
  await browser.change("delete-archive", { archive_name: archive });
  await browser.task("set_public", { public: false });
  await browser.task("set_readonly", { readonly: true });
  await browser.get("report/users/");
}
