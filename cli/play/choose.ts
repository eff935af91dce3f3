/** Chooses and loads profiles: names, globs, tags, all; overlays and target of each. */
import { ProfileError } from "../../lib/errors.ts";
import { isObject } from "../../lib/model/json.ts";
import { type Choice, chooseNames } from "../../lib/profiles/choose.ts";
import { resolveProfile, weppcloudFolder } from "../../lib/profiles/resolve.ts";
import { allOf, type TagExpression } from "../../lib/profiles/tag_expression.ts";
import { profileKey } from "../../lib/results/key.ts";
import type { Config } from "../../lib/settings/config.ts";
import { counted } from "../../lib/text/counted.ts";
import { closest } from "../../lib/text/closest.ts";
import { readYaml } from "../../lib/yaml/source.ts";
import type { Context } from "../context.ts";
import { openProfile } from "../open_profile.ts";
import type { Planned, Unready } from "./chosen.ts";
import { layOver, type Loaded, type OverlayFlags } from "./lay_over.ts";
import { unready } from "./unready.ts";

/** What of the options decides which profiles are played, and with what laid over them. */
export interface ChoiceFlags extends OverlayFlags {
  all?: true | undefined;
  tag?: string[] | undefined;
  scratch?: string | undefined;
}

/**
 * The profiles that are meant, each once, in order. What is wrong with one that was named stops the command; what is
 * wrong with one of many is told of that one.
 *
 * @throws ProfileError usage when nothing is meant
 */
export async function choose(
  names: readonly string[],
  flags: ChoiceFlags,
  config: Config,
  context: Context,
): Promise<(Planned | Unready)[]> {
  const dataRoot = await context.dataRoot();
  const tags = flags.tag === undefined ? undefined : allOf(flags.tag);
  if (names.length === 0 && flags.all !== true && tags === undefined) {
    throw new ProfileError("usage", "No profile is named", {
      remedy: 'Give slugs, a glob such as "us-*", --tag EXPRESSION or --all; profile list shows the names',
    });
  }
  const all = flags.all === true || names.length === 0;
  const choices = await chooseNames({ names, all }, dataRoot, context.cwd);
  const seen = new Tags();
  const found = new Map<string, Loaded | Unready>();
  for (const choice of choices) {
    const one = await load(choice, flags, tags, seen, context);
    if (one !== undefined && !found.has(one.key)) found.set(one.key, one);
  }
  if (tags !== undefined) {
    checkTags(
      tags,
      seen.known,
      { asked: flags.tag ?? [], found: found.size, of: choices.length, all },
      context,
    );
  }
  return await layOver([...found.values()], flags, config, context);
}

async function load(
  { name, exact }: Choice,
  flags: ChoiceFlags,
  tags: TagExpression | undefined,
  seen: Tags,
  context: Context,
): Promise<Loaded | Unready | undefined> {
  const dataRoot = await context.dataRoot();
  if (tags !== undefined && !exact && await weppcloudFolder(name, dataRoot, context.cwd) !== undefined) {
    // What WEPPcloud made has no tags: deriving its steps only to leave it out would take its time.
    if (!tags.matches([])) return undefined;
  }
  try {
    const loaded = await openProfile(context, name, flags);
    const own = loaded.profile.metadata.tags ?? [];
    seen.add(own);
    if (tags !== undefined && !tags.matches(own)) return undefined;
    return { key: profileKey(loaded.file, dataRoot), exact, loaded };
  } catch (error) {
    if (exact || !(error instanceof ProfileError)) throw error;
    const file = await resolveProfile(name, dataRoot, context.cwd).catch(() => undefined);
    const own = tags === undefined || file === undefined ? undefined : await tagsOf(file);
    if (own !== undefined) seen.add(own);
    if (own !== undefined && tags?.matches(own) === false) return undefined;
    return unready(name, dataRoot, file, error);
  }
}

/** Tags of a profile that is not valid, if they can be read: one that is not meant does not count. */
async function tagsOf(file: string): Promise<string[] | undefined> {
  const source = await readYaml(file, "profile").catch(() => undefined);
  if (!isObject(source?.content)) return undefined;
  const { metadata } = source.content;
  const tags = isObject(metadata) ? metadata["tags"] ?? [] : undefined;
  return Array.isArray(tags) ? tags.map(String) : undefined;
}

/**
 * Says what an expression missed: a tag that nobody has is a slip of the fingers, and behind a `not` it would choose
 * too much in silence.
 *
 * @throws ProfileError usage when no profile is meant
 */
function checkTags(
  { names }: TagExpression,
  known: ReadonlySet<string>,
  { asked, found, of, all }: { asked: readonly string[]; found: number; of: number; all: boolean },
  { out }: Context,
): void {
  const strange = all ? names.filter((name) => !known.has(name)) : [];
  const hints = strange.map((name) => {
    const near = closest(name, known);
    return `no profile has the tag "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
  });
  if (found > 0) {
    for (const hint of hints) out.warn(`warning: --tag: ${hint}`);
    return;
  }
  const what = `--tag ${asked.map((text) => `"${text}"`).join(" --tag ")}`;
  const have = [...known].sort().join(", ");
  throw new ProfileError("usage", `None of ${counted(of, "profile")} is meant by ${what}`, {
    others: hints.map((message) => ({ message: message.replace(/^n/, "N") })),
    remedy: have === "" ? "None of them has a tag: metadata.tags in profile.yaml" : `Their tags are: ${have}`,
  });
}

/** Every tag that was met. */
class Tags {
  readonly known = new Set<string>();

  add(tags: readonly string[]): void {
    for (const tag of tags) this.known.add(tag);
  }
}
