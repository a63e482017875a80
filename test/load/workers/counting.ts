/**
 * PLACE as it is, with counters around it: rows read and written, calls of objects, frames, and the time for which a timer or a
 * call keeps an object from sleeping. `/__counters` tells what came together since it was asked last, `/__later` puts the clock
 * forward: leases that last minutes end at once.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import worker, { ChannelRoom as Room, WorkspaceHub as Hub } from "../../../worker/index.ts";
import { RowCounters } from "../../support/row-counters.ts";
import type { Counts } from "../counts.ts";

const rows = new RowCounters();
const NONE = {
  objectRequests: 0,
  frames: 0,
  hubCalls: 0,
  workerRequests: 0,
  roomAwakeMs: 0,
  hubAwakeMs: 0,
  objectD1Calls: 0,
};
const counts = { ...NONE };

/** What is pending in one object. */
class Pending {
  readonly #awake: "roomAwakeMs" | "hubAwakeMs";
  #count = 0;
  #since = 0;

  constructor(awake: "roomAwakeMs" | "hubAwakeMs") {
    this.#awake = awake;
  }
  begin(): void {
    if (this.#count++ === 0) this.#since = performance.now();
  }
  end(): void {
    if (--this.#count === 0) counts[this.#awake] += performance.now() - this.#since;
  }
  until(work: Promise<unknown>): void {
    this.begin();
    void work.finally(() => this.end()).catch(() => undefined);
  }
}
/** In whose name something is done. */
const inObject = new AsyncLocalStorage<Pending>();
const pendingOf = new WeakMap<object, Pending>();
rows.onD1 = () => {
  if (inObject.getStore()) counts.objectD1Calls += 1;
};

const realNow = Date.now;
let ahead = 0;
Date.now = () => realNow() + ahead;

const later = globalThis.setTimeout;
const never = globalThis.clearTimeout;
const timed = new Map<unknown, Pending>();
globalThis.setTimeout = ((run: () => void, ms?: number) => {
  const pending = inObject.getStore();
  const timer = later(() => {
    run();
    if (timed.delete(timer)) pending?.end();
  }, ms);
  if (pending) {
    timed.set(timer, pending);
    pending.begin();
  }
  return timer;
}) as typeof setTimeout;
globalThis.clearTimeout = ((timer: Parameters<typeof clearTimeout>[0]) => {
  const pending = timed.get(timer);
  if (timed.delete(timer)) pending?.end();
  never(timer);
}) as typeof clearTimeout;

/** Counts each call of a method that the platform or another object calls. */
function countCalls(prototype: object, isHub: boolean): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (name === "constructor" || typeof value !== "function") continue;
    const method = value as (...given: unknown[]) => unknown;
    Object.defineProperty(prototype, name, {
      value(this: object, ...given: unknown[]) {
        if (name === "webSocketMessage") counts.frames += 1;
        else if (!name.startsWith("webSocket")) counts.objectRequests += 1;
        if (isHub && !name.startsWith("webSocket") && name !== "fetch" && name !== "alarm") counts.hubCalls += 1;
        const pending = pendingOf.get(this) as Pending;
        pending.begin();
        const result = inObject.run(pending, () => method.apply(this, given));
        if (result instanceof Promise) pending.until(result);
        pending.end();
        return result;
      },
    });
  }
}
countCalls(Room.prototype, false);
countCalls(Hub.prototype, true);

/** Counts in this object from now on. */
function watch(ctx: DurableObjectState, awake: "roomAwakeMs" | "hubAwakeMs"): Pending {
  rows.watchStorage(ctx.storage);
  const pending = new Pending(awake);
  const waitUntil = ctx.waitUntil.bind(ctx);
  ctx.waitUntil = (work) => {
    pending.until(Promise.resolve(work));
    waitUntil(work);
  };
  return pending;
}

export class ChannelRoom extends Room {
  constructor(ctx: DurableObjectState, env: Env) {
    const pending = watch(ctx, "roomAwakeMs");
    super(ctx, env);
    pendingOf.set(this, pending);
  }
}

export class WorkspaceHub extends Hub {
  constructor(ctx: DurableObjectState, env: Env) {
    const pending = watch(ctx, "hubAwakeMs");
    super(ctx, env);
    pendingOf.set(this, pending);
  }
}

/** All other objects as they are. */
export * from "../../../worker/index.ts";

export default {
  fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    rows.watchD1(env.DB);
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/__later") {
      ahead += Number(searchParams.get("ms"));
      return new Response("later");
    }
    if (pathname === "/__counters") {
      const told: Counts = { ...counts, ...rows.take() };
      Object.assign(counts, NONE);
      return Response.json(told);
    }
    counts.workerRequests += 1;
    return worker.fetch(request, env, ctx);
  },
};
