/** PLACE as it is, and beside it the same R2 without it: `PUT /__r2/<key>` puts a body straight into the bucket. */
import worker from "../../../worker/index.ts";

export * from "../../../worker/index.ts";

export default {
  async fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/__r2/")) return worker.fetch(request, env, ctx);
    await env.FILES?.put(pathname, request.body);
    return new Response("put");
  },
};
