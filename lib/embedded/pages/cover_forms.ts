/** Forms about what lies on the hillslopes: burn severity, landuse, soils. */
import { RASTERS, type Section } from "./form_spec.ts";

/** These sections, in the order of the page. */
export const COVER_SECTIONS: readonly Section[] = [
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
];
