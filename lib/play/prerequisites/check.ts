/**
 * What the profile says that it needs, checked before the first change: environment, secrets and seeds before
 * anything else, roles and mods once somebody is logged in and the run is there.
 */
import { join } from "node:path";
import { lacking } from "../../auth/roles.ts";
import type { Session } from "../../auth/session.ts";
import type { Step } from "../../model/profile.ts";
import { references } from "../../profiles/template.ts";
import { counted } from "../../text/counted.ts";
import { isChosen } from "../part/plan.ts";
import type { PlayState } from "../state.ts";
import { refuseAnswerChecks } from "./direct.ts";
import { type Missing, refuseMissing } from "./missing.ts";
import type { Outputs } from "../outputs/types.ts";
import { modsOf, modSources } from "./mods.ts";
import { seedFaults } from "./seeds.ts";

type Told = Pick<PlayState, "options" | "leftOut">;

/**
 * Environment, secrets and seeds; and that nothing looks at the answer of a step that has none.
 *
 * @throws ProfileError unavailable, naming everything that is missing; usage where an answer is looked at
 */
export async function checkOwnThings(state: Told): Promise<void> {
  const { profile, source, seedDir, dir } = state.options.loaded;
  const runsDirectly = profile.metadata.rq_required === false && state.options.jobCommand !== undefined;
  if (runsDirectly) refuseAnswerChecks(source, stepsToRun(state));
  const seeds = await seedFaults(stepsToRun(state), seedDir, join(dir, "ledger.jsonl"));
  refuseMissing([
    ...missingEnvironment(state),
    ...missingSecrets(state),
    ...seeds.map(({ path, message, remedy }) => ({ message, remedy, position: source.locate(path) })),
  ]);
}

/**
 * Roles of the login, asked before a server makes a run for the play: nothing is left behind by one that cannot be
 * played. A server that tells them only with the run's token is asked again by {@link checkServerThings}.
 *
 * @throws ProfileError unavailable, naming everything that is missing
 */
export async function checkRolesEarly({ options }: Told, session: Session): Promise<void> {
  if (rolesWanted(options).length === 0) return;
  await session.openUser();
  refuseMissing(missingRoles(options, session.roles));
}

/**
 * Roles of the login and mods of the run. What the server does not tell is noted, not taken for given.
 *
 * @param roles roles of the login; undefined when the server does not tell
 * @param outputs of the sandbox
 * @throws ProfileError unavailable, naming everything that is missing
 */
export async function checkServerThings(
  state: Told & Pick<PlayState, "note">,
  roles: readonly string[] | undefined,
  outputs: Pick<Outputs, "folder">,
  config: string,
): Promise<void> {
  const { profile, source } = state.options.loaded;
  const { mods = [] } = profile.prerequisites ?? {};
  const wanted = rolesWanted(state.options);
  if (wanted.length > 0 && roles === undefined) {
    state.note(`cannot be checked: the server does not tell whether the login has ${roleWords(wanted)}`);
  }
  const missing = missingRoles(state.options, roles);
  if (mods.length > 0) {
    const found = await modsOf(await outputs.folder(modSources(config)), config);
    if (found === undefined) state.note(`cannot be checked: whether the run has the mods ${list(mods)}`);
    const off = mods.filter((mod) => !(found?.mods ?? mods).includes(mod));
    if (off.length > 0) {
      const words = off.length === 1 ? `mod ${off[0]}, which is` : `mods ${off.join(", ")}, which are`;
      missing.push({
        message: `the ${words} not on (${found?.from ?? "the run"} has ${list(found?.mods ?? [])})`,
        remedy: "Use a config that turns it on, or take it out of prerequisites.mods",
        position: source.locate(["prerequisites", "mods"]),
      });
    }
  }
  refuseMissing(missing);
}

/** The steps without the optional ones that are left out, each with its place in the profile. */
export function stepsToRun(state: Told): { step: Step; index: number }[] {
  const runs = isChosen(state);
  return state.options.loaded.profile.steps.map((step, index) => ({ step, index }))
    .filter(({ step }) => runs(step));
}

function rolesWanted({ loaded }: Told["options"]): string[] {
  return loaded.profile.prerequisites?.roles ?? [];
}

function missingRoles(options: Told["options"], roles: readonly string[] | undefined): Missing[] {
  const wanted = rolesWanted(options);
  const lacked = lacking(wanted, roles ?? wanted);
  if (lacked.length === 0) return [];
  return [{
    message: `${roleWords(lacked)}, which the login does not have (it has ${list(roles ?? [])})`,
    remedy: "Log in as somebody who has it, or take it out of prerequisites.roles",
    position: options.loaded.source.locate(["prerequisites", "roles"]),
  }];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

function roleWords(roles: readonly string[]): string {
  return roles.length === 1 ? `the role ${roles[0]}` : `the roles ${roles.join(", ")}`;
}

function missingEnvironment({ options }: Told): Missing[] {
  const { profile, source } = options.loaded;
  const names = (profile.prerequisites?.env ?? []).filter((name) => (options.env[name] ?? "") === "");
  if (names.length === 0) return [];
  const one = names.length === 1;
  return [{
    message: `${names.join(", ")} in the environment`,
    remedy: `Set ${one ? "it" : "them"}, or take ${one ? "it" : "them"} out of prerequisites.env`,
    position: source.locate(["prerequisites", "env"]),
  }];
}

/** Secrets that some step needs and nobody gave, with what the profile says of each. */
function missingSecrets(state: Told): Missing[] {
  const { options } = state;
  const { profile, source } = options.loaded;
  const places = new Map<string, number>();
  for (const { step, index } of stepsToRun(state)) {
    for (const name of references(JSON.stringify(step))) {
      const secret = name.startsWith("secret.") ? name.slice("secret.".length) : undefined;
      if (secret !== undefined && !places.has(secret)) places.set(secret, index);
    }
  }
  const names = [...places.keys()].filter((name) => options.secret(name) === undefined);
  const [first] = names;
  if (first === undefined) return [];
  const told = names.map((name) => {
    const about = profile.prerequisites?.secrets?.[name];
    return about === undefined ? name : `${name} (${about})`;
  });
  return [{
    message: `${counted(names.length, "secret")} that ${names.length === 1 ? "is" : "are"} not given: ${
      told.join(", ")
    }`,
    remedy:
      `Set PROFILE_SECRET_${first} in the environment, or write ${first}=… into a file and name it with --secrets-file`,
    position: source.locate(["steps", places.get(first) ?? 0]),
  }];
}
