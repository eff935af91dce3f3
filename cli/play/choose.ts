/** Loads what is asked for and chooses by tags; overlays and target of each. */
import { ProfileError } from "../../lib/errors.ts";
import type { Choice } from "../../lib/profiles/choose.ts";
import { resolveProfile, weppcloudFolder } from "../../lib/profiles/resolve.ts";
import { looseTags } from "../../lib/profiles/loose_tags.ts";
import { allOf, type TagExpression } from "../../lib/profiles/tag_expression.ts";
import { profileKey } from "../../lib/results/key.ts";
import type { Config } from "../../lib/settings/config.ts";
import type { Context } from "../context.ts";
import { noneMeant, strangeTags } from "../list_tagged.ts";
import { checkContinueFlags, type ContinueFlags, openContinued } from "../play_continue.ts";
import { openProfile } from "../../lib/engine/open_profile.ts";
import type { Asked, AskedFlags } from "./asked.ts";
import { type Chosen, isPlayable, type Planned, type Unready } from "./chosen.ts";
import { layOver, type OverlayFlags } from "./lay_over.ts";
import { unlessUnready, unready } from "./unready.ts";

/** What of the options decides which profiles are played, and with what laid over them. */
export interface ChoiceFlags extends AskedFlags, OverlayFlags, ContinueFlags {
  scratch?: string | undefined;
  dryRun?: true | undefined;
}

/**
 * The profiles that are meant, each once, in order. What is wrong with one that was named stops the command; what is
 * wrong with one of many is told of that one.
 *
 * @throws ProfileError usage when the tags fit none
 */
export async function choose(
  { choices, every }: Asked,
  flags: ChoiceFlags,
  config: Config,
  context: Context,
): Promise<(Planned | Unready)[]> {
  const dataRoot = await context.dataRoot();
  const tags = flags.tag === undefined ? undefined : allOf(flags.tag);
  const seen = new Tags();
  const found = new Map<string, Chosen | Unready>();
  for (const choice of choices) {
    const one = await load(choice, flags, tags, seen, context);
    if (one !== undefined && !found.has(one.key)) found.set(one.key, one);
  }
  if (tags !== undefined) {
    checkTags(
      tags,
      seen.known,
      { asked: flags.tag ?? [], found: found.size, of: choices.length, all: every },
      context,
    );
  }
  const many = [...found.values()].filter(isPlayable<Chosen>).length;
  checkContinueFlags(flags, many);
  const all: (Chosen | Unready)[] = [];
  for (const one of found.values()) {
    all.push(
      await unlessUnready(one, dataRoot, async (chosen) => ({
        ...chosen,
        opened: await openContinued(chosen.loaded, flags, many > 1, dataRoot, context),
      })),
    );
  }
  return await layOver(all, flags, config, context);
}

async function load(
  { name, exact }: Choice,
  flags: ChoiceFlags,
  tags: TagExpression | undefined,
  seen: Tags,
  context: Context,
): Promise<Chosen | Unready | undefined> {
  const dataRoot = await context.dataRoot();
  if (tags !== undefined && !exact && await weppcloudFolder(name, dataRoot, context.cwd) !== undefined) {
    // What WEPPcloud made has no tags: deriving its steps only to leave it out would take its time.
    if (!tags.matches([])) return undefined;
  }
  try {
    const loaded = await openProfile(context, name, { ...flags, seedsLater: flags.dryRun !== true });
    const own = loaded.profile.metadata.tags ?? [];
    seen.add(own);
    if (tags !== undefined && !tags.matches(own)) return undefined;
    return { key: profileKey(loaded.file, dataRoot), exact, loaded };
  } catch (error) {
    if (exact || !(error instanceof ProfileError)) throw error;
    const file = await resolveProfile(name, dataRoot, context.cwd).catch(() => undefined);
    const own = tags === undefined || file === undefined ? undefined : await looseTags(file);
    if (own !== undefined) seen.add(own);
    if (own !== undefined && tags?.matches(own) === false) return undefined;
    return unready(name, dataRoot, file, error);
  }
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
  if (found === 0) throw noneMeant(asked, all ? names : [], known, of);
  if (!all) return;
  for (const hint of strangeTags(names, known)) out.warn(`warning: --tag: ${hint}`);
}

/** Every tag that was met. */
class Tags {
  readonly known = new Set<string>();

  add(tags: readonly string[]): void {
    for (const tag of tags) this.known.add(tag);
  }
}
