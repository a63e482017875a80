/** Messages over HTTP: the same room methods as the socket's frames, and history pages from D1. */
import { v7 as uuidv7 } from "uuid";
import type { Page } from "../../protocol/index.ts";
import type { Proof } from "../../protocol/transcript/proof.ts";
import type { Written } from "../room/contract.ts";
import { JsonText, type HandlersOf } from "../http/handler.ts";
import { linksOfPage } from "../http/links.ts";
import type { AppContext } from "../hono-env.ts";
import { enteredLately, rememberEntry } from "../reconnect.ts";
import { readsWithoutName } from "../identity/identify.ts";
import { sayRate } from "../identity/throttle.ts";
import { keyedPost } from "../http/idempotency.ts";
import { Refused } from "../refused.ts";
import { placesOf } from "../room/sockets/page-places.ts";
import { hubOf, roomOf } from "../room/stubs.ts";
import { readSessionWithChannel } from "../store/session-with-channel.ts";
import { viewOfChannel } from "../store/channel-views.ts";
import { readBlock, readSessionAndPage } from "../store/history.ts";
import { moveReadMarks } from "../store/live.ts";
import { readPinsAndCheckpoints } from "../store/messages.ts";
import { previewsOf } from "../previews.ts";
import { answerPlain } from "../plain/answer.ts";
import { placesInTime } from "../store/places-in-time.ts";
import { jsonOfPage } from "../history-page.ts";
import { answerPlainToWeb } from "../web-pages/serve.ts";
import type { RefusalCode } from "../../protocol/refusals.ts";

/** Who changed place while they were looked up asks again. */
const AGAIN_AFTER_MS = 1_000;
const OUTSIDE: ReadonlySet<RefusalCode> = new Set<RefusalCode>(["not_signed_in", "not_found"]);

