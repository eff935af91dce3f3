/** The profiles that this repository ships: what is recorded for each, and what a curator says of it. */
import type { Browser } from "./browser.ts";
import type { Curation } from "./curate.ts";
import { postfire, sharingMobilization, usWatershedSmall } from "./further_sessions.ts";
import { sbsReupload, usSmall } from "./sessions.ts";

/** One shipped profile. */
export interface Shipped {
  slug: string;
  config: string;
  session: (browser: Browser) => Promise<void>;
  words: Curation;
}

const WEPP_RAN = {
  files: ["wepp/output/run/summary.json", "wepp/output/run/soil_loss.tif"],
  log_phrases: [{ file: "wepp.log", contains: "WEPP watershed run complete" }],
};
/** All of them, in the order in which they are recorded. */
export const SHIPPED: readonly Shipped[] = [
  {
    slug: "us-small",
    config: "disturbed9002",
    session: usSmall,
    words: {
      title: "Small US watershed with an own land cover map and climate file",
      tags: ["us", "nightly"],
      expect: WEPP_RAN,
      notes:
        "The whole small-watershed workflow: every form, every job, an uploaded map and an uploaded .cli.\n",
    },
  },
  {
    slug: "sbs-reupload",
    config: "disturbed9002",
    session: sbsReupload,
    words: {
      title: "Burn-severity map uploaded twice under one name",
      tags: ["us", "wildfire", "uploads"],
      expect: { ...WEPP_RAN, files: [...WEPP_RAN.files, "disturbed/sbs_4class.tif"] },
      notes:
        "Two different rasters under the same field and file name: each must reach the server at its place.\n",
    },
  },
  {
    slug: "us-watershed-small",
    config: "us-vanilla",
    session: usWatershedSmall,
    words: {
      title: "Small US watershed as it is: no file of the user's own, two years of weather",
      tags: ["us", "nightly", "smoke"],
      expect: WEPP_RAN,
      notes: "The shortest whole workflow: from the map to the reports of WEPP.\n",
    },
  },
  {
    slug: "postfire-ash-omni",
    config: "disturbed9002",
    session: postfire,
    words: {
      title: "After a fire: own elevation model, ash maps, treatments, cover transform, Omni scenarios",
      tags: ["us", "wildfire", "uploads", "nightly"],
      expect: {
        files: [...WEPP_RAN.files, "ash/ash.csv", "omni/scenarios.out.csv", "treatments/treatments.csv"],
        log_phrases: [
          ...WEPP_RAN.log_phrases,
          { file: "ash.log", contains: "ash transport complete" },
          { file: "omni.log", contains: "4 scenarios complete" },
        ],
      },
      notes: "Every form with files: eight uploads in six requests, two of them in one with JSON beside.\n",
    },
  },
  {
    slug: "sharing-mobilization",
    config: "disturbed9002",
    session: sharingMobilization,
    words: {
      title: "Ownership and sharing of a run: public, an owner more, archived, brought back, locked",
      tags: ["sharing", "nightly"],
      expect: { files: ["README.md", "READONLY"], absent: ["PUBLIC"], log_phrases: [] },
      notes: "What was restored must be the run as it was: its name is compared, and was changed between.\n",
    },
  },
];
