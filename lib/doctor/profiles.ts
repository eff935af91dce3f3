/** Check: every profile of the data root is valid. */
import { listProfiles } from "../profiles/list.ts";
import { counted } from "../text/counted.ts";
import type { Check, Finding } from "./types.ts";

export const profilesCheck: Check = {
  name: "profiles",
  topic: "here",
  summary: "every profile is valid, as validate says",
  async run({ dataRoot }) {
    const profiles = await listProfiles(dataRoot);
    const broken = profiles.filter(({ fault }) => fault !== undefined);
    if (profiles.length === 0) return [{ state: "ok", message: "There are no profiles yet" }];
    if (broken.length === 0) {
      return [{
        state: "ok",
        message: `${counted(profiles.length, "profile")} ${profiles.length === 1 ? "is" : "are"} valid`,
      }];
    }
    return broken.map(({ slug, fault = "" }): Finding => ({
      state: "failed",
      message: `${slug}: ${fault}`,
      remedy: `profile validate ${slug} names every fault with its place`,
    }));
  },
};
