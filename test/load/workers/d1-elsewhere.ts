/** PLACE as it is, with a D1 that is asked over the network, as on Cloudflare: its work is done by another process. */
import worker, { ChannelRoom as Room, WorkspaceHub as Hub } from "../../../worker/index.ts";

interface Elsewhere extends Env {
  D1_ELSEWHERE: Fetcher;
}

/** The platform's own client, with another place to ask. */
function withD1Elsewhere(env: Env): Env {
  const { DB, SEARCH, D1_ELSEWHERE } = env as Elsewhere;
  const Client = DB.constructor as new (fetcher: Pick<Fetcher, "fetch">) => D1Database;
  const asked = (binding: string): Pick<Fetcher, "fetch"> => ({
    fetch(input, init) {
      const request = new Request(input, init);
      request.headers.set("binding", binding);
      return D1_ELSEWHERE.fetch(request);
    },
  });
  return { ...env, DB: new Client(asked("DB")), ...(SEARCH && { SEARCH: new Client(asked("SEARCH")) }) };
}

export class ChannelRoom extends Room {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, withD1Elsewhere(env));
  }
}

export class WorkspaceHub extends Hub {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, withD1Elsewhere(env));
  }
}

/** All other objects as they are. */
export * from "../../../worker/index.ts";

let known: Env | null = null;

export default {
  fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    known ??= withD1Elsewhere(env);
    return worker.fetch(request, known, ctx);
  },
};
