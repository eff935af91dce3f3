/** All checks of `profile doctor`, in the order of its output: a new one is a new file and a line here. */
import { changesCheck } from "./changes.ts";
import { configurationCheck } from "./configuration.ts";
import { dataRootCheck } from "./data_root.ts";
import { diskCheck } from "./disk.ts";
import { gitCheck } from "./git.ts";
import { lfsCheck } from "./lfs.ts";
import { profilesCheck } from "./profiles.ts";
import { sandboxesCheck } from "./sandboxes.ts";
import { apiCheck } from "./server/api.ts";
import { certificateCheck } from "./server/certificate.ts";
import { connectionCheck } from "./server/connection.ts";
import { csrfCheck } from "./server/csrf.ts";
import { loginCheck } from "./server/login.ts";
import { playbackRootCheck } from "./server/playback_root.ts";
import { siteCheck } from "./server/site.ts";
import { tokenCheck } from "./server/token.ts";
import { workersCheck } from "./server/workers.ts";
import type { Check } from "./types.ts";

export const CHECKS: readonly Check[] = [
  configurationCheck,
  dataRootCheck,
  profilesCheck,
  changesCheck,
  diskCheck,
  gitCheck,
  lfsCheck,
  sandboxesCheck,
  connectionCheck,
  certificateCheck,
  siteCheck,
  apiCheck,
  loginCheck,
  csrfCheck,
  tokenCheck,
  workersCheck,
  playbackRootCheck,
];
