/** Bodies of the small-watershed workflow, as the pages of WEPPcloud send them. */

export const CHANNELS = {
  map_center: [-117.0093, 46.7021],
  map_zoom: 13,
  map_bounds: [-117.0412, 46.6811, -116.9774, 46.7231],
  map_distance: 12000,
  mcl: 60,
  csa: 5,
  wbt_fill_or_breach: "fill",
  wbt_blc_dist: null,
  set_extent_mode: 0,
  map_bounds_text: "",
  map_object: null,
};

export const SUBCATCHMENTS = {
  clip_hillslopes: true,
  clip_hillslope_length: 300,
  walk_flowpaths: false,
  mofe_target_length: 50,
  mofe_buffer: false,
  bieger2015_widths: false,
};

export const WEPP = {
  clip_soils: true,
  clip_soils_depth: 1000,
  initial_sat: 0.75,
  kr: null,
  tcr: null,
  gwstorage: 100,
  bfcoeff: 0.04,
  dscoeff: 0,
  bfthreshold: 1.001,
  wepp_bin: "wepp_dcc52a6",
  channel_critical_shear: 140,
  run_flowpaths: false,
  pmet_kcb: 0.95,
  prep_details_on_run_completion: false,
  dss_export_on_run_completion: false,
  dss_export_exclude_order: [1, 2],
};
