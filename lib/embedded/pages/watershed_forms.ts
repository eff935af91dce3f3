/** Forms about the run and its watershed: name, units, channels, outlet, subcatchments. */
import { type Section, YES_NO } from "./form_spec.ts";

/** These sections, in the order of the page. */
export const WATERSHED_SECTIONS: readonly Section[] = [
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
        id: "upload-dem",
        title: "Elevation model of your own",
        service: "engine",
        path: "tasks/upload-dem/",
        body: "multipart",
        button: "Upload elevation model",
        fields: [
          {
            name: "input_upload_dem",
            label: "Raster (.tif)",
            kind: "file",
            accept: ".tif,.tiff",
            required: true,
          },
        ],
      },
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
];
