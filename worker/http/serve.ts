/** From a row of the contract and its handler to what the router calls: everything that a row says of a request is asked here. */
import { ORDER, ROOM_ORDER, type Row, type Step } from "../../protocol/routes/index.ts";
import { approached, entered, permitInChannel, permitInWorkspace, type Action, type Permit } from "../access.ts";
import type { AppContext } from "../hono-env.ts";
import { inPerson } from "../join-workspace.ts";
import { signedIn, type Caller } from "../identity/caller.ts";
import { identify, identifyBy, identifyReader } from "../identity/identify.ts";
import { SUBPROTOCOL } from "../identity/sessions.ts";
import { checkOrigin, isUpgrade, isWrite } from "../identity/origin.ts";
import { throttleAccount, throttleAddress } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { ChannelFacts, Room, SocketIdentity } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import { openDb } from "../store/db.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";
import { readSessionWithChannel, type ChannelLookup } from "../store/session-with-channel.ts";
import {
  readSessionWithChannels,
  readSessionWithHomes,
  type Readable,
  type ReadableHomes,
} from "../store/session-with-readable.ts";
import { readSessionWithWorkspace } from "../store/session-with-workspace.ts";
import type { SessionLookup, SessionQuery } from "../store/session-lookup.ts";
import type { FoundSession } from "../store/sessions.ts";
import { contextOfReader, readerId } from "../store/visits.ts";
import { readBody, readParams, readQuery, takeBody } from "./body.ts";
import { answerNotFound } from "./errors.ts";
import { withEtag } from "./etag.ts";
import { JsonText, type Asked, type Handler, type InRoom } from "./handler.ts";
import { onlyOnce } from "./idempotency.ts";
import { socketIdentity } from "./socket-identity.ts";
import { traced } from "./trace.ts";
import { reaches } from "../../protocol/programs.ts";
import { because } from "../../protocol/reasons.ts";

/** For tests: looks at what handlers give back, and throws where it is not what the row says. */
export const answers: { check: ((row: Row, answer: unknown) => void) | null } = { check: null };

/** What `app` calls for the address of this row. Whatever it throws is answered by http/errors.ts. */
export function serve<R extends Row>(row: R, handle: Handler<R>): (c: AppContext) => Promise<Response> {
  const steps = stepsOf(row);
  const status = row.status === undefined ? 200 : row.status === 201 ? 201 : row.status[0];
  return (c) =>
    traced(c, async () => {
      await begin(c, row);
      const request = new Incoming(c, row);
      await request.placeCaller();
      for (const step of steps) await request.take(step);
      request.params = readParams(c, row.params);
      c.status(status);
      // It has what the row asks for: the steps above took it, or threw.
      const answer = await onlyOnce(c, row, request.caller, () => handle(request as unknown as Asked<R>));
      const response = answered(c, row, answer);
      return row.etag && response.status === 200 ? withEtag(c, response) : response;
    });
}

/**
 * An address of the API that no row has, or has by another method: held to the same as every other before it is told that there is nothing.
 * Of its body nothing is read: that it has to be JSON would be said of what cannot be asked at all.
 */
export function serveNothing(c: AppContext): Promise<Response> {
  return traced(c, async () => {
    await begin(c);
    await identify(c);
    await throttleWrite(c);
    return answerNotFound(c);
  });
}

async function begin(c: AppContext, row?: Row): Promise<void> {
  // What is told to one person is kept by no cache on the way, and nothing that people brought along is taken for a page or a script.
  c.header("cache-control", "private, no-store");
  c.header("x-content-type-options", "nosniff");
  if (!row?.anyOrigin) checkOrigin(c, row === undefined ? "anything" : row.body === "bytes" ? "bytes" : "json");
  if (row && isWrite(c) && row.maxBytes === undefined) await takeBody(c);
}

async function throttleWrite(c: AppContext): Promise<void> {
  if (isWrite(c)) await throttleAccount(c, c.get("caller"), "write");
}

/** The steps that there is something to do in. */
function stepsOf(row: Row): Step[] {
  const { needs } = row;
  const placed = typeof needs === "object" && row.enters !== "itself";
  const order = row.order ?? (typeof needs === "object" && "room" in needs ? ROOM_ORDER : ORDER);
  const isIn = { permit: placed, body: typeof row.body === "object", query: row.query !== undefined };
  return order.filter((step) => (step === "rate" ? typeof row.rate === "object" : isIn[step]));
}

