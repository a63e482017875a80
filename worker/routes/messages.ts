/** Messages over HTTP: the same room methods as the socket's frames, and history pages from D1. */
import { Hono } from "hono";
import { ActBody, parse, EditBody, PageQuery, PostBody, ReadBody, SeqSchema, type Page } from "../../protocol/index.ts";
import { v7 as uuidv7 } from "uuid";
import { approachChannel, permitInChannel } from "../access.ts";
import { readBody, readQuery } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { signedIn } from "../identity/caller.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../rooms/channel-facts.ts";
import { hubOf, roomOf } from "../rooms/stubs.ts";
import type { Written } from "../rooms/writing.ts";
import { viewOfChannel } from "../store/channel-views.ts";
import { openDb } from "../store/db.ts";
import { moveReadMarks } from "../store/live.ts";
import { readLandmarks } from "../store/messages.ts";
import { readPage, windowOf } from "./history-page.ts";
import { socketIdentity } from "./socket-identity.ts";

export const messages = new Hono<HonoEnv>()
  .get("/channels/:channel/messages", async (c) => {
    const query = readQuery(c, PageQuery);
    const { room, facts } = await readable(c);
    const window = windowOf(query);
    c.header("cache-control", "private, no-store");
    c.header("x-place-source", window ? "d1" : "room");
    // The same from anywhere in the world: one channel is one object.
    if (!window) c.header("x-place-room", c.env.ROOMS.idFromName(facts.channelId).toString());
    const page: Page = window
      ? await readPage(c.env.DB, room, facts, window, query.rev)
      : await room.newestPage(facts, query.limit);
    return c.json(page);
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
  .get("/channels/:channel/landmarks", async (c) => {
    const { facts } = await readable(c);
    return c.json({ messages: await readLandmarks(c.env.DB, facts.channelNo) });
  })
  .post("/channels/:channel/read", async (c) => {
    const { seq: asked, back } = await readBody(c, ReadBody);
    const { room, facts, who } = await readable(c);
    const hub = hubOf(c.env, facts.workspaceId);
    if (back) {
      const readSeq = await room.moveReadBack(facts, who, asked);
      const view = await viewOfChannel(openDb(c.env.DB), facts.channelNo, who.memberNo);
      await hub.read(who.member, { [facts.channelId]: readSeq }, { mentions: view?.mentions ?? 0 });
      return c.body(null, 204);
    }
    // Nobody has read further than there is: what is said next would be read before it was.
    const readSeq = await room.read(facts, who, asked);
    await moveReadMarks(c.env.DB, facts.channelNo, [{ memberNo: who.memberNo, seq: readSeq }]);
    await hub.read(who.member, { [facts.channelId]: readSeq });
    return c.body(null, 204);
  });

/** Everything about messages begins with being in the channel; what may be written there is decided by the room. */
async function readable(c: AppContext) {
  const caller = signedIn(c.var.caller);
  const standing = permitInChannel(
    "readChannel",
    await approachChannel(openDb(c.env.DB), caller, c.req.param("channel") ?? ""),
  );
  return { room: roomOf(c.env, standing.channel.id), facts: factsOf(standing), who: socketIdentity(caller, standing) };
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
