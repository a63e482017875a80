/** Messages over HTTP: the same room methods as the socket's frames, and history pages from D1. No `identify` stands before them. */
import { Hono } from "hono";
import { ActBody, parse, EditBody, PageQuery, PostBody, ReadBody, SeqSchema } from "../../protocol/index.ts";
import { v7 as uuidv7 } from "uuid";
import { readBody, readQuery } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import { placesOf } from "../room/sockets/page-places.ts";
import { hubOf, roomOf } from "../room/stubs.ts";
import type { Written } from "../room/commit/rules.ts";
import type { Arrival, Arriving } from "../store/session-with-channel.ts";
import { viewOfChannel } from "../store/channel-views.ts";
import { openDb } from "../store/db.ts";
import { readSessionAndPage } from "../store/history.ts";
import { moveReadMarks } from "../store/live.ts";
import { readLandmarks } from "../store/messages.ts";
import { arriveInChannel, readNoMore } from "./arrive-in-channel.ts";
import { jsonOfPage } from "./history-page.ts";
import { socketIdentity } from "./socket-identity.ts";

export const messages = new Hono<HonoEnv>()
  .get("/channels/:channel/messages", async (c) => {
    const query = readQuery(c, PageQuery);
    const places = placesOf(query);
    if (places) {
      const { room, facts, looked } = await inside(c, (arriving) => readSessionAndPage(c.env.DB, arriving, places));
      const json = await jsonOfPage(looked.page, room, facts, places, query.rev);
      c.header("x-place-source", "d1");
      return c.body(json, 200, { "content-type": "application/json" });
    }
    const { room, facts } = await readable(c);
    c.header("x-place-source", "room");
    // The same from anywhere in the world: one channel is one object.
    c.header("x-place-room", c.env.ROOMS.idFromName(facts.channelId).toString());
    return c.json(await room.newestPage(facts, query.limit));
  })
  .post("/channels/:channel/messages", async (c) => {
    const { id, ...post } = await readBody(c, PostBody);
    const { room, facts, who } = await readable(c);
    // A caller who brings an id may be trying again, and says so by nothing else.
    const written = stored(await room.post(facts, who, { ...post, id: id ?? uuidv7(), retry: id !== undefined }));
    return c.json({ message: written.message }, written.isNew ? 201 : 200);
  })
  .patch("/channels/:channel/messages/:seq", async (c) => {
    const { body, rev } = await readBody(c, EditBody);
    const { room, facts, who } = await readable(c);
    const written = stored(await room.change(facts, who, { type: "edit", seq: seqParam(c), body, rev }));
    return c.json({ message: written.message });
  })
  .delete("/channels/:channel/messages/:seq", async (c) => {
    const { room, facts, who } = await readable(c);
    const written = stored(await room.change(facts, who, { type: "delete", seq: seqParam(c) }));
    return c.json({ message: written.message });
  })
  .post("/channels/:channel/messages/:seq/acts", async (c) => {
    const { act } = await readBody(c, ActBody);
    const { room, facts, who } = await readable(c);
    const written = stored(await room.change(facts, who, { type: "act", seq: seqParam(c), act }));
    return c.json({ message: written.message });
  })
  .get("/channels/:channel/messages/:seq/versions", async (c) => {
    const { room, facts, who } = await readable(c);
    const told = await room.versions(facts, who, seqParam(c));
    if (!told.ok) throw new Refused(told.refusal);
    return c.json({ versions: told.versions });
  })
  .get("/channels/:channel/messages/:seq/trace", async (c) => {
    const { room, facts } = await readable(c);
    const steps = await room.traceOf(facts, seqParam(c));
    if (!steps) throw new Refused("not_found");
    return c.json({ steps });
  })
  .get("/channels/:channel/landmarks", async (c) => {
    const { facts } = await readable(c);
    return c.json({ messages: await readLandmarks(c.env.DB, facts.channelNo) });
  })
  .post("/channels/:channel/read", async (c) => {
    const { seq: asked, back } = await readBody(c, ReadBody);
    const { room, facts, who } = await readable(c);
    await throttleAccount(c, c.var.caller, "read");
    const hub = hubOf(c.env, facts.workspaceId);
    if (back) {
      const readSeq = await room.moveReadBack(facts, who, asked);
      const view = await viewOfChannel(openDb(c.env.DB), facts.channelNo, who.memberNo);
      const { mentions = 0, uncounted } = view ?? {};
      await hub.read(who.member, { [facts.channelId]: readSeq }, { mentions, ...(uncounted && { uncounted }) });
      return c.body(null, 204);
    }
    // Nobody has read further than there is: what is said next would be read before it was.
    const readSeq = await room.read(facts, who, asked);
    await moveReadMarks(c.env.DB, facts.channelNo, [{ memberNo: who.memberNo, seq: readSeq, at: Date.now() }]);
    await hub.read(who.member, { [facts.channelId]: readSeq });
    return c.body(null, 204);
  });

/** Everything about messages begins with being in the channel; what may be written there is decided by the room. */
const readable = (c: AppContext) => inside(c, readNoMore(c));

async function inside<T extends Arrival>(c: AppContext, look: (arriving: Arriving) => Promise<T>) {
  const { caller, standing, looked } = await arriveInChannel(c, look);
  const facts = factsOf(standing);
  return { room: roomOf(c.env, facts.channelId), facts, who: socketIdentity(caller, standing), looked };
}

function stored(written: Written): Written & { ok: true } {
  if (!written.ok) throw new Refused(written.refusal);
  return written;
}

export function seqParam(c: AppContext): number {
  const seq = parse(SeqSchema, Number(c.req.param("seq")));
  if (!seq.ok) throw new Refused("not_found");
  return seq.value;
}
