/** The rules over text, in the order in which they run. A new rule is one file and one line here. */
import type { Rule } from "../scope.ts";
import { privateAddresses } from "./addresses.ts";
import { assignments } from "./assignments.ts";
import { base64 } from "./base64.ts";
import { emails } from "./emails.ts";
import { homes } from "./homes.ts";
import { internalHosts } from "./hosts.ts";
import { markup } from "./markup.ts";
import { pairs } from "./pairs.ts";
import { percentEncoded } from "./percent.ts";
import { tokens } from "./tokens.ts";
import { urlUserInfo } from "./urls.ts";

export const TEXT_RULES: readonly Rule[] = [
  percentEncoded,
  urlUserInfo,
  markup,
  assignments,
  pairs,
  tokens,
  emails,
  privateAddresses,
  internalHosts,
  homes,
  base64,
];
