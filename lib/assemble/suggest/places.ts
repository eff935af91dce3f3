/** Helps to write groups: fields that are kept under a name of their own. */
import { attribute, type NodbState } from "../../nodb/read.ts";
import type { Found, Place } from "./types.ts";

/** Field to the attribute that keeps it. */
export type FieldMap = Readonly<Record<string, string>>;

/**
 * The place of a field that an attribute keeps as it was sent.
 *
 * @param nodb file name
 * @param fields of each task, what its fields are kept as
 * @param more what else is known of the places of single attributes
 */
export function placeIn(
  nodb: string,
  fields: Readonly<Record<string, FieldMap>>,
  more: Readonly<Record<string, Partial<Place>>> = {},
): (task: string, field: string) => Place | undefined {
  return (task, field) => {
    const map = Object.hasOwn(fields, task) ? fields[task] : undefined;
    const name = map !== undefined && Object.hasOwn(map, field) ? map[field] : undefined;
    if (name === undefined) return undefined;
    return {
      key: `${nodb}: ${name}`,
      nodb,
      setBy: Object.keys(fields).filter((each) => Object.values(fields[each] ?? {}).includes(name)),
      find: (state) => kept(state, name),
      ...(Object.hasOwn(more, name) ? more[name] : {}),
    };
  };
}

/** An attribute that is set: `null` stands for "never set", and not for what was sent. */
export function kept(state: NodbState, name: string): Found | undefined {
  const found = attribute(state, name);
  return found === undefined || found.value === null ? undefined : found;
}

/** Fields that are kept under their own names. */
export function sameNames(...names: string[]): FieldMap {
  return Object.fromEntries(names.map((name) => [name, name]));
}
