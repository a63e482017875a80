/** Which addresses are of the open internet. Asked before a request (worker/outside-fetch.ts), and of what a name leads to (tools/serve/). */
import ipaddr from "ipaddr.js";

/** `loopback`: this machine. `inside`: any other network that is not the open internet, or no address that anybody has. */
export type Whereabouts = "outside" | "loopback" | "inside";

/** Undefined where it is no IP address. @param address of IPv4, or of IPv6 without brackets */
export function whereaboutsOfIp(address: string): Whereabouts | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  // An IPv4 address within one of IPv6 is the IPv4 address. Every special range has its name; the rest is `unicast`.
  const ip = ipaddr.process(address);
  const range = ip.range();
  // Of IPv6 only 2000::/3 is handed out; ipaddr.js has no name for ::/96, in which IPv4 addresses once stood.
  const isHandedOut = !("parts" in ip) || ip.parts[0]! >> 13 === 1;
  if (range === "loopback") return "loopback";
  return range === "unicast" && isHandedOut ? "outside" : "inside";
}

/** Names that are given within a house or a machine (RFC 6761, 6762, 8375; ICANN's list of those that are never delegated). */
const INSIDE = new Set([
  "local",
  "internal",
  "intranet",
  "lan",
  "home",
  "corp",
  "private",
  "mail",
  "localdomain",
  "arpa",
]);

/** By what stands there. @param hostname as `URL` has it: an IPv4 address in whatever form is four numbers by then, one of IPv6 in brackets */
export function whereaboutsOf(hostname: string): Whereabouts {
  const host = hostname.replace(/^\[|\]$/gu, "").replace(/\.$/u, "");
  const known = whereaboutsOfIp(host);
  if (known) return known;
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  if (last === "localhost") return "loopback";
  return labels.length < 2 || INSIDE.has(last) ? "inside" : "outside";
}
