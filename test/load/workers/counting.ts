/**
 * PLACE as it is, with counters around it: rows read and written, calls of objects, frames, and the time for which a timer or a
 * call keeps an object from sleeping. `/__counters` tells what came together since it was asked last, `/__later` puts the clock
 * forward: leases that last minutes end at once.
 */
import worker, { ChannelRoom as Room, PasswordHasher, WorkspaceHub as Hub } from "../../../worker/index.ts";
import { RowCounters } from "../../support/row-counters.ts";
import type { Counts } from "../counts.ts";

const rows = new RowCounters();
const counts = { objectRequests: 0, frames: 0, awakeMs: 0 };
let pending = 0;
let since = 0;

function begin(): void {
  if (pending++ === 0) since = realNow();
}
function end(): void {
  if (--pending === 0) counts.awakeMs += realNow() - since;
}

const realNow = Date.now;
let ahead = 0;
Date.now = () => realNow() + ahead;

const later = globalThis.setTimeout;
globalThis.setTimeout = ((run: () => void, ms?: number) => {
  begin();
  return later(() => {
    end();
    run();
  }, ms);
}) as typeof setTimeout;

/** Counts each call of a method that the platform or another object calls. */
function countCalls(prototype: object): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (name === "constructor" || typeof value !== "function") continue;
    const method = value as (...given: unknown[]) => unknown;
    Object.defineProperty(prototype, name, {
      value(this: object, ...given: unknown[]) {
        if (name === "webSocketMessage") counts.frames += 1;
        else if (!name.startsWith("webSocket")) counts.objectRequests += 1;
        begin();
        const result = method.apply(this, given);
        if (result instanceof Promise) void result.finally(end).catch(() => undefined);
        else end();
        return result;
      },
    });
  }
}
countCalls(Room.prototype);
countCalls(Hub.prototype);

export class ChannelRoom extends Room {
  constructor(ctx: DurableObjectState, env: Env) {
    rows.watchStorage(ctx.storage);
    super(ctx, env);
  }
}

export class WorkspaceHub extends Hub {
  constructor(ctx: DurableObjectState, env: Env) {
    rows.watchStorage(ctx.storage);
    super(ctx, env);
  }
}

export { PasswordHasher };

export default {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    rows.watchD1(env.DB);
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/__later") {
      ahead += Number(searchParams.get("ms"));
      return new Response("later");
    }
    if (pathname === "/__counters") {
      const told: Counts = { ...counts, ...rows.take() };
      Object.assign(counts, { objectRequests: 0, frames: 0, awakeMs: 0 });
      return Response.json(told);
    }
    return worker.fetch(request, env, ctx);
  },
};
