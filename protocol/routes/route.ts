/**
 * What a row of the contract says of a route: everything that the worker, a client, the docs and the tests have to agree on. Rows are
 * data and types; what is done with one is in worker/http/serve.ts, client/api.ts and tools/contract/.
 */
import * as v from "valibot";
import { SeqSchema } from "../messages.ts";
import type { ChannelAction, WorkspaceAction } from "../permissions.ts";
import type { Scope } from "../programs.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may ask.
 * - `nobody`: it does not matter who asks, and it is not looked up
 * - `anyone`: signed in or not
 * - `account`: who is signed in
 * - `person`: who is signed in on the site: neither a program with a token nor a guest
 * - `workspace`: who is in the class of `:workspace` and may do that there
 * - `channel`: who may see the channel of `:channel` and may do that there
 * - `room`: who is in the channel of `:channel`; session and channel are found in one look, and the room decides on the rest
 */
type Needs =
  | "nobody"
  | "anyone"
  | "account"
  | "person"
  | { workspace: WorkspaceAction }
  | { channel: ChannelAction }
  | { room: "readChannel" };

/** Counted for an address: whoever asks from there. */
export type AddressScope =
  "sign-in" | "join" | "look" | "try" | "create" | "passkey" | "visit" | "reader" | "hook" | "phone";
/** Counted for an account: what costs rows and is told to others. */
export type AccountScope =
  | "thread"
  | "channel"
  | "profile"
  | "membership"
  | "emoji"
  | "class"
  | "block"
  | "scheduled"
  | "token"
  | "command"
  | "push"
  | "problem"
  | "report";
/** Counted for an account: what people do again and again; by hand never as often as it is allowed. */
export type FrequentScope =
  "draft" | "read" | "people" | "saved" | "search" | "suggest" | "preview" | "proof" | "file" | "write";

/**
 * By what a route is slowed down, beside `write`, which counts everything that an account writes but messages. `by day`: not by the
 * minute, `write` neither; its handler takes from an allowance of the day.
 */
type RateScope = { address: AddressScope } | { account: AccountScope | Exclude<FrequentScope, "write"> } | "by day";

/** What is asked of a request, one after the other: who is wrong in two ways is told of the first. */
export type Step = "permit" | "body" | "query" | "rate";
export const ORDER = ["permit", "body", "query", "rate"] as const satisfies readonly Step[];
/** A room is looked for when it is known what is asked of it: a page of history comes in the same round trip. */
export const ROOM_ORDER = ["body", "query", "permit", "rate"] as const satisfies readonly Step[];

/** A schema in a function is made when somebody looks at it: what only tests and docs read costs an isolate's start nothing. */
type Lazy<S extends v.GenericSchema = v.GenericSchema> = () => S;

export interface Row {
  method: Method;
  /** Below `/api`. A part that begins with a colon is read from the address: a text, but for those of `params`. */
  path: `/${string}`;
  needs: Needs;
  /** Parts of the path that are more than an id. What is none of these is `not_found`. */
  params?: Readonly<Record<string, v.GenericSchema<string, unknown>>>;
  query?: v.GenericSchema;
  /** JSON by its schema; or the bytes of a file, `application/octet-stream`, which the handler reads as they come. */
  body?: v.GenericSchema | "bytes";
  /** More than FRAME_MAX_BYTES, and then read only when it is known that the caller may. */
  maxBytes?: number;
  /** Other services' programs ask: in any content type, and from wherever. Of a row that looks nobody up. */
  anyOrigin?: true;
  /**
   * `nothing`: 204. `picture`: its bytes, or a file's. `foreign`: what the asker's own service would answer. `socket`: an upgrade. `events`: server-sent
   * events, for as long as somebody reads. `document`: a text whose type the address names.
   */
  answer: Lazy | "nothing" | "picture" | "foreign" | "socket" | "events" | "document";
  /** It comes with an `etag`, and is 304 for who names that in `if-none-match`. */
  etag?: true;
  /** Of an answer, where it is not 200, or 204 for nothing. The first is meant unless the handler says another one. */
  status?: 201 | readonly [201, 200];
  rate?: RateScope;
  /** Where it is not ORDER, or ROOM_ORDER of a room. What is left out is asked by the handler: a permit that depends on the target. */
  order?: readonly Step[];
  /**
   * Open to visitors of a widget too, in its channel and the threads there. Everywhere else their token is nobody's, so that a row is
   * shut to them until somebody opens it.
   */
  visitors?: true;
  /** Open to bots whose token has this scope; what else their scope shuts, the table of permissions says. Left out: shut to every bot. */
  bots?: Scope;
  /** The handler finds out where the caller stands, in the same round trip as what is asked for. */
  enters?: "itself";
  /** Of a class: what is read of the caller in the round trip that looks them up. `channels`: those that they may read; `homes`: their numbers alone. */
  beside?: "channels" | "homes";
  /** The version of PLACE that had it first. */
  since: string;
  /** One sentence for the docs. */
  says: string;
}

/**
 * Whether a request of this row may carry an `Idempotency-Key`: what makes something for who is signed in. `id`: the key becomes the id
 * of what is made. `answer`: the first answer is kept for a day.
 */
export function isKeyed({ method, status, needs, body }: Row): "id" | "answer" | null {
  if (method !== "POST" || needs === "nobody" || needs === "anyone" || body === "bytes") return null;
  if (status === 201) return "answer";
  return typeof needs === "object" && "room" in needs && status !== undefined ? "id" : null;
}

/** A place in the channel, as a part of an address. */
export const SeqParam = v.pipe(v.string(), v.transform(Number), SeqSchema);

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** Parts of the address by name, as a handler has them and a caller gives them. */
export type ParamsOf<R extends Row> = {
  [N in ParamNames<R["path"]>]: R["params"] extends Record<N, infer S extends v.GenericSchema>
    ? v.InferOutput<S>
    : string;
};
export type QueryOf<R extends Row> = R["query"] extends v.GenericSchema ? v.InferOutput<R["query"]> : undefined;
/** As a handler reads it. */
export type BodyOf<R extends Row> = R["body"] extends v.GenericSchema ? v.InferOutput<R["body"]> : undefined;
/** What comes back over HTTP. */
export type AnswerOf<R extends Row> =
  R["answer"] extends Lazy<infer S> ? v.InferOutput<S> : R["answer"] extends "nothing" ? undefined : Response;
/** Whoever gives a list may keep it. */
type Given<T> = T extends readonly (infer Each)[]
  ? readonly Given<Each>[]
  : T extends object
    ? { [K in keyof T]: Given<T[K]> }
    : T;
/** What a caller gives: a body as its schema takes it, or a query, in which a list stands for its parts with commas between. */
export type AskedOf<R extends Row> = R["body"] extends v.GenericSchema
  ? Given<v.InferInput<R["body"]>>
  : R["query"] extends v.GenericSchema
    ? { [K in keyof v.InferOutput<R["query"]>]?: Given<v.InferOutput<R["query"]>[K]> | undefined }
    : undefined;
/** Whether `serve` takes a step, or leaves it to the handler. */
export type Takes<R extends Row, S extends Step> = R["order"] extends readonly (infer Taken)[]
  ? S extends Taken
    ? true
    : false
  : true;
