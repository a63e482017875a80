/** What is mine alone: drafts, saved messages, the inbox of mentions, and how far I have read. */
import { Hono } from "hono";
import {
  DRAFTS_MAX,
  DraftBody,
  DropDraftQuery,
  MENTIONS_PAGE,
  MentionsQuery,
  SAVED_MAX,
  SaveBody,
  SeqSchema,
  parse,
  type WorkspaceEvent,
} from "../../protocol/index.ts";
import { approachChannel, enterWorkspace, permitInChannel, permitInWorkspace, type Permit } from "../access.ts";
import { readBody, readQuery } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { hubOf, roomOf } from "../room/stubs.ts";
import { openDb, type Db } from "../store/db.ts";
import { draftsOf, dropDraft, keepDraft, type KeptDraft } from "../store/drafts.ts";
import { readAll } from "../store/memberships.ts";
import { mentionsOf, savedMessages, saveMessage, unsaveMessage } from "../store/saved.ts";

export const personal = new Hono<HonoEnv>()
  .get("/workspaces/:workspace/drafts", async (c) => {
    const { db, permit } = await here(c);
    return c.json({ drafts: await draftsOf(db, permit) });
  })
  .put("/channels/:channel/draft", async (c) => {
    const { db, permit } = await inside(c);
    const { body, at, over } = await readBody(c, DraftBody);
    await throttleAccount(c, c.var.caller, "draft");
    const kept = await keepDraft(db, permit, body, typedAt(at));
    if (!kept)
      throw new Refused("too_many", {
        sentence: `${DRAFTS_MAX} drafts are kept. Send or throw away an older one first.`,
      });
    return c.json(await draftKept(c, permit, kept, over));
  })
  .delete("/channels/:channel/draft", async (c) => {
    const { db, permit } = await inside(c);
    const { at } = readQuery(c, DropDraftQuery);
    await throttleAccount(c, c.var.caller, "draft");
    return c.json(await draftKept(c, permit, await dropDraft(db, permit, typedAt(at))));
  })
  .get("/workspaces/:workspace/saved", async (c) => {
    const { db, permit } = await here(c);
    return c.json({ saved: await savedMessages(db, permit) });
  })
  .put("/channels/:channel/messages/:seq/saved", async (c) => {
    const { db, permit } = await inside(c);
    const { note } = await readBody(c, SaveBody);
    await throttleAccount(c, c.var.caller, "saved");
    const seq = await seqThere(c, permit);
    const saved = await saveMessage(db, permit, seq, note, Date.now());
    if (!saved)
      throw new Refused("too_many", { sentence: `${SAVED_MAX} messages are kept. Let go of an older one first.` });
    await tellMe(c, permit, { type: "savedChanged", channel: permit.channel.id, seq, saved });
    return c.json({ saved: { channel: permit.channel.id, seq, ...saved } });
  })
  .delete("/channels/:channel/messages/:seq/saved", async (c) => {
    const { db, permit } = await inside(c);
    const seq = seqParam(c);
    await throttleAccount(c, c.var.caller, "saved");
    if (await unsaveMessage(db, permit, seq))
      await tellMe(c, permit, { type: "savedChanged", channel: permit.channel.id, seq, saved: null });
    return c.body(null, 204);
  })
  .get("/workspaces/:workspace/mentions", async (c) => {
    const { db, permit } = await here(c);
    const { before = Number.MAX_SAFE_INTEGER } = readQuery(c, MentionsQuery);
    const mentions = await mentionsOf(db, permit, before);
    return c.json({ mentions, reachedEnd: mentions.length < MENTIONS_PAGE });
  })
  .post("/workspaces/:workspace/read-all", async (c) => {
    const { db, permit } = await here(c);
    await throttleAccount(c, c.var.caller, "membership");
    const reads = await readAll(db, permit);
    if (Object.keys(reads).length > 0) await hubOf(c.env, permit.workspace.id).read(permit.member.id, reads);
    return c.json({ reads });
  });

/** Nothing is typed in the future. */
const typedAt = (at: number | undefined): number => Math.min(at ?? Date.now(), Date.now());

async function draftKept(c: AppContext, permit: Permit<"readChannel">, { isKept, body, at }: KeptDraft, over?: number) {
  if (!isKept) return { at, body };
  const seen = over !== undefined && { over };
  await tellMe(c, permit, { type: "draftChanged", channel: permit.channel.id, body, at, ...seen });
  return { at };
}

async function here(c: AppContext): Promise<{ db: Db; permit: Permit<"readWorkspace"> }> {
  const db = openDb(c.env.DB);
  const standing = await enterWorkspace(db, c.var.caller, c.req.param("workspace") ?? "");
  return { db, permit: permitInWorkspace("readWorkspace", standing) };
}

async function inside(c: AppContext): Promise<{ db: Db; permit: Permit<"readChannel"> }> {
  const db = openDb(c.env.DB);
  const standing = await approachChannel(db, c.var.caller, c.req.param("channel") ?? "");
  return { db, permit: permitInChannel("readChannel", standing) };
}

function tellMe(c: AppContext, { workspace, member }: Permit<"readChannel">, event: WorkspaceEvent): Promise<void> {
  return live.tell(c.env, workspace.id, { members: [member.id] }, event);
}

/** A place that the channel has; D1 may not have it yet. */
async function seqThere(c: AppContext, permit: Permit<"readChannel">): Promise<number> {
  const seq = seqParam(c);
  const { head } = await roomOf(c.env, permit.channel.id).changesWithin(
    factsOf(permit),
    seq,
    seq,
    Number.MAX_SAFE_INTEGER,
  );
  if (seq > head.seq) throw new Refused("not_found");
  return seq;
}

function seqParam(c: AppContext): number {
  const seq = parse(SeqSchema, Number(c.req.param("seq")));
  if (!seq.ok) throw new Refused("not_found");
  return seq.value;
}
