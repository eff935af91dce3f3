/** What can stand for a value or an argument: one line for each kind of the table. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import { slugFor } from "../drafts/slug.ts";
import type { Kind } from "./kinds.ts";
import { archivedOffers, captureOffers, draftOffers, overlayOffers, slugOffers, tagOffers } from "./names.ts";
import { profileText } from "./sections.ts";
import type { Offer } from "./shape.ts";
import { fieldOffers, stepListOffers, stepOffers, targetOffers } from "./step_names.ts";

/** What is known where a value is asked for. */
export interface Asked {
  /** The value as far as it is typed. */
  typed: string;
  /** The option, by its long name; undefined for an argument. */
  option?: string;
  /** Arguments before it. */
  words: readonly string[];
  /** What options before it set. */
  set: ReadonlySet<string>;
  cwd: string;
  /** @throws when there is none */
  dataRoot(): Promise<string>;
  /** Names that the program itself knows: of faults, rules and the like. */
  own: Readonly<Record<string, () => Promise<readonly Offer[]>>>;
}

/** What is offered. */
export interface Values {
  offers: readonly Offer[];
  /** Where nothing is offered: files or folders, which the shell knows best. */
  paths?: "files" | "folders";
}

/** What is offered for a kind, not yet only what begins as the word does. */
export async function valuesOf(kind: Kind, asked: Asked): Promise<Values> {
  if (typeof kind !== "string") return { offers: kind.map((value) => ({ value })) };
  if (kind === "file") return { offers: [], paths: "files" };
  if (kind === "folder") return { offers: [], paths: "folders" };
  const own = asked.own[kind];
  if (own !== undefined) return { offers: await own() };
  return await namesOf(kind, asked);
}

async function namesOf(kind: string, asked: Asked): Promise<Values> {
  const { typed, words, set } = asked;
  const root = asked.dataRoot;
  switch (kind) {
    case "profile":
      return orPath(asked, await profilesOf(asked));
    case "draft":
      return orPath(asked, await namedDrafts(asked));
    case "archivable":
      return { offers: await (set.has("restore") ? archivedOffers : slugOffers)(await root(), typed) };
    case "draft-name":
      return { offers: (await draftOffers(await root())).map(withoutFolder) };
    case "slug-for": {
      const draft = words[0] ?? "";
      const near: Offer[] = draft === ""
        ? []
        : [{ value: slugFor(draft), summary: "as the draft is called" }];
      return { offers: [...near, ...await slugOffers(await root(), typed)] };
    }
    case "tag":
      return { offers: await tagOffers(await root()) };
    case "tag-expression": {
      const [before = ""] = /^(?:(?:"[^"]*"|'[^']*'|[^"'])*[\s(])?/.exec(typed) ?? [];
      return { offers: (await tagOffers(await root())).map((tag) => prefixed(before, asTerm(tag))) };
    }
    case "overlay": {
      const [, before = ""] = /^(.*,)/s.exec(typed) ?? [];
      const offers = await overlayOffers(await root(), await texts(asked));
      return { offers: offers.map((overlay) => prefixed(before, overlay)) };
    }
    case "capture":
      return { offers: await captureOffers(resolve(asked.cwd, words[0] ?? ".")) };
    case "step":
    case "step-of-draft":
      return { offers: stepOffers(await texts(asked)) };
    case "steps":
      return { offers: stepListOffers(await texts(asked), typed) };
    case "renamed-step":
      return { offers: stepOffers(await texts(asked)).map((step) => ({ ...step, value: `${step.value}=` })) };
    case "field":
      return { offers: fieldOffers(await firstText(asked), typed, "all") };
    case "assigned-field": {
      const found = fieldOffers(await firstText(asked), typed, asked.option === "--fill" ? "holes" : "all");
      return {
        offers: found.map((one) => one.value.endsWith(".") ? one : { ...one, value: `${one.value}=` }),
      };
    }
    case "target":
      return { offers: targetOffers(await texts(asked)) };
    default:
      return { offers: [] };
  }
}

/** Drafts come behind the slugs; each name once on a line. */
async function profilesOf({ typed, words, dataRoot }: Asked): Promise<Offer[]> {
  const root = await dataRoot();
  const all = [...await slugOffers(root, typed), ...await draftOffers(root, typed)];
  return all.filter(({ value }) => !words.includes(value));
}

/** `_drafts/x`, and `x` for whoever begins so. */
async function namedDrafts({ typed, dataRoot }: Asked): Promise<Offer[]> {
  const whole = typed === "" || typed.startsWith("_");
  const drafts = await draftOffers(await dataRoot(), whole ? typed : `_drafts/${typed}`);
  return whole ? drafts : drafts.map(withoutFolder);
}

/** What no name begins like may be a path. */
function orPath({ typed }: Asked, offers: Offer[]): Values {
  const isPath = /^[./~]/.test(typed) || !offers.some(({ value }) => value.startsWith(typed));
  return isPath ? { offers: [], paths: "files" } : { offers };
}

function withoutFolder({ value, ...rest }: Offer): Offer {
  return { value: value.replace(/^_drafts\//, ""), ...rest };
}

/** As a tag stands in an expression: quoted where it would be several words, or one of the grammar. */
function asTerm({ value, ...rest }: Offer): Offer {
  const plain = /^[^\s()"',]+$/.test(value) && !["and", "or", "not"].includes(value);
  return { value: plain ? value : value.includes('"') ? `'${value}'` : `"${value}"`, ...rest };
}

function prefixed(before: string, { value, ...rest }: Offer): Offer {
  return { value: before + value, ...rest };
}

/** The profiles that are named on the line. */
async function texts({ words, cwd, dataRoot }: Asked): Promise<string[]> {
  const root = await dataRoot();
  return await Promise.all(words.map((name) => profileText(name, root, cwd)));
}

async function firstText(asked: Asked): Promise<string> {
  return (await texts({ ...asked, words: asked.words.slice(0, 1) }))[0] ?? "";
}

/** A path as the shell would have made it. */
export function withHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? homedir() + path.slice(1) : path;
}