/** How a caller is looked up in a class, by what is read beside. */
const IN_WORKSPACE = {
  nothing: readSessionWithWorkspace,
  channels: readSessionWithChannels,
  homes: readSessionWithHomes,
};

/** One request on its way to its handler. What a handler sees of it is in handler.ts, by the row. */
class Incoming {
  readonly c: AppContext;
  readonly #row: Row;
  params: Record<string, unknown> = {};
  query: unknown;
  body: unknown;
  caller: Caller | null = null;
  context: MembershipContext | ChannelContext | undefined;
  lookedUpAt: number | undefined;
  permit: Permit<Action> | undefined;
  beside: Readable | ReadableHomes | undefined;
  room: Room | undefined;
  facts: ChannelFacts | undefined;
  who: SocketIdentity | undefined;
  readonly readBody: () => Promise<unknown>;
  readonly rate: () => Promise<void>;
  readonly enter: <T extends ChannelLookup>(
    look: (arriving: SessionQuery) => Promise<T>,
  ) => Promise<InRoom & { looked: T }>;

  constructor(c: AppContext, row: Row) {
    this.c = c;
    this.#row = row;
    // Handlers take these apart from the request.
    this.readBody = async () => (typeof row.body === "object" ? readBody(c, row.body, row.maxBytes) : undefined);
    this.rate = () => this.#count();
    this.enter = (look) => enterRoom(c, row, look);
  }

  get env(): Env {
    return this.c.env;
  }

  get db() {
    return openDb(this.c.env.DB);
  }

