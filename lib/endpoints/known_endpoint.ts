/** Taking endpoints apart, fast for a log that names the same ones again and again. */
import { type ParsedEndpoint, parseEndpoint } from "./parse_endpoint.ts";

/** Most endpoints that are remembered. */
const MOST = 10_000;
const known = new Map<string, Readonly<ParsedEndpoint> | undefined>();

/**
 * {@link parseEndpoint} of an endpoint alone, without what its event says.
 *
 * @param endpoint as recorded
 */
export function knownEndpoint(endpoint: string): Readonly<ParsedEndpoint> | undefined {
  const before = known.get(endpoint);
  if (before !== undefined || known.has(endpoint)) return before;
  const parsed = parseEndpoint(endpoint);
  if (known.size >= MOST) known.clear();
  known.set(endpoint, parsed);
  return parsed;
}
