/** What is mine alone: drafts, saved messages, the inbox of mentions, and how far I have read. */
import { DRAFTS_MAX, MENTIONS_PAGE, SAVED_MAX, type WorkspaceEvent } from "../../protocol/index.ts";
import type { Permit } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { hubOf, roomOf } from "../room/stubs.ts";
import { checkpointsOf } from "../store/checkpoints.ts";
import { draftsOf, dropDraft, storeDraft, type StoredDraft } from "../store/drafts.ts";
import { marksSince } from "../store/missed.ts";
import { readAll } from "../store/memberships.ts";
import { mentionsOf, savedMessages, saveMessage, unsaveMessage } from "../store/saved.ts";
import { tasksOf } from "../store/tasks.ts";
import { listThreads } from "../store/threads.ts";
import { because } from "../../protocol/reasons.ts";

export const personal: HandlersOf<"personal"> = {
  async drafts({ db, permit }) {
    return { drafts: await draftsOf(db, permit) };
  },

  async keepDraft({ env, db, permit, body: { body, at, over } }) {
    const stored = await storeDraft(db, permit, body, typedAt(at));
    if (!stored) throw new Refused("too_many", because("drafts_full", { most: DRAFTS_MAX }));
    return answerStored(env, permit, stored, over);
  },

  async dropDraft({ env, db, permit, query: { at } }) {
    return answerStored(env, permit, await dropDraft(db, permit, typedAt(at)));
  },

  async saved({ db, permit }) {
    return { saved: await savedMessages(db, permit) };
  },

  async save({ env, db, permit, params: { seq }, body: { note } }) {
    await beThere(env, permit, seq);
    const saved = await saveMessage(db, permit, seq, note, Date.now());
    if (!saved) throw new Refused("too_many", because("saved_full", { most: SAVED_MAX }));
    await notifyMe(env, permit, { type: "savedChanged", channel: permit.channel.id, seq, saved });
    return { saved: { channel: permit.channel.id, seq, ...saved } };
  },

  async unsave({ env, db, permit, params: { seq } }) {
    if (await unsaveMessage(db, permit, seq))
      await notifyMe(env, permit, { type: "savedChanged", channel: permit.channel.id, seq, saved: null });
  },

  async mentions({ db, permit, query: { before = Number.MAX_SAFE_INTEGER } }) {
    const mentions = await mentionsOf(db, permit, before);
    return { mentions, reachedEnd: mentions.length < MENTIONS_PAGE };
  },

  async checkpoints({ db, permit }) {
    return { checkpoints: await checkpointsOf(db, permit) };
  },

  async tasks({ db, permit, query: { state, mine } }) {
    return { tasks: await tasksOf(db, permit, { state, mine: mine === "true" }) };
  },

  async missed({ env, db, permit, query: { since } }) {
    const [{ threads }, mentions, marks] = await Promise.all([
      listThreads(db, env.DB, permit),
      mentionsOf(db, permit, Number.MAX_SAFE_INTEGER),
      marksSince(db, permit, since),
    ]);
    return {
      threads: threads.filter(({ channel }) => channel.lastAt >= since),
      mentions: mentions.filter(({ message }) => message.at >= since),
      ...marks,
    };
  },

  async readAll({ env, db, permit }) {
    const reads = await readAll(db, permit);
    if (Object.keys(reads).length > 0) await hubOf(env, permit.workspace.id).read(permit.member.id, reads);
    return { reads };
  },
};

/** Nothing is typed in the future. */
const typedAt = (at: number | undefined): number => Math.min(at ?? Date.now(), Date.now());

async function answerStored(
  env: Env,
  permit: Permit<"readChannel">,
  { isStored, body, at }: StoredDraft,
  over?: number,
) {
  if (!isStored) return { at, body };
  const seen = over !== undefined && { over };
  await notifyMe(env, permit, { type: "draftChanged", channel: permit.channel.id, body, at, ...seen });
  return { at };
}

function notifyMe(env: Env, { workspace, member }: Permit<"readChannel">, event: WorkspaceEvent): Promise<void> {
  return live.sendEvent(env, workspace.id, { members: [member.id] }, event);
}

/** @throws Refused where the channel has no such place; D1 may not have it yet, so the room is asked */
async function beThere(env: Env, permit: Permit<"readChannel">, seq: number): Promise<void> {
  const room = roomOf(env, permit.channel.id);
  const { head } = await room.changesWithin(factsOf(permit), seq, seq, Number.MAX_SAFE_INTEGER);
  if (seq > head.seq) throw new Refused("not_found");
}