  /** Who is calling, and where they stand. @throws Refused `not_signed_in`, `forbidden`, `not_found`, `too_fast` */
  async placeCaller(): Promise<void> {
    const { c } = this;
    const { needs, rate, answer } = this.#row;
    const isRoom = typeof needs === "object" && "room" in needs;
    const place = this.#place();
    let lookup: SessionLookup<MembershipContext | ChannelContext> | null = null;
    if (needs !== "nobody" && !isRoom) {
      const visitor = place && this.#row.visitors ? await lookUpReader(c) : null;
      if (visitor) lookup = visitor;
      else if (place) lookup = await identifyBy(c, place);
      else await identify(c);
      if (lookup && isShutTo(this.#row, lookup)) throw new Refused("not_signed_in");
      if (rate !== "by day") await throttleWrite(c);
      this.caller = visitor ? visitor.found.caller : c.get("caller");
    }
    if (answer === "socket" && !isUpgrade(c)) throw new Refused("malformed", because("websocket_only"));
    admitProgram(this.#row, this.caller);
    if (needs === "person") this.caller = inPerson(c);
    if (needs === "nobody" || needs === "anyone" || needs === "person" || isRoom) return;
    this.caller = signedIn(this.caller);
    if (!place || typeof needs !== "object") return;
    this.lookedUpAt = lookup?.lookedUpAt;
    // What was found of who is not inside is nothing: the step of the permit comes before the handler.
    if (this.#row.beside !== undefined) this.beside = lookup as unknown as Readable | ReadableHomes;
    if ("workspace" in needs) this.context = entered(lookup?.context);
    else this.context = approached(lookup?.context as ChannelContext | undefined);
  }

  /** How the caller is looked up together with the place that the address names; null where it names none, or the handler enters it. */
  #place(): ((tokenHash: string) => Promise<SessionLookup<MembershipContext | ChannelContext>>) | null {
    const { needs, enters } = this.#row;
    if (typeof needs !== "object" || "room" in needs || enters === "itself") return null;
    const { workspace = "", channel = "" } = this.c.req.param();
    const { DB } = this.env;
    return "workspace" in needs
      ? (tokenHash) => IN_WORKSPACE[this.#row.beside ?? "nothing"](DB, { tokenHash, placeId: workspace })
      : (tokenHash) => readSessionWithChannel(DB, { tokenHash, placeId: channel });
  }

  async take(step: Step): Promise<void> {
    if (step === "permit") return this.#ask();
    if (step === "rate") return this.#count();
    if (step === "body") this.body = await this.readBody();
    else if (this.#row.query) this.query = readQuery(this.c, this.#row.query);
  }

  /** @throws Refused as the table of permissions says */
  async #ask(): Promise<void> {
    const { needs } = this.#row;
    if (typeof needs !== "object") return;
    if ("room" in needs)
      Object.assign(this, await enterRoom(this.c, this.#row, (at) => readSessionWithChannel(this.c.env.DB, at)));
    else if ("workspace" in needs) this.permit = permitInWorkspace(needs.workspace, this.context as MembershipContext);
    else this.permit = permitInChannel(needs.channel, this.context as ChannelContext);
  }

  async #count(): Promise<void> {
    const { rate } = this.#row;
    if (rate === undefined || rate === "by day") return;
    if ("address" in rate) await throttleAddress(this.c, rate.address);
    else await throttleAccount(this.c, this.c.get("caller"), rate.account);
  }
}

/**
 * Who is calling, and that they are in the channel of the address: what everything about messages begins with, found out in one round
 * trip to D1.
 * @param look what is read; more than who it is where more is wanted from the same round trip
 * @throws Refused not signed in, not found
 */
async function enterRoom<T extends ChannelLookup>(
  c: AppContext,
  row: Row,
  look: (arriving: SessionQuery) => Promise<T>,
): Promise<InRoom & { looked: T }> {
  const placeId = c.req.param("channel") ?? "";
  // What a handler reads beside the look-up it has to read by itself for readers (isReader).
  const visitor = row.visitors ? ((await lookUpReader(c)) as (T & SignedIn) | null) : null;
  const looked = visitor ?? (await identifyBy(c, (tokenHash) => look({ tokenHash, placeId })));
  if (!looked?.found || isShutTo(row, looked)) throw new Refused("not_signed_in");
  admitProgram(row, looked.found.caller);
  const context = permitInChannel("readChannel", approached(looked.context));
  const { caller } = looked.found;
  const facts = factsOf(context);
  const who = socketIdentity(caller, context, c.get("trace"));
  return { caller, context, room: roomOf(c.env, facts.channelId), facts, who, looked };
}

type SignedIn = ChannelLookup & { found: FoundSession };

/** A token of a widget is nobody's where the row does not say that it is open to visitors. */
const isShutTo = (row: Row, { found }: { found: FoundSession | undefined }) =>
  found?.caller.session.kind === "widget" && row.visitors !== true;

/** Who reads a widget without a name, in the channel of the address: no member and no session, and one query as for everybody. */
async function lookUpReader(c: AppContext): Promise<SignedIn | null> {
  const reader = await identifyReader(c);
  if (!reader) return null;
  await throttleAddress(c, "reader");
  const { context, lookedUpAt } = await contextOfReader(c.env.DB, reader, c.req.param("channel") ?? "");
  const id = readerId(reader);
  const caller: Caller = {
    user: { no: 0, id, handle: "", guest: true },
    session: { id, tokenHash: id, kind: "widget" },
  };
  return { found: { caller, lastSeenAt: lookedUpAt, expiresAt: reader.expiresAt }, context, lookedUpAt };
}

/** Who offered protocols is answered one of them, or the browser closes: never the one that is a token. */
function withSubprotocol(c: AppContext, { webSocket }: Response): Response {
  const offered =
    c.req
      .header("sec-websocket-protocol")
      ?.split(",")
      .map((each) => each.trim()) ?? [];
  const headers: Record<string, string> = offered.includes(SUBPROTOCOL)
    ? { "sec-websocket-protocol": SUBPROTOCOL }
    : {};
  return new Response(null, { status: 101, webSocket, headers });
}

/** The one place where a bot's token is held against what a row opens to bots. @throws Refused `forbidden` */
function admitProgram({ bots }: Row, caller: Caller | null): void {
  const scope = caller?.session.scope;
  if (!scope) return;
  if (bots === undefined) throw new Refused("forbidden", because("not_by_bot"));
  if (!reaches(scope, bots)) throw new Refused("forbidden", because("scope_short", { scope, needed: bots }));
}

function answered(c: AppContext, row: Row, answer: unknown): Response {
  answers.check?.(row, answer instanceof JsonText ? (JSON.parse(answer.text) as unknown) : answer);
  if (answer instanceof JsonText) return c.body(answer.text, 200, { "content-type": "application/json" });
  if (answer === undefined) return c.body(null, 204);
  if (!(answer instanceof Response)) return c.json(answer);
  if (answer.status === 101) return withSubprotocol(c, answer);
  // The headers of a room's answer cannot be changed, but a copy's can.
  if (row.answer !== "socket") return answer;
  const copy = new Response(answer.body, answer);
  if (!copy.headers.has("cache-control")) copy.headers.set("cache-control", "private, no-store");
  copy.headers.set("x-content-type-options", "nosniff");
  return copy;
}
