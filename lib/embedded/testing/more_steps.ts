/** The forms beside the small-watershed workflow, with a file of what each writes. */
import { testRaster } from "./client.ts";
import type { Step } from "./steps.ts";

/** One form, and what follows from it. */
export interface FormStep extends Step {
  /** Output that depends on everything that the form sends. */
  writes: string;
  /** The same form with something else in it. */
  other: Pick<Step, "json" | "form" | "urlencoded">;
}

const text = (content: string) => new TextEncoder().encode(content);

/** All forms, in an order in which each has what it needs after the workflow. */
export async function moreSteps(): Promise<FormStep[]> {
  const codes = await testRaster((column, row) => 1 + (Math.floor(column / 4) + Math.floor(row / 4)) % 3);
  const others = await testRaster((column) => column < 6 ? 5 : 2);
  const treatments = (bytes: Uint8Array): NonNullable<Step["form"]> => [
    ["landuse_mode", "4"],
    ["input_upload_landuse", { name: "plan map.tif", bytes }],
  ];
  const area = (x: number) =>
    JSON.stringify({
      type: "FeatureCollection",
      features: [{ type: "Feature", geometry: null, properties: { x } }],
    });
  const contrasts = (x: number): NonNullable<Step["form"]> => [
    ["omni_control_scenario", "uniform_low"],
    ["omni_contrast_scenario", "sbs_map_1"],
    ["omni_contrast_geojson", { name: "stream.geojson", bytes: text(area(x)) }],
  ];
  return [
    {
      flask: "rq/api/build_treatments",
      engine: "build-treatments",
      form: treatments(codes),
      other: { form: treatments(others) },
      writes: "treatments/treatments.csv",
    },
    {
      flask: "tasks/modify_landuse/",
      engine: "modify-landuse",
      json: { topaz_ids: "21", landuse: "31" },
      other: { json: { topaz_ids: "21", landuse: "82" } },
      writes: "landuse/landuse.csv",
    },
    {
      flask: "tasks/modify_landuse_mapping/",
      engine: "modify-landuse-mapping",
      urlencoded: { dom: "42", newdom: "81" },
      other: { urlencoded: { dom: "81", newdom: "43" } },
      writes: "landuse/landuse.csv",
    },
    {
      flask: "tasks/landuse_map/3",
      engine: "landuse-map/3",
      json: { label: "road", cover: 0.1 },
      other: { json: { label: "road", cover: 0.2 } },
      writes: "landuse/landuse-map.json",
    },
    {
      flask: "tasks/landuse_user_defined/own-1",
      engine: "landuse-user-defined/own-1",
      json: { description: "Vineyard" },
      other: { json: { description: "Orchard" } },
      writes: "landuse/landuse-user-defined.json",
    },
    {
      flask: "tasks/set_readme/",
      json: { markdown: "# Mill\n" },
      other: { json: { markdown: "# Weir\n" } },
      writes: "README.md",
    },
    {
      flask: "tasks/set_run_wepp_opts/",
      json: { kr: 1 },
      other: { json: { kr: 3 } },
      writes: "run_inputs.json",
    },
    ...["run-wepp-watershed", "run-wepp-npprep", "run-wepp-watershed-no-prep"].map((engine): FormStep => ({
      flask: `rq/api/${engine.replaceAll("-", "_")}`,
      engine,
      json: { tcr: 1.5, kr: 2 },
      other: { json: { tcr: 1.5, kr: 3 } },
      writes: "wepp/output/loss_pw0.txt",
    })),
    ...["rhem", "debris_flow", "swat"].map((name): FormStep => ({
      flask: `rq/api/run_${name}`,
      engine: `run-${name.replaceAll("_", "-")}`,
      json: { clay_pct: 12, storms: [1, 2] },
      other: { json: { clay_pct: 12, storms: [1, 3] } },
      writes: `${name}/hillslopes.csv`,
    })),
    {
      flask: "rq/api/run_swat_noprep",
      engine: "run-swat-noprep",
      json: { years: 3 },
      other: { json: { years: 4 } },
      writes: "swat/hillslopes.csv",
    },
    {
      flask: "rq/api/acquire_rap_ts",
      engine: "acquire-rap-ts",
      json: { start_year: 2016, end_year: 2018 },
      other: { json: { start_year: 2016, end_year: 2019 } },
      writes: "rap/rap_ts.csv",
    },
    {
      flask: "rq/api/acquire_openet_ts",
      engine: "acquire-openet-ts",
      json: { dataset: "ssebop" },
      other: { json: { dataset: "eemetric" } },
      writes: "openet/openet_ts.csv",
    },
    {
      flask: "rq/api/post_dss_export_rq",
      engine: "post-dss-export-rq",
      json: { dss_export_exclude_order: [1, 2] },
      other: { json: { dss_export_exclude_order: [1] } },
      writes: "export/dss/totalwatsed3_chan_24.dss",
    },
    {
      flask: "",
      engine: "run-omni-contrasts",
      form: contrasts(1),
      other: { form: contrasts(2) },
      writes: "omni/contrasts.out.csv",
    },
  ];
}
