/** Forms about climate and erosion. */
import { type Section, YES_NO } from "./form_spec.ts";

/** These sections, in the order of the page. */
export const MODEL_SECTIONS: readonly Section[] = [
  {
    id: "climate",
    title: "Climate",
    forms: [
      {
        id: "build-climate",
        title: "Generated climate",
        service: "engine",
        path: "build-climate",
        body: "json",
        button: "Build climate",
        reads: ["report/climate/"],
        fields: [
          { name: "climate_catalog_id", label: "", kind: "hidden", value: "vanilla_cligen", as: "text" },
          { name: "climate_mode", label: "", kind: "hidden", value: "0", as: "number" },
          { name: "climatestation_mode", label: "", kind: "hidden", value: "0", as: "number" },
          { name: "climatestation", label: "Station", kind: "text", value: "106388", required: true },
          { name: "input_years", label: "Years", kind: "number", value: "4", required: true },
          { name: "climate_spatialmode", label: "", kind: "hidden", value: "0", as: "number" },
        ],
      },
      {
        id: "upload-cli",
        title: "Climate of your own",
        service: "engine",
        path: "tasks/upload-cli/",
        body: "multipart",
        button: "Upload climate",
        reads: ["report/climate/"],
        fields: [
          {
            name: "input_upload_cli",
            label: "Climate file (.cli)",
            kind: "file",
            accept: ".cli",
            required: true,
          },
          { name: "climate_mode", label: "", kind: "hidden", value: "0", as: "text" },
        ],
      },
    ],
  },
  {
    id: "wepp",
    title: "WEPP",
    forms: [
      {
        id: "run-wepp",
        title: "Erosion",
        service: "engine",
        path: "run-wepp",
        body: "json",
        button: "Run WEPP",
        reads: ["report/wepp/results/", "report/wepp/run_summary/"],
        fields: [
          { name: "clip_soils", label: "Clip soils", kind: "check", ticked: true },
          { name: "clip_soils_depth", label: "Deepest soil (mm)", kind: "number", value: "1000" },
          { name: "initial_sat", label: "Initial saturation", kind: "number", value: "0.75" },
          { name: "kr", label: "Restrictive layer", kind: "number", value: "", more: true },
          { name: "tcr", label: "Transport capacity", kind: "number", value: "", more: true },
          { name: "gwstorage", label: "Groundwater (mm)", kind: "number", value: "100", more: true },
          { name: "bfcoeff", label: "Baseflow coefficient", kind: "number", value: "0.04", more: true },
          { name: "dscoeff", label: "Deep seepage coefficient", kind: "number", value: "0", more: true },
          {
            name: "bfthreshold",
            label: "Baseflow threshold (ha)",
            kind: "number",
            value: "1.001",
            more: true,
          },
          { name: "wepp_bin", label: "Program", kind: "text", value: "wepp_dcc52a6", more: true },
          {
            name: "channel_critical_shear",
            label: "Critical shear of channels (Pa)",
            kind: "number",
            value: "140",
          },
          { name: "run_flowpaths", label: "Run flowpaths", ...YES_NO, more: true },
          { name: "pmet_kcb", label: "Crop coefficient", kind: "number", value: "0.95", more: true },
          { name: "prep_details_on_run_completion", label: "Details of inputs", ...YES_NO, more: true },
          { name: "dss_export_on_run_completion", label: "Export DSS", ...YES_NO, more: true },
          {
            name: "dss_export_exclude_order",
            label: "Orders left out of DSS",
            kind: "numbers",
            value: "1, 2",
            more: true,
          },
        ],
      },
    ],
  },
];
