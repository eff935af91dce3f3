/** All tasks. A new one takes a file beside this and a line here. */
import { runAsh } from "./ash.ts";
import { buildClimate, setClimateStation, uploadCli } from "./climate.ts";
import { removeSbs, setFiredate, uploadSbs } from "./disturbed.ts";
import { buildLanduse, modifyLanduseCoverage, setLanduseDb, setLanduseMode } from "./landuse.ts";
import { runOmni } from "./omni.ts";
import { setName, setScenario, setUnitPreferences } from "./ron.ts";
import { buildSoils } from "./soils.ts";
import type { Task } from "./task.ts";
import { uploadCoverTransform, uploadDem, uploadRoads } from "./uploads.ts";
import { buildSubcatchments, fetchDem, setOutlet } from "./watershed.ts";
import { runWepp } from "./wepp.ts";

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
  uploadSbs,
  removeSbs,
  setFiredate,
  runAsh,
  runOmni,
  uploadCoverTransform,
  uploadDem,
  uploadRoads,
];
