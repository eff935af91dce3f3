/**
 * File fields of WEPPcloud's forms: which there are, when their file is used, where the server keeps the bytes,
 * and where WEPPcloud's own drafts keep copies.
 */

/** A place below the run directory where the server keeps uploads under their own (secured) names. */
export interface StoredIn {
  folder: string;
  /** Put in front of the user's name by the server. */
  prefix?: string;
  extensions: readonly string[];
}

/** One file field of one task. */
export interface UploadField {
  task: string;
  /** Whole name of the field. */
  field: RegExp;
  /** The form field whose value decides whether the file is used, and the values with which it is. */
  usedWhen?: { field: string; values: readonly string[] };
  /** Uploads of one pool land in the same place and overwrite each other. */
  pool: string;
  stored: readonly StoredIn[];
  /** The controller's state that names the file in use. */
  state?: { file: string; key: string };
  /** In WEPPcloud's drafts, below `seed/uploads/`: the copy taken at the first upload, any extension. */
  draft?: { folder: string; stem: string };
  /** Later changes that put other files in that place, or take the file out of use. */
  disturbedBy?: RegExp;
}

const RASTER = [".tif", ".tiff", ".img", ".vrt"];
const whole = (name: string) => new RegExp(`^${name}$`);

const LANDUSE_STORE = [{ folder: "landuse", prefix: "_", extensions: RASTER }];

/** Every file field that is known. */
export const UPLOAD_FIELDS: readonly UploadField[] = [
  {
    task: "build_landuse",
    field: whole("input_upload_landuse"),
    usedWhen: { field: "landuse_mode", values: ["4"] },
    pool: "landuse",
    stored: LANDUSE_STORE,
    // The draft's copy is the raster that the server derived, so it is no source.
  },
  {
    task: "build_treatments",
    field: whole("input_upload_landuse"),
    pool: "landuse",
    stored: LANDUSE_STORE,
  },
  {
    task: "upload_sbs",
    field: whole("input_upload_sbs"),
    pool: "sbs",
    stored: [{ folder: "disturbed", extensions: RASTER }, { folder: "baer", extensions: RASTER }],
    state: { file: "disturbed.nodb", key: "disturbed_path" },
    draft: { folder: "sbs", stem: "input_upload_sbs" },
    disturbedBy: /sbs|disturbed|baer|simfire/,
  },
  {
    task: "upload_cover_transform",
    field: whole("input_upload_cover_transform"),
    pool: "cover_transform",
    stored: [{ folder: "revegetation", extensions: [".csv"] }],
    state: { file: "revegetation.nodb", key: "cover_transform_path" },
    draft: { folder: "revegetation", stem: "input_upload_cover_transform" },
    disturbedBy: /cover_?-?transform|reveg/,
  },
  {
    task: "upload_cli",
    field: whole("input_upload_cli"),
    pool: "cli",
    // The folder also holds the station files that builds make, so only the state tells the upload.
    stored: [],
    state: { file: "climate.nodb", key: "orig_cli_fn" },
    draft: { folder: "climate", stem: "input_upload_cli" },
    disturbedBy: /build[_-]climate/,
  },
  {
    // The server keeps the DEM under a name of its own, so its bytes cannot be told from the fetched DEM.
    task: "upload_dem",
    field: whole("input_upload_dem"),
    pool: "dem",
    stored: [],
  },
  {
    task: "run_ash",
    field: whole("input_upload_ash_load"),
    usedWhen: { field: "ash_depth_mode", values: ["2"] },
    pool: "ash_load",
    stored: [],
    state: { file: "ash.nodb", key: "ash_load_fn" },
    draft: { folder: "ash", stem: "input_upload_ash_load" },
  },
  {
    task: "run_ash",
    field: whole("input_upload_ash_type_map"),
    usedWhen: { field: "ash_depth_mode", values: ["2"] },
    pool: "ash_type_map",
    stored: [],
    state: { file: "ash.nodb", key: "ash_type_map_fn" },
    draft: { folder: "ash", stem: "input_upload_ash_type_map" },
  },
  {
    task: "run_omni",
    field: /^scenarios\[\d+\]\[sbs_file\]$/,
    pool: "omni",
    stored: [],
  },
  {
    task: "run_omni_contrasts",
    field: whole("omni_contrast_geojson"),
    pool: "omni_contrasts",
    stored: [],
  },
  {
    task: "upload_roads_geojson",
    field: whole("file"),
    pool: "roads",
    stored: [{ folder: "roads", extensions: [".geojson", ".json"] }],
  },
];

/** What is known of a file field of a task. */
export function uploadField(task: string | undefined, field: string): UploadField | undefined {
  return UPLOAD_FIELDS.find((entry) => entry.task === task && entry.field.test(field));
}

/** Names of the file fields of a task, as far as they are fixed. */
export function fileFields(task: string | undefined): string[] {
  return UPLOAD_FIELDS.filter((entry) => entry.task === task && !entry.field.source.includes("["))
    .map(({ field }) => field.source.replace(/^\^|\$$/g, ""));
}

/** Number of the Omni scenario that a file field belongs to. */
export function omniScenario(field: string): number | undefined {
  const index = /^scenarios\[(\d+)\]\[sbs_file\]$/.exec(field)?.[1];
  return index === undefined ? undefined : Number(index);
}

/**
 * Is the file of a field used, given the form's values?
 *
 * @param values form values by name, as far as recorded
 * @returns undefined when the deciding value was not recorded
 */
export function isUsed(
  entry: UploadField,
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): boolean | undefined {
  if (entry.usedWhen === undefined) return true;
  const value = values[entry.usedWhen.field];
  if (value === undefined) return undefined;
  return [value].flat().some((one) => entry.usedWhen?.values.includes(one));
}
