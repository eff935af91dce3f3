/** Account names in home paths: `/home/ann/`, `/Users/ann/`, `C:\Users\ann\`, `~ann/`. What lies below stays. */
import { isServiceAccount } from "../common_words.ts";
import { isMarked } from "../marks.ts";
import type { Rule } from "../scope.ts";

const NAME = String.raw`[^/\\\s"'<>:;,&?#%|*()\[\]{}$=]{1,64}`;
const HOME = new RegExp(
  String
    .raw`((?<![\w.~-])(?:/(?:var|export|usr|mnt|data|net|nfs))?/home/|(?<![\w.~-])/Users/|\b[A-Za-z]:[/\\]{1,4}Users[/\\]{1,4}|` +
    String.raw`(?<![\w.])[/\\]{2}Users[/\\]{1,2})(${NAME})((?: ${NAME})*(?=\\))?`,
  "gi",
);
const TILDE = /(?<![\w.~\\])~([a-z_][\w.-]{0,31})(?=\/)/gi;

export const homes: Rule = {
  name: "home-path",
  applies: (text) => /[/\\](?:home|users)[/\\]|~[a-z_]/i.test(text),
  apply(text, scope) {
    const replaced = (account: string) => {
      const name = account.replace(/\.+$/, "");
      if (isServiceAccount(name) || isMarked(name) || scope.allowed(name) || name === "") return undefined;
      scope.hit("home-path");
      return scope.account(name) + account.slice(name.length);
    };
    return text.replace(HOME, (found: string, lead: string, first: string, more: string | undefined) => {
      const next = replaced(first + (more ?? ""));
      return next === undefined ? found : lead + next;
    }).replace(TILDE, (found: string, account: string) => {
      const next = replaced(account);
      return next === undefined ? found : `~${next}`;
    });
  },
};
