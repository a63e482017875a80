/**
 * Requests to addresses that people give: of outgoing webhooks, of bots' commands, of linked pages. They go to the open internet and
 * nowhere else, end within a time, and no more is read of an answer than was asked for.
 *
 * What stands in the address is looked at here, at every hop. What a name resolves to is not known to a worker before it is connected to, and
 * may be another thing a moment later (DNS rebinding): that is decided by the network below it, which looks at the address that it connects to. On
 * Cloudflare none leads into anybody's private network; on a machine of one's own tools/serve/outside-network.ts looks.
 */
import { whereaboutsOf } from "../protocol/outside-addresses.ts";

/**
 * - `no_address`: not an address of the web, or one with a password in it, or on a port that no web server has
 * - `private_address`: inside a network that is not the open internet
 * - `redirected`: it leads elsewhere, or further than asked for
 * - `timed_out`: no whole answer within the time
 * - `unreachable`: nobody answered, or not in HTTP
 */
export type OutsideFailure = "no_address" | "private_address" | "redirected" | "timed_out" | "unreachable";

export class NotFetched extends Error {
  override name = "NotFetched";
  readonly failure: OutsideFailure;

  constructor(failure: OutsideFailure) {
    super(failure);
    this.failure = failure;
  }
}

export interface OutsideRequest {
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** From the first byte sent to the last byte read, all hops together. */
  timeoutMs: number;
  /** Of the body, as it is once unpacked. What comes after that is not read. */
  maxBytes: number;
  /** How many are followed, each to an address that is looked at as the first was. Default: none. Only of a GET. */
  redirects?: number;
}

export interface OutsideAnswer {
  /** After redirects. */
  url: URL;
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** There was no more of the body than `body`. */
  isWhole: boolean;
}

/** What the operator says of it, for development on one machine. */
export type OutsidePolicy = Pick<Env, "PLACE_ALLOW_LOOPBACK">;

/** The address, if it is one that is asked at all. @throws NotFetched `no_address`, `private_address` */
export function outsideAddress(policy: OutsidePolicy, text: string): URL {
  const url = URL.parse(text);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!url || !isWeb || url.username || url.password || !isWebPort(url.port)) throw new NotFetched("no_address");
  const place = whereaboutsOf(url.hostname);
  const mayAsk = place === "outside" || (place === "loopback" && policy.PLACE_ALLOW_LOOPBACK === "1");
  if (!mayAsk) throw new NotFetched("private_address");
  return url;
}

/**
 * Asks an address of the open internet. An answer of any status is an answer, but for a redirect that is not followed.
 * @throws NotFetched
 */
export async function fetchOutside(
  policy: OutsidePolicy,
  address: string,
  { method = "GET", headers = {}, body, timeoutMs, maxBytes, redirects = 0 }: OutsideRequest,
): Promise<OutsideAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  let url = outsideAddress(policy, address);
  try {
    for (let left = method === "GET" ? redirects : 0; ; left--) {
      const answer = await fetch(url, {
        method,
        headers: { "user-agent": "PLACE", ...headers },
        ...(body !== undefined && { body }),
        redirect: "manual",
        signal,
      });
      // A machine of one's own says so (tools/serve/outside-network.ts) where `fetch` throws elsewhere.
      if (answer.headers.has("x-place-unreached")) throw new NotFetched("unreachable");
      const isRedirect = answer.status >= 300 && answer.status < 400 && answer.status !== 304;
      if (!isRedirect)
        return { url, status: answer.status, headers: answer.headers, ...(await read(answer, maxBytes)) };
      await answer.body?.cancel();
      const to = URL.parse(answer.headers.get("location") ?? "", url);
      if (left <= 0 || !to) throw new NotFetched("redirected");
      url = outsideAddress(policy, to.href);
    }
  } catch (error) {
    if (error instanceof NotFetched) throw error;
    throw new NotFetched(signal.aborted ? "timed_out" : "unreachable");
  }
}

/** Counted as it arrives, unpacked: neither a gigabyte nor what unpacks to one is held. */
async function read(answer: Response, maxBytes: number): Promise<{ body: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let isWhole = true;
  // Leaving the loop cancels the body.
  for await (const chunk of answer.body ?? []) {
    const part = (chunk as Uint8Array).subarray(0, maxBytes - bytes);
    chunks.push(part);
    bytes += part.byteLength;
    isWhole = part.byteLength === (chunk as Uint8Array).byteLength;
    if (!isWhole) break;
  }
  return { body: Buffer.concat(chunks), isWhole };
}

/** Ports of the web, and those that anybody may open: nobody speaks to a mail server through us. */
const isWebPort = (port: string) => port === "" || port === "80" || port === "443" || Number(port) >= 1024;
