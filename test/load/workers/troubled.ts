/**
 * PLACE as it is, in an environment that fails when it is told to: D1 or R2 away or slow, the clock stepped, alarms that come twice. The
 * crowd tells it by `/__trouble?what=…&ms=…` (test/crowd/server.ts); what ships knows nothing of it.
 */
import worker, {
  ChannelRoom as Room,
  ClassArchive as Archive,
  ClassBackups as Backups,
  Eraser as Erasing,
  WorkspaceHub as Hub,
} from "../../../worker/index.ts";
import { inEnvironment, oncePer } from "./in-environment.ts";

type Trouble = "shutD1" | "slowD1" | "shutR2" | "slowR2" | "alarmTwice" | "stepClock";

const realNow = Date.now;
const until: Record<Trouble, number> = { shutD1: 0, slowD1: 0, shutR2: 0, slowR2: 0, alarmTwice: 0, stepClock: 0 };
const has = (trouble: Trouble) => realNow() < until[trouble];
/** How far the clock is ahead while it is stepped; negative: behind. */
let stepMs = 0;
const ahead = () => (has("stepClock") ? stepMs : 0);

Date.now = () => realNow() + ahead();

/** Where D1 or R2 answer at all, so late. */
const SLOW_MS = 400;

async function through(shut: Trouble, slow: Trouble): Promise<void> {
  if (has(slow)) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  // What the platform says of a service that it does not reach.
  if (has(shut)) throw new Error("Network connection lost.");
}

/** The platform's own client of D1, which asks through what may be shut. */
function troubledD1(database: D1Database): D1Database {
  const { fetcher } = database as unknown as { fetcher: Fetcher };
  const Client = database.constructor as new (asked: Pick<Fetcher, "fetch">) => D1Database;
  return new Client({
    async fetch(input: RequestInfo | URL, init?: RequestInit) {
      await through("shutD1", "slowD1");
      return fetcher.fetch(input as string, init);
    },
  } as Pick<Fetcher, "fetch">);
}

const OF_R2 = new Set<PropertyKey>(["head", "get", "put", "delete", "list"]);

const troubledR2 = (bucket: R2Bucket): R2Bucket =>
  new Proxy(bucket, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...given: unknown[]) => unknown;
      if (!OF_R2.has(name)) return method;
      return async (...given: unknown[]) => {
        await through("shutR2", "slowR2");
        return method(...given);
      };
    },
  });

/** All of a crowd sit at one address, and join at once: how many may is not what is tried here. */
const open = { limit: () => Promise.resolve({ success: true }) } as RateLimit;

const troubled = oncePer((env) => {
  const { DB, SEARCH, FILES } = env;
  const own = { DB: troubledD1(DB), SEARCH: troubledD1(SEARCH), FILES: troubledR2(FILES) };
  return { ...env, ...own, BY_ADDRESS: open, NEW_BY_ADDRESS: open };
});

/** An alarm is set for the time that the object believes in, and comes when that has passed. */
function withSteppedAlarms({ storage }: DurableObjectState): void {
  const set = storage.setAlarm.bind(storage);
  storage.setAlarm = (at, options) => set(Number(at) - ahead(), options);
}

export class ChannelRoom extends inEnvironment(Room, troubled) {
  constructor(ctx: DurableObjectState, env: Env) {
    withSteppedAlarms(ctx);
    super(ctx, env);
  }

  /** An alarm that nobody armed for now. */
  ring(): Promise<void> {
    return this.alarm();
  }

  /** Delivered again though it was carried through, as the platform may where it did not hear of that. */
  override async alarm(): Promise<void> {
    await super.alarm();
    if (has("alarmTwice")) await super.alarm();
  }
}

export class WorkspaceHub extends inEnvironment(Hub, troubled) {
  constructor(ctx: DurableObjectState, env: Env) {
    withSteppedAlarms(ctx);
    super(ctx, env);
  }

  override async alarm(): Promise<void> {
    await super.alarm();
    if (has("alarmTwice")) await super.alarm();
  }
}

export const ClassArchive = inEnvironment(Archive, troubled);
export const ClassBackups = inEnvironment(Backups, troubled);
export const Eraser = inEnvironment(Erasing, troubled);

/** All other objects as they are. */
export * from "../../../worker/index.ts";

const isTrouble = (what: string): what is Trouble => what in until;

async function begin(url: URL, env: Env): Promise<Response> {
  const what = url.searchParams.get("what") ?? "";
  if (!isTrouble(what)) return new Response("no such trouble", { status: 404 });
  stepMs = what === "stepClock" ? Number(url.searchParams.get("step")) : stepMs;
  until[what] = realNow() + Number(url.searchParams.get("ms"));
  // None may be armed just now: one that comes unasked is the same to an object as one that comes again.
  const rooms = what === "alarmTwice" ? url.searchParams.getAll("room") : [];
  await Promise.all(rooms.map((room) => (env.ROOMS.getByName(room) as unknown as { ring(): Promise<void> }).ring()));
  return new Response("so it is");
}

export default {
  ...worker,
  fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/__trouble") return begin(url, env);
    return worker.fetch(request, troubled(env), ctx);
  },
};
