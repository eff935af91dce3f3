/** The cookie that lets a browser read the files of one run. */
import { sha256 } from "../../files/hash.ts";
import type { Run } from "../runs/run.ts";

/**
 * The cookie of a run. Ids with semicolons cannot stand in a cookie's path, so theirs has a name of its own.
 *
 * @param secure true when the server speaks HTTPS
 */
export function browseCookie(run: Run, token: string, secure: boolean): string {
  const composite = run.id.includes(";");
  const name = composite
    ? `wepp_browse_jwt_${sha256(`${run.id}\n${run.config}`).slice(0, 16)}`
    : "wepp_browse_jwt";
  const path = composite ? "/weppcloud/runs/" : `/weppcloud/runs/${run.id}/${run.config}/`;
  return `${name}=${token}; HttpOnly; Path=${path}; SameSite=Lax${secure ? "; Secure" : ""}`;
}
