/** Who has an account here: the one that logs in by default, and a colleague to share runs with. */
import type { Account } from "../options.ts";

/** One account. */
export interface User extends Account {
  id: number;
  /** `Admin` may use every run. */
  roles: readonly string[];
}

/** The account beside the default one. Not a secret: the server listens on loopback only. */
export const COLLEAGUE: Account = { email: "colleague@profile.invalid", password: "embedded-colleague" };

/** Everybody who can log in; the first is the account of the options. */
export function usersOf(account: Account): readonly User[] {
  return [
    { id: 7, roles: ["Admin", "PowerUser"], ...account },
    { id: 8, roles: ["PowerUser"], ...COLLEAGUE },
  ];
}

/** What a user may do. */
export function rolesOf(users: readonly User[], user: number): readonly string[] {
  return users.find(({ id }) => id === user)?.roles ?? [];
}

/** The user of an e-mail address, whatever its case. */
export function userByEmail(users: readonly User[], email: string | undefined): User | undefined {
  const wanted = email?.trim().toLowerCase();
  return users.find((user) => user.email.toLowerCase() === wanted);
}
