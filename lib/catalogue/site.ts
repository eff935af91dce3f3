/** Writes the catalogue as a static site: it works from the disk and from any host, and needs no network. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stableJson } from "../model/json.ts";
import type { CatalogueData } from "./catalogue.ts";
import { indexPage } from "./html/index_page.ts";
import { profilePage } from "./html/profile_page.ts";
import { keepResults, type Kept } from "./keep.ts";
import { exchanged } from "./place.ts";

/**
 * Writes all pages; an earlier catalogue is replaced as a whole.
 *
 * @param target absolute folder: new, empty, or an earlier catalogue
 * @param keep results of each profile that are copied into it
 * @throws ProfileError refused when something else is in the folder
 */
export async function writeSite(data: CatalogueData, target: string, keep: number): Promise<Kept> {
  return await exchanged(target, async (site) => {
    const kept = await keepResults(data, site, keep);
    const { catalogue, details } = data;
    catalogue.warnings.push(...kept.omitted);
    await writeFile(join(site, "catalogue.json"), stableJson(catalogue));
    await writeFile(join(site, "index.html"), indexPage(catalogue));
    for (const [index, profile] of catalogue.profiles.entries()) {
      const detail = details[index];
      if (detail === undefined) continue;
      const file = join(site, profile.page);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, profilePage(profile, detail, catalogue));
    }
    return kept;
  });
}
