/** Requests whose answer may be wanted no more before it comes. */
import { createApi, type Api } from "../../../../../client/index.ts";

/** The same server as the same caller; what is asked is given up with the signal, and ends as if nobody had answered. */
export function apiUntil({ baseUrl, token }: Api, signal: AbortSignal): Api {
  const until = (given: AbortSignal | null | undefined) => (given ? AbortSignal.any([given, signal]) : signal);
  return createApi({
    baseUrl,
    ...(token !== undefined && { token }),
    fetch: (address, init) => fetch(address, { ...init, signal: until(init?.signal) }),
  });
}
