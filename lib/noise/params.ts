/** Reads parameters of comparisons, which a comparator's own schema has checked before. */
import { type Tolerance, ToleranceParam } from "../compare/tolerance.ts";
import { isObject } from "../model/json.ts";

/** The texts of a list; none where there is no list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The members of a map; none where there is no map. */
export function membersOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

/** The tolerance that a value is; undefined when it is none. */
export function toleranceOf(value: unknown): Tolerance | undefined {
  return ToleranceParam.safeParse(value).data;
}

/** A parameter that is left out when it holds nothing. */
export function filled(name: string, value: unknown): Record<string, unknown> {
  const holds = Array.isArray(value) ? value.length > 0 : !isObject(value) || Object.keys(value).length > 0;
  return value !== undefined && holds ? { [name]: value } : {};
}

/**
 * The rules of single bands with what was learned of all, where they name it themselves.
 *
 * @param learned rules by name
 * @returns `{ bands }`, or nothing where no band has rules of its own
 */
export function bandsWith(
  params: Record<string, unknown>,
  learned: Record<string, unknown>,
): Record<string, unknown> {
  const bands = Object.entries(membersOf(params["bands"])).map(([band, rules]) => {
    const own = membersOf(rules);
    const named = Object.entries(learned).filter(([name]) => own[name] !== undefined);
    return [band, { ...own, ...Object.fromEntries(named) }];
  });
  return filled("bands", Object.fromEntries(bands));
}
