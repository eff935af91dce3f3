/** User names and passwords in addresses: `https://user:password@host/`. */
import { isMarked, REDACTED } from "../marks.ts";
import type { Rule } from "../scope.ts";
import { decodePercent } from "./percent.ts";

const END = /[/?#\s"'<>\\`]/g;

export const urlUserInfo: Rule = {
  name: "url-userinfo",
  applies: (text) => text.includes("//") && text.includes("@"),
  apply(text, scope) {
    let out = "";
    let copied = 0;
    for (let at = text.indexOf("//"); at !== -1; at = text.indexOf("//", at + 2)) {
      if (at < copied) continue;
      END.lastIndex = at + 2;
      const end = END.exec(text)?.index ?? text.length;
      const userInfo = text.slice(at + 2, text.lastIndexOf("@", end - 1));
      if (text.lastIndexOf("@", end - 1) <= at + 2 || isMarked(userInfo)) continue;
      const password = userInfo.slice(userInfo.indexOf(":") + 1);
      if (userInfo.includes(":")) scope.learn(decodePercent(password));
      out += text.slice(copied, at + 2) + REDACTED;
      copied = at + 2 + userInfo.length;
      scope.hit("url-userinfo");
    }
    return copied === 0 ? text : out + text.slice(copied);
  },
};
