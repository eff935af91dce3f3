/** How often the long tests try. */
import process from "node:process";

/** The full count under `make soak`, else a few, to see that the test itself works. */
export function rounds(full: number): number {
  return process.env["PROFILE_TEST_SOAK"] === "1" ? full : Math.max(2, Math.floor(full / 50));
}
