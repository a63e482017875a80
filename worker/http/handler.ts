/** What a route's handler is given, and what it gives back: both by its row. */
import type { AnswerOf, BodyOf, Noun, ParamsOf, QueryOf, Row, Routes, Takes } from "../../protocol/routes/index.ts";
import type { Action, ChannelAction, Permit, WorkspaceAction } from "../access.ts";
import type { AppContext } from "../hono-env.ts";
import type { Caller } from "../identity/caller.ts";
import type { ChannelFacts, Room, SocketIdentity } from "../room/contract.ts";
import type { Db } from "../store/db.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";
import type { ChannelLookup } from "../store/session-with-channel.ts";
import type { SessionQuery } from "../store/session-lookup.ts";
import type { Readable, ReadableHomes } from "../store/session-with-readable.ts";

/** Where the caller stands in a channel, and its room. */
export interface InRoom {
  caller: Caller;
  context: Permit<"readChannel">;
  room: Room;
  facts: ChannelFacts;
  who: SocketIdentity;
}

interface Common<R extends Row> {
  c: AppContext;
  env: Env;
  readonly db: Db;
  params: ParamsOf<R>;
  query: QueryOf<R>;
  /** Undefined where the row leaves it to `readBody`. */
  body: Takes<R, "body"> extends true ? BodyOf<R> : undefined;
  /** @throws Refused as the schema says */
  readBody(): Promise<BodyOf<R>>;
  /** Counts this request by the row's rate. @throws Refused `too_fast` */
  rate(): Promise<void>;
}
/** With a permit where the row lets `serve` ask for it; otherwise the handler asks, of its target. */
type Permitted<R extends Row, A extends Action> = Takes<R, "permit"> extends true ? { permit: Permit<A> } : object;
/** What was read of the caller in the round trip that looked them up, where the row says so. */
type Beside<R extends Row> = R["beside"] extends "channels"
  ? { beside: Readable }
  : R["beside"] extends "homes"
    ? { beside: ReadableHomes }
    : object;
type Placed<R extends Row> = R["needs"] extends "nobody" | "anyone"
  ? { caller: Caller | null }
  : R["needs"] extends { room: "readChannel" }
    ? R["enters"] extends "itself"
      ? {
          enter<T extends ChannelLookup>(look: (arriving: SessionQuery) => Promise<T>): Promise<InRoom & { looked: T }>;
        }
      : InRoom
    : { caller: Caller } & (R["enters"] extends "itself"
        ? object
        : R["needs"] extends { workspace: infer A extends WorkspaceAction }
          ? { context: MembershipContext; lookedUpAt: number } & Permitted<R, A> & Beside<R>
          : R["needs"] extends { channel: infer A extends ChannelAction }
            ? { context: ChannelContext } & Permitted<R, A>
            : object);
/** A request as its handler has it: everything that the row promises was asked and is there. */
export type Asked<R extends Row> = Common<R> & Placed<R>;

/** An answer that is JSON already: read as it stands in the database, it is neither parsed nor written anew. */
export class JsonText<T> {
  readonly text: string;
  /** Keeps apart the texts of two schemas. */
  declare readonly of: T;

  constructor(text: string) {
    this.text = text;
  }
}

type Reply<R extends Row> =
  AnswerOf<R> extends undefined ? void : AnswerOf<R> extends Response ? Response : AnswerOf<R> | JsonText<AnswerOf<R>>;
export type Handler<R extends Row> = (asked: Asked<R>) => Promise<Reply<R>>;
/** A handler for each row of a noun, under the same name: a missing one does not compile. */
export type HandlersOf<N extends Noun> = {
  [V in keyof Routes[N]]: Routes[N][V] extends infer R extends Row ? Handler<R> : never;
};