export const messages: HandlersOf<"messages"> = {
  async page({ c, env, query, enter }) {
    const { rev: _rev, ...asked } = query;
    const places = placesOf(query);
    const told = (page: string) => {
      const links = linksOfPage(c.req.path, query, places, page);
      if (links !== "") c.header("link", links);
      return new JsonText<Page>(page);
    };
    const entered = await enteredLately(c);
    const known = entered && (await roomOf(env, entered.channelId).pageByLease(entered.tokenHash, asked));
    if (entered && known) return told(fromRoom(c, entered.channelId, known));
    // The first page that somebody asks for comes with the look-up, in one round trip. Who asks for more asks the room, and so do
    // readers without a name, who are looked up together.
    const isReader = readsWithoutName(c);
    if (entered || !places || isReader) {
      const { room, facts, who, looked } = await enter((at) => readSessionWithChannel(env.DB, at));
      rememberEntry(who.tokenHash, facts.channelId);
      const page = await room.page(facts, who, looked.lookedUpAt, asked);
      if (page) return told(fromRoom(c, facts.channelId, page));
    }
    if (!places) {
      const { room, facts } = await enter((at) => readSessionWithChannel(env.DB, at));
      return told(fromRoom(c, facts.channelId, JSON.stringify(await room.newestPage(facts, query.limit))));
    }
    if (isReader) {
      const { room, facts } = await enter((at) => readSessionWithChannel(env.DB, at));
      // Nothing is known of how far D1 is: the room lays over all that it has.
      const stored = { messages: await readBlock(env.DB, facts.channelNo, places), last: { seq: 0, rev: 0 } };
      return told(await jsonOfPage(stored, room, facts, places, undefined));
    }
    const { room, facts, who, looked } = await enter((at) => readSessionAndPage(env.DB, at, places));
    rememberEntry(who.tokenHash, facts.channelId);
    c.header("x-place-source", "d1");
    return told(await jsonOfPage(looked.page, room, facts, places, query.rev));
  },

  async plain({ c, env, query, params: { format }, enter }) {
    const { rev: _rev, ...asked } = query;
    const entered = await enter((at) => readSessionWithChannel(env.DB, at)).catch((error: unknown) => {
      if (error instanceof Refused && OUTSIDE.has(error.refusal.code)) return error;
      throw error;
    });
    // Who is not in it reads what everybody on the web may; where that is nothing, they are told what they always were.
    if (entered instanceof Refused) {
      const answer = await answerPlainToWeb(c, format, c.req.param("channel") ?? "", query);
      if (!answer) throw entered;
      return answer;
    }
    const { room, facts, who, looked, context } = entered;
    const page = await room.page(facts, who, looked.lookedUpAt, asked);
    if (!page) throw new Refused("unavailable", { retryAfter: AGAIN_AFTER_MS });
    return answerPlain(c, format, context, JSON.parse(page) as Page, query);
  },

  async post({ c, room, facts, who, body: { id, ...post } }) {
    const named = id === undefined ? (keyedPost(c, who, facts.channelId) ?? { id: uuidv7() }) : { id };
    const written = stored(c, await room.post(facts, who, { ...post, ...named }));
    c.status(written.isNew ? 201 : 200);
    return { message: written.message };
  },

  async edit({ c, room, facts, who, params: { seq }, body: content }) {
    return { message: stored(c, await room.change(facts, who, { type: "edit", seq, ...content })).message };
  },

  async remove({ c, room, facts, who, params: { seq } }) {
    return { message: stored(c, await room.change(facts, who, { type: "delete", seq })).message };
  },

  async act({ c, room, facts, who, params: { seq }, body: { act } }) {
    return { message: stored(c, await room.change(facts, who, { type: "act", seq, act })).message };
  },

  async versions({ room, facts, who, params: { seq } }) {
    const found = await room.versions(facts, who, seq);
    if (!found.ok) throw new Refused(found.refusal);
    return { versions: found.versions };
  },

  async trace({ room, facts, params: { seq } }) {
    const steps = await room.traceOf(facts, seq);
    if (!steps) throw new Refused("not_found");
    return { steps };
  },

  async landmarks({ env, facts }) {
    return { messages: await readPinsAndCheckpoints(env.DB, facts.channelNo) };
  },

  async previews({ env, caller, query: { of } }) {
    return { previews: await previewsOf(env, caller, of) };
  },

  async places({ env, facts, query: { times = [], samples = 0 } }) {
    return placesInTime(env.DB, facts.channelNo, times, samples);
  },

  async proof({ room, facts, query: { from = 1, changesAfter } }) {
    const proof = await room.proof(facts, changesAfter === undefined ? { from } : { changesAfter });
    if (proof === null) throw new Refused("unavailable", { retryAfter: AGAIN_AFTER_MS });
    return new JsonText<Proof>(proof);
  },

  async read({ env, db, room, facts, who, body: { seq: asked, back } }) {
    const hub = hubOf(env, facts.workspaceId);
    if (back) {
      const readSeq = await room.moveReadBack(facts, who, asked);
      const view = await viewOfChannel(db, facts.channelNo, who.memberNo);
      const { mentions = 0, uncounted } = view ?? {};
      await hub.read(who.member, { [facts.channelId]: readSeq }, { mentions, ...(uncounted && { uncounted }) });
      return;
    }
    // Nobody has read further than there is: what is said next would be read before it was.
    const readSeq = await room.read(facts, who, asked);
    await moveReadMarks(env.DB, facts.channelNo, [{ memberNo: who.memberNo, seq: readSeq, at: Date.now() }]);
    await hub.read(who.member, { [facts.channelId]: readSeq });
  },
};

/** @param page JSON of a `Page`, and so is what comes back */
function fromRoom(c: AppContext, channelId: string, page: string): string {
  c.header("x-place-source", "room");
  // The same from anywhere in the world: one channel is one object.
  c.header("x-place-room", c.env.ROOMS.idFromName(channelId).toString());
  return page;
}

/** With what is left of the sender's rate in this channel, which the room alone knows. */
function stored(c: AppContext, written: Written): Written & { ok: true } {
  if (written.rate) sayRate(c, written.rate);
  if (!written.ok) throw new Refused(written.refusal);
  return written;
}
