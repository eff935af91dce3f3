/** Cookie files in Netscape's format, as curl, wget and browser add-ons write them. */

/** One line of such a file. */
export interface FileCookie {
  name: string;
  value: string;
  /** Host without a leading dot. */
  host: string;
  /** For hosts below it, too. */
  below: boolean;
  path: string;
  secure: boolean;
  /** Ms since the epoch; undefined for one that lives as long as the session. */
  expires: number | undefined;
}

const HTTP_ONLY = "#HttpOnly_";

/** True when the text is in Netscape's format: seven fields with tabs between them in its lines. */
export function isNetscape(text: string): boolean {
  return linesOf(text).some((line) => line.split("\t").length === 7);
}

/** The cookies of the file; comments and other lines are left out. */
export function parseNetscape(text: string): FileCookie[] {
  return linesOf(text).flatMap((line) => {
    const [domain = "", below, path = "/", secure, expires, name = "", value = ""] = line.split("\t");
    if (line.split("\t").length !== 7 || name === "") return [];
    const at = Number(expires);
    return [{
      name,
      value,
      host: domain.replace(/^\./, "").toLowerCase(),
      below: below?.toUpperCase() === "TRUE" || domain.startsWith("."),
      path: path.startsWith("/") ? path : "/",
      secure: secure?.toUpperCase() === "TRUE",
      expires: Number.isFinite(at) && at > 0 ? at * 1000 : undefined,
    }];
  });
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (line.startsWith(HTTP_ONLY)) return [line.slice(HTTP_ONLY.length)];
    return line.startsWith("#") || line.trim() === "" ? [] : [line];
  });
}
