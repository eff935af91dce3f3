/** Origins of addresses, for the checks that a request comes from the server's own pages. */

/** The origin of an address, or undefined for what is none. */
export function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
}

/**
 * The origins of a server on loopback: the one it names itself by, and the other name of the same address.
 *
 * @param scheme `http` or `https`
 */
export function loopbackOrigins(scheme: string, port: number): [string, ...string[]] {
  return [`${scheme}://127.0.0.1:${port}`, `${scheme}://localhost:${port}`];
}
