/** The D1s over HTTP: what the platform's client asks is handed to the one that its header names, as it came. */
interface Env {
  DB: D1Database;
  SEARCH?: D1Database;
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    const { fetcher } = (request.headers.get("binding") === "SEARCH" ? env.SEARCH : env.DB) as unknown as {
      fetcher: Fetcher;
    };
    return fetcher.fetch(request);
  },
};
