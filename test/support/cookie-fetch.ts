/** `fetch` as a browser does it: it keeps its cookies, and says with every request which site it is on. */
export interface CookieFetch {
  fetch: typeof fetch;
  /** Name → value. */
  cookies: ReadonlyMap<string, string>;
}

/** A browser with no cookies yet, on the page of whatever site it asks. */
export function cookieFetch(): CookieFetch {
  const cookies = new Map<string, string>();
  return {
    cookies,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("origin", new URL(input instanceof Request ? input.url : input).origin);
      if (cookies.size > 0) headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
      const response = await fetch(input, { ...init, headers });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
        cookies.set(name, value);
      }
      return response;
    },
  };
}
