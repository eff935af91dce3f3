/** Environment of programs under test: their pseudonyms need a key, and tests must not make one in a home folder. */
export const PSEUDONYM_KEY = { PROFILE_PSEUDONYM_KEY: "a key for tests, nobody is hidden by it" };
