/** All tasks. A new one takes a file beside this and a line here. */
import { archive, deleteArchive, restoreArchive } from "./archive.ts";
import { runAsh } from "./ash.ts";
import { buildClimate, setClimateStation, uploadCli } from "./climate.ts";
import { removeSbs, setFiredate, uploadSbs } from "./disturbed.ts";
import { postDssExport } from "./dss_export.ts";
import { fork } from "./fork.ts";
import { buildLanduse, modifyLanduseCoverage, setLanduseDb, setLanduseMode } from "./landuse.ts";
import {
  deleteLanduseMap,
  landuseMap,
  landuseUserDefined,
  modifyLanduse,
  modifyLanduseMapping,
} from "./landuse_edits.ts";
import { deleteOmniContrasts, dryRunOmniContrasts, runOmniContrasts } from "./omni_contrasts.ts";
import { runDebrisFlow, runRhem, runSwat, runSwatNoPrep } from "./other_models.ts";
import { runOmni } from "./omni.ts";
import { setName, setScenario, setUnitPreferences } from "./ron.ts";
import { resetDisturbed, setReadme, setRunWeppOpts, setSoilMode } from "./settings.ts";
import { addUser, removeUser, setPublic, setReadonly } from "./sharing.ts";
import { buildSoils } from "./soils.ts";
import { acquireOpenetTs, acquireRapTs } from "./time_series.ts";
import { buildTreatments } from "./treatments.ts";
import type { Task } from "./task.ts";
import { uploadCoverTransform, uploadDem, uploadRoads } from "./uploads.ts";
import { buildSubcatchments, fetchDem, setOutlet } from "./watershed.ts";
import { runWepp, runWeppNoPrep, runWeppWatershed, runWeppWatershedNoPrep } from "./wepp.ts";

/** All tasks. */
export const TASKS: readonly Task[] = [
  setName,
  setScenario,
  setUnitPreferences,
  setReadme,
  fetchDem,
  setOutlet,
  buildSubcatchments,
  setLanduseMode,
  setLanduseDb,
  buildLanduse,
  modifyLanduseCoverage,
  modifyLanduse,
  modifyLanduseMapping,
  landuseMap,
  deleteLanduseMap,
  landuseUserDefined,
  buildTreatments,
  setSoilMode,
  buildSoils,
  setClimateStation,
  buildClimate,
  uploadCli,
  setRunWeppOpts,
  runWepp,
  runWeppWatershed,
  runWeppNoPrep,
  runWeppWatershedNoPrep,
  uploadSbs,
  removeSbs,
  setFiredate,
  resetDisturbed,
  runAsh,
  runOmni,
  runOmniContrasts,
  dryRunOmniContrasts,
  deleteOmniContrasts,
  runRhem,
  runDebrisFlow,
  runSwat,
  runSwatNoPrep,
  acquireRapTs,
  acquireOpenetTs,
  postDssExport,
  uploadCoverTransform,
  uploadDem,
  uploadRoads,
  fork,
  archive,
  restoreArchive,
  deleteArchive,
  addUser,
  removeUser,
  setPublic,
  setReadonly,
];
