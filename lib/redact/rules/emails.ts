/** E-mail addresses become stable pseudonyms, so that a user stays the same user. */
import { hasPseudonym } from "../marks.ts";
import type { Rule } from "../scope.ts";

const LOCAL_STOP = /[\s"'`<>()[\]{},;:@\\/=&?|#%]/;
const DOMAIN = /[\p{L}\p{N}.-]{1,253}/uy;
/** A file may be called after an address: `a@b.org.tif`. */
export const FILE_ENDING =
  /\.(?:tiff?|cli|csv|json|geojson|jsonl|ya?ml|txt|log|zip|gz|asc|img|shp|dbf|prj|nc|parquet|png|jpe?g|pdf|html?|nodb|cfg|toml|har|bak|tmp)$/i;
const LONGEST_LOCAL = 64;

export const emails: Rule = {
  name: "email",
  applies: (text) => text.includes("@"),
  apply(text, scope) {
    let out = "";
    let copied = 0;
    for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
      const start = startOfLocal(text, at, copied);
      const domain = domainAt(text, at + 1);
      if (start === at || domain === undefined) continue;
      const address = text.slice(start, at + 1) + domain;
      if (hasPseudonym(address) || scope.allowed(address)) continue;
      out += text.slice(copied, start) + scope.pseudonym(address);
      copied = at + 1 + domain.length;
      scope.hit("email");
    }
    return copied === 0 ? text : out + text.slice(copied);
  },
};

function startOfLocal(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && at - start < LONGEST_LOCAL && !LOCAL_STOP.test(text[start - 1] ?? " ")) start--;
  while (text[start] === "." && start < at) start++;
  return start;
}

function domainAt(text: string, at: number): string | undefined {
  DOMAIN.lastIndex = at;
  let domain = DOMAIN.exec(text)?.[0].replace(/[.-]+$/, "") ?? "";
  while (FILE_ENDING.test(domain)) domain = domain.replace(FILE_ENDING, "");
  return /^[^.-][^]*\.\p{L}{2,}$/u.test(domain) && !domain.includes("..") ? domain : undefined;
}
