/** A D1 over HTTP: what the platform's client asks is handed to the D1 of this process as it came. */
interface Env {
  DB: D1Database;
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    const { fetcher } = env.DB as unknown as { fetcher: Fetcher };
    return fetcher.fetch(request);
  },
};
