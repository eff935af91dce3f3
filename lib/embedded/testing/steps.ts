/** The small-watershed workflow as data, for the tests: one list for both generations. */
import { CHANNELS, SUBCATCHMENTS, WEPP } from "./bodies.ts";
import { testRaster } from "./client.ts";

/** One change of a run. */
export interface Step {
  /** Address below the run, old and new. */
  flask: string;
  engine?: string;
  json?: Record<string, unknown>;
  form?: [string, string | { name: string; bytes: Uint8Array }][];
  urlencoded?: Record<string, string>;
}

/** What a small workflow sends. */
export async function workflow(): Promise<Step[]> {
  const landuse = await testRaster((column, row) =>
    [42, 52, 71, 41][(Math.floor(column / 3) + Math.floor(row / 6)) % 4] ?? 42
  );
  const severity = await testRaster((column, row) => (Math.floor(column / 6) + Math.floor(row / 3)) % 4);
  const weather = ["x", " da mo year  prcp  dur   tp     ip  tmax  tmin", "(units)"];
  for (let month = 1; month <= 12; month++) {
    weather.push(`  4 ${month} 1  ${30 + month}.5 1.50 0.20 3.10 12.0 2.0 400. 3.0 180. 2.0`);
  }
  const cli = new TextEncoder().encode(weather.join("\n"));
  return [
    {
      flask: "tasks/set_unit_preferences/",
      json: { unitizer_is_english: false, unitizer_distance_radio: "0", unitizer_discharge_radio: "1" },
    },
    { flask: "tasks/setname/", urlencoded: { name: "Small basin / unit 7" } },
    { flask: "tasks/setscenario/", json: { scenario: "Undisturbed" } },
    {
      flask: "rq/api/fetch_dem_and_build_channels",
      engine: "fetch-dem-and-build-channels",
      json: CHANNELS,
    },
    { flask: "rq/api/set_outlet", engine: "set-outlet", json: { latitude: 46.6948, longitude: -117.0127 } },
    {
      flask: "rq/api/build_subcatchments_and_abstract_watershed",
      engine: "build-subcatchments-and-abstract-watershed",
      json: SUBCATCHMENTS,
    },
    {
      flask: "tasks/upload_sbs/",
      engine: "tasks/upload-sbs/",
      form: [["sbs_mode", "0"], ["input_upload_sbs", { name: "Ladder SBS.tif", bytes: severity }], [
        "firedate",
        "9/17",
      ]],
    },
    { flask: "tasks/set_firedate/", json: { fire_date: "9/18" } },
    { flask: "tasks/set_landuse_db/", urlencoded: { landuse_db: "nlcd/2021" } },
    { flask: "tasks/set_landuse_mode/", json: { mode: 4, landuse_single_selection: null } },
    {
      flask: "rq/api/build_landuse",
      engine: "build-landuse",
      form: [
        ["landuse_mode", "4"],
        ["landuse_db", "nlcd/2021"],
        ["landuse_single_selection", "42"],
        ["landuse_management_mapping_selection", "disturbed"],
        ["checkbox_burn_shrubs", "true"],
        ["input_upload_landuse", { name: "lu2021.tif", bytes: landuse }],
        ["mofe_opts", "a"],
        ["mofe_opts", "b"],
      ],
    },
    { flask: "tasks/modify_landuse_coverage/", json: { dom: "42", cover: "cancov", value: 0.45 } },
    {
      flask: "rq/api/build_soils",
      engine: "build-soils",
      form: [["soil_mode", "0"], ["initial_sat", "0.75"], ["sol_ver", "9002"]],
    },
    { flask: "tasks/set_climatestation/", json: { station: "106388" } },
    {
      flask: "rq/api/build_climate",
      engine: "build-climate",
      json: {
        climate_catalog_id: "vanilla_cligen",
        climate_mode: 0,
        climatestation: "106388",
        input_years: 3,
      },
    },
    {
      flask: "tasks/upload_cli/",
      engine: "tasks/upload-cli/",
      form: [["input_upload_cli", { name: "bend.cli", bytes: cli }], ["climate_mode", "0"]],
    },
    {
      flask: "rq/api/run_wepp",
      engine: "run-wepp",
      json: WEPP,
    },
    {
      flask: "rq/api/run_ash",
      engine: "run-ash",
      form: [
        ["ash_depth_mode", "2"],
        ["fire_date", "9/17"],
        ["field_black_bulkdensity", "0.22"],
        ["field_white_bulkdensity", "0.31"],
        ["checkbox_run_wind_transport", "on"],
        ["ash_model", "multi"],
        ["input_upload_ash_load", { name: "load26.tif", bytes: severity }],
        ["input_upload_ash_type_map", { name: "type26.tif", bytes: landuse }],
      ],
    },
    {
      flask: "rq/api/run_omni",
      engine: "run-omni",
      form: [
        ["scenarios", '[{"type":"uniform_low"},{"type":"sbs_map","sbs_file":"omni low.tif"}]'],
        ["scenarios[1][sbs_file]", { name: "omni low.tif", bytes: severity }],
      ],
    },
    {
      flask: "tasks/upload_cover_transform",
      engine: "tasks/upload-cover-transform",
      form: [["input_upload_cover_transform", {
        name: "plan.csv",
        bytes: new TextEncoder().encode("year,grass\n1,0.1\n"),
      }]],
    },
    {
      flask: "tasks/upload_dem/",
      engine: "tasks/upload-dem/",
      form: [["input_upload_dem", { name: "dem26.tif", bytes: landuse }]],
    },
    {
      flask: "tasks/roads/upload_geojson",
      form: [["file", {
        name: "roads.geojson",
        bytes: new TextEncoder().encode('{"type":"FeatureCollection","features":[]}'),
      }]],
    },
    { flask: "tasks/remove_sbs" },
  ];
}
