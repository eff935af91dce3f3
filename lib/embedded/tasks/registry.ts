/** All tasks. A new one takes a file beside this and a line here. */
import { archive, deleteArchive, restoreArchive } from "./archive.ts";
import { runAsh } from "./ash.ts";
import { buildClimate, setClimateStation, uploadCli } from "./climate.ts";
import { removeSbs, setFiredate, uploadSbs } from "./disturbed.ts";
import { fork } from "./fork.ts";
import { buildLanduse, modifyLanduseCoverage, setLanduseDb, setLanduseMode } from "./landuse.ts";
import { runOmni } from "./omni.ts";
import { setName, setScenario, setUnitPreferences } from "./ron.ts";
import { addUser, removeUser, setPublic, setReadonly } from "./sharing.ts";
import { buildSoils } from "./soils.ts";
import type { Task } from "./task.ts";
import { uploadCoverTransform, uploadDem, uploadRoads } from "./uploads.ts";
import { buildSubcatchments, fetchDem, setOutlet } from "./watershed.ts";
import { runWepp, runWeppNoPrep, runWeppWatershed, runWeppWatershedNoPrep } from "./wepp.ts";

/** All tasks. */
export const TASKS: readonly Task[] = [
  setName,
  setScenario,
  setUnitPreferences,
  fetchDem,
  setOutlet,
  buildSubcatchments,
  setLanduseMode,
  setLanduseDb,
  buildLanduse,
  modifyLanduseCoverage,
  buildSoils,
  setClimateStation,
  buildClimate,
  uploadCli,
  runWepp,
  runWeppWatershed,
  runWeppNoPrep,
  runWeppWatershedNoPrep,
  uploadSbs,
  removeSbs,
  setFiredate,
  runAsh,
  runOmni,
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
