/** The one place where errors become words: what happened, where, what to do. Never a stack trace, unless asked for. */
import { codeOf, formatPosition, messageOf, ProfileError } from "../lib/errors.ts";
import { EXIT_CODES, type Verdict } from "../lib/model/exit.ts";
import type { Output } from "./output.ts";

/**
 * Prints an error.
 *
 * @returns the verdict it stands for
 */
export function renderError(error: unknown, out: Output, env: Record<string, string | undefined>): Verdict {
  if (env["PROFILE_DEBUG"] === "1" && error instanceof Error) out.warn(error.stack ?? error.message);
  const verdict = print(error, out);
  const known = error instanceof ProfileError ? error : undefined;
  out.json({
    verdict,
    exit_code: EXIT_CODES[verdict],
    error: {
      message: messageOf(error),
      ...(known?.position === undefined ? {} : { position: formatPosition(known.position) }),
      ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
      others: (known?.others ?? []).map(({ message, position }) =>
        position === undefined ? { message } : { message, position: formatPosition(position) }
      ),
    },
  });
  return verdict;
}

/** What the system refuses is no fault of this program. */
const SYSTEM_ERRORS = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT",
  "ENOTDIR",
  "EISDIR",
  "EMFILE",
  "ELOOP",
  "ENAMETOOLONG",
]);

/** How many further findings of a brief error are shown without `--verbose`. */
const FEW = 4;

function print(error: unknown, out: Output): Verdict {
  if (SYSTEM_ERRORS.has(codeOf(error) ?? "")) {
    out.warn(`error: ${messageOf(error)}`);
    out.warn("  help: check that the place exists, that there is room, and that you may write there");
    return "unavailable";
  }
  if (!(error instanceof ProfileError)) {
    out.warn(`error: ${messageOf(error)}`);
    out.warn(
      "  help: this is a fault of profile itself; run again with PROFILE_DEBUG=1 and report what it prints",
    );
    return "internal";
  }
  out.warn(`error: ${error.message}`);
  if (error.position !== undefined) out.warn(`  --> ${formatPosition(error.position)}`);
  const shown = error.brief && !out.options.verbose ? error.others.slice(0, FEW) : error.others;
  for (const other of shown) {
    out.warn(`error: ${other.message}`);
    if (other.position !== undefined) out.warn(`  --> ${formatPosition(other.position)}`);
  }
  const more = error.others.length - shown.length;
  if (more > 0) out.warn(`  and ${more} more (--verbose lists them)`);
  if (error.remedy !== undefined) out.warn(`  help: ${error.remedy}`);
  return error.verdict;
}
