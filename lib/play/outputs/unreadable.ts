/** What keeps the outputs of a run from being read over HTTP. */
import { ProfileError } from "../../errors.ts";

/** An answer that says neither what the file holds nor that it is not there. */
export function unreadable(path: string, status: number): ProfileError {
  return new ProfileError("unavailable", `Cannot read ${path} of the run: HTTP ${status}`, {
    remedy: "Look at the server's log; or share its disk and name it with --playback-run-root",
  });
}

/** @param what goes beyond a bound, in words that follow the path */
export function tooMuch(what: string, path = "The run"): ProfileError {
  return new ProfileError("unavailable", `${path} ${what}; it cannot be read over HTTP`, {
    remedy: "Share the server's disk and name it with --playback-run-root",
  });
}
