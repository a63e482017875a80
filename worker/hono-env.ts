import type { Context } from "hono";
import type { Caller } from "./identity/caller.ts";

/** What a request carries through the app: the bindings, a trace id for the log, and who is calling. */
export interface HonoEnv {
  Bindings: Env;
  Variables: {
    trace: string;
    caller: Caller | null;
    /** What the request carried (body.ts). */
    body?: object;
  };
}
export type AppContext = Context<HonoEnv>;
