/**
 * The forms of a run's page, in the order of the small-watershed workflow: what each sends, where, in which form of
 * body, and what the page reads afterwards. Names and kinds of the fields are those that WEPPcloud's pages send.
 */
import type { Field } from "./fields.ts";

/** One form. */
export interface FormSpec {
  /** `set-outlet` gives `#form-set-outlet`, `#submit-set-outlet` and `#status-set-outlet`. */
  id: string;
  title: string;
  /** Flask wants the CSRF token, rq-engine the bearer token of the run. */
  service: "flask" | "engine";
  /** Below the run. */
  path: string;
  body: "json" | "urlencoded" | "multipart" | "none";
  button: string;
  fields: readonly Field[];
  /** Pages below the run that are read when the job is done. */
  reads?: readonly string[];
}

/** Forms that belong together. */
export interface Section {
  id: string;
  title: string;
  forms: readonly FormSpec[];
}

const RASTERS = ".tif,.tiff,.img,.vrt";
const YES_NO = { kind: "check", ticked: false } as const;

/** All sections of the page. */
export const SECTIONS: readonly Section[] = [
  {
    id: "project",
    title: "Project",
    forms: [
      {
        id: "name",
        title: "Name",
        service: "flask",
        path: "tasks/setname/",
        body: "urlencoded",
        button: "Set name",
        fields: [{ name: "name", label: "Name of the run", kind: "text", value: "", required: true }],
      },
      {
        id: "units",
        title: "Units",
        service: "flask",
        path: "tasks/set_unit_preferences/",
        body: "json",
        button: "Set units",
        fields: [
          { name: "unitizer_is_english", label: "English units", ...YES_NO },
          {
            name: "unitizer_distance_radio",
            label: "Distances",
            kind: "choice",
            options: [["0", "kilometres, metres"], ["1", "miles, feet"]],
          },
        ],
      },
    ],
  },
  {
    id: "channels",
    title: "Map and channels",
    forms: [
      {
        id: "build-channels",
        title: "Channel network",
        service: "engine",
        path: "fetch-dem-and-build-channels",
        body: "json",
        button: "Build channels",
        reads: ["resources/netful.json", "report/channel"],
        fields: [
          {
            name: "map_center",
            label: "Middle of the map (longitude, latitude)",
            kind: "numbers",
            value: "-117.0093, 46.7021",
          },
          { name: "map_zoom", label: "Zoom", kind: "number", value: "13" },
          {
            name: "map_bounds",
            label: "Bounds (west, south, east, north)",
            kind: "numbers",
            value: "-117.0412, 46.6811, -116.9774, 46.7231",
          },
          { name: "map_distance", label: "Distance (m)", kind: "number", value: "12000", more: true },
          { name: "mcl", label: "Minimum channel length (m)", kind: "number", value: "60" },
          { name: "csa", label: "Critical source area (ha)", kind: "number", value: "5" },
          {
            name: "wbt_fill_or_breach",
            label: "Depressions",
            kind: "choice",
            options: [["fill", "fill"], ["breach", "breach"]],
            more: true,
          },
          { name: "wbt_blc_dist", label: "Breach distance (m)", kind: "number", value: "", more: true },
          {
            name: "set_extent_mode",
            label: "Extent",
            kind: "choice",
            options: [["0", "of the map"], ["1", "as typed"]],
            as: "number",
            more: true,
          },
          { name: "map_bounds_text", label: "Extent as text", kind: "text", value: "", more: true },
          { name: "map_object", label: "", kind: "hidden", value: "", as: "null" },
        ],
      },
    ],
  },
  {
    id: "outlet",
    title: "Outlet",
    forms: [
      {
        id: "set-outlet",
        title: "Outlet of the watershed",
        service: "engine",
        path: "set-outlet",
        body: "json",
        button: "Set outlet",
        reads: ["report/outlet/"],
        fields: [
          { name: "latitude", label: "Latitude", kind: "number", value: "46.6948", required: true },
          { name: "longitude", label: "Longitude", kind: "number", value: "-117.0127", required: true },
        ],
      },
    ],
  },
  {
    id: "subcatchments",
    title: "Subcatchments",
    forms: [
      {
        id: "build-subcatchments",
        title: "Subcatchments",
        service: "engine",
        path: "build-subcatchments-and-abstract-watershed",
        body: "json",
        button: "Build subcatchments",
        reads: ["query/delineation_pass/", "resources/subcatchments.json", "report/subcatchments/"],
        fields: [
          { name: "clip_hillslopes", label: "Clip hillslopes", kind: "check", ticked: true },
          { name: "clip_hillslope_length", label: "Longest hillslope (m)", kind: "number", value: "300" },
          { name: "walk_flowpaths", label: "Walk flowpaths", ...YES_NO, more: true },
          {
            name: "mofe_target_length",
            label: "Length of an element (m)",
            kind: "number",
            value: "50",
            more: true,
          },
          { name: "mofe_buffer", label: "Buffer elements", ...YES_NO, more: true },
          { name: "bieger2015_widths", label: "Widths after Bieger 2015", ...YES_NO, more: true },
        ],
      },
    ],
  },
  {
    id: "burn-severity",
    title: "Burn severity",
    forms: [
      {
        id: "upload-sbs",
        title: "Map of burn severity",
        service: "engine",
        path: "tasks/upload-sbs/",
        body: "multipart",
        button: "Upload map",
        reads: ["api/disturbed/has_sbs/"],
        fields: [
          {
            name: "input_upload_sbs",
            label: "Raster (.tif, .img, .vrt)",
            kind: "file",
            accept: RASTERS,
            required: true,
          },
        ],
      },
    ],
  },
  {
    id: "landuse",
    title: "Landuse",
    forms: [
      {
        id: "landuse-db",
        title: "Database",
        service: "flask",
        path: "tasks/set_landuse_db/",
        body: "urlencoded",
        button: "Set database",
        fields: [
          {
            name: "landuse_db",
            label: "Database of land cover",
            kind: "choice",
            options: [["nlcd/2021", "NLCD 2021"], ["nlcd/2019", "NLCD 2019"]],
          },
        ],
      },
      {
        id: "build-landuse",
        title: "Landuse of the hillslopes",
        service: "engine",
        path: "build-landuse",
        body: "multipart",
        button: "Build landuse",
        reads: ["report/landuse/"],
        fields: [
          {
            name: "landuse_mode",
            label: "From",
            kind: "choice",
            options: [["0", "the database"], ["1", "one class everywhere"], ["4", "an uploaded map"]],
          },
          {
            name: "landuse_db",
            label: "Database of land cover",
            kind: "choice",
            options: [["nlcd/2021", "NLCD 2021"], ["nlcd/2019", "NLCD 2019"]],
          },
          { name: "landuse_single_selection", label: "One class", kind: "text", value: "42" },
          {
            name: "landuse_management_mapping_selection",
            label: "Managements",
            kind: "choice",
            options: [["disturbed", "disturbed"], ["default", "default"]],
          },
          { name: "checkbox_burn_shrubs", label: "Burn shrubs", kind: "check", ticked: true },
          {
            name: "input_upload_landuse",
            label: "Map of land cover (.tif, .img, .vrt)",
            kind: "file",
            accept: RASTERS,
          },
          {
            name: "mofe_opts",
            label: "Options of elements",
            kind: "several",
            options: ["a", "b", "c"],
            chosen: ["a", "b"],
          },
        ],
      },
      {
        id: "modify-landuse",
        title: "Cover of a class",
        service: "flask",
        path: "tasks/modify_landuse_coverage/",
        body: "json",
        button: "Change cover",
        fields: [
          { name: "dom", label: "Class", kind: "text", value: "42", required: true },
          {
            name: "cover",
            label: "Cover",
            kind: "choice",
            options: [["cancov", "canopy"], ["inrcov", "interrill"], ["rilcov", "rill"]],
          },
          { name: "value", label: "Value (0 to 1)", kind: "number", value: "0.45", required: true },
        ],
      },
    ],
  },
  {
    id: "soils",
    title: "Soils",
    forms: [
      {
        id: "build-soils",
        title: "Soils of the hillslopes",
        service: "engine",
        path: "build-soils",
        body: "multipart",
        button: "Build soils",
        reads: ["report/soils/"],
        fields: [
          { name: "soil_mode", label: "From", kind: "choice", options: [["0", "the database"]] },
          { name: "initial_sat", label: "Initial saturation", kind: "number", value: "0.75" },
          {
            name: "sol_ver",
            label: "Version of the soil files",
            kind: "choice",
            options: [["9002", "9002"], ["7778", "7778"]],
          },
        ],
      },
    ],
  },
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
