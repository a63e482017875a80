/** PLACE as it is, with a D1 that is asked over the network, as on Cloudflare: its work is done by another process. */
import worker, { ChannelRoom as Room, WorkspaceHub as Hub } from "../../../worker/index.ts";
import { inEnvironment, oncePer } from "./in-environment.ts";

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

export const ChannelRoom = inEnvironment(Room, withD1Elsewhere);
export const WorkspaceHub = inEnvironment(Hub, withD1Elsewhere);

/** All other objects as they are. */
export * from "../../../worker/index.ts";

const elsewhere = oncePer(withD1Elsewhere);

export default {
  fetch: (request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext) =>
    worker.fetch(request, elsewhere(env), ctx),
};
