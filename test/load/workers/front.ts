/** Stands before workers that nobody has asked yet and hands requests on: `/name/api/…` goes to the worker `name`. */
type Workers = Record<string, Fetcher>;

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, name = "", ...path] = url.pathname.split("/");
    const worker = env[name];
    if (!worker) return new Response("no such worker", { status: 404 });
    return worker.fetch(new URL(`/${path.join("/")}`, url), { headers: request.headers });
  },
} satisfies ExportedHandler<Workers>;
