/** What `profile init --ci` writes: a recipe for each service. A new one is a file beside this one and a line here. */
import github from "./github.yml" with { type: "text" };
import gitlab from "./gitlab.yml" with { type: "text" };
import nightly from "./nightly.sh" with { type: "text" };

/** A file for one service, which its user changes as needed. */
export interface Recipe {
  /** Where the service looks for it, in the data root. */
  path: string;
  /** `@VERSION@` stands for the version of this program. */
  text: string;
  /** Permission bits. */
  mode: number;
}

/** By the name that `--ci` takes. */
export const RECIPES = {
  github: { path: ".github/workflows/profiles.yml", text: github, mode: 0o644 },
  gitlab: { path: ".gitlab-ci.yml", text: gitlab, mode: 0o644 },
  nightly: { path: "profiles/ci/nightly.sh", text: nightly, mode: 0o755 },
} as const satisfies Record<string, Recipe>;

/** A service that there is a recipe for. */
export type Service = keyof typeof RECIPES;

/** The recipe's text for a version of this program. */
export function recipeText({ text }: Recipe, version: string): string {
  return text.replaceAll("@VERSION@", version);
}
