/** What `play` would not take at the command line, `doctor` does not take either: no finding, but a usage error. */
import { httpSettings } from "../../lib/engine/http_options.ts";
import { targetUrls } from "../../lib/http/target_urls.ts";
import { embeddedOf } from "../../lib/play/embedded_options.ts";
import type { DoctorFlags } from "./server.ts";

/**
 * Looks at the options alone; what the configuration says wrong is a finding.
 *
 * @param cwd where files of the command line lie
 * @throws ProfileError usage for a value that is none
 */
export async function refuseWrongOptions(flags: DoctorFlags, cwd: string): Promise<void> {
  await httpSettings(flags, { version: 1 }, cwd, cwd);
  if (flags.baseUrl !== undefined && flags.baseUrl !== "embedded") targetUrls(flags.baseUrl);
  await embeddedOf({ embeddedFault: flags.embeddedFault });
}
