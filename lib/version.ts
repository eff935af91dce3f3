/** The version of this program: `deno.json` states it, and nothing else does. */
import config from "../deno.json" with { type: "json" };

/** Version of this program, as three numbers: `major.minor.patch`. */
export const VERSION: string = config.version;
