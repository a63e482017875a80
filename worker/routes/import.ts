/** Bringing a history in: people, then channels, then their messages in order. Each request is safe to send twice. */
import type { BodyOf, RowOf } from "../../protocol/routes/index.ts";
import {
  FILES_CLASS_BYTES,
  IMPORT_AHEAD_MAX_MS,
  IMPORT_PER_DAY,
  isText,
  type ImportMessage,
} from "../../protocol/index.ts";
import type { Permit } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { perDayOf } from "../operator-settings.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { roomOf } from "../room/stubs.ts";
import { isToCome, keepBrought, withBytes } from "../files/imported-files.ts";
import { reached } from "../files/bucket.ts";
import { giveBackFileBytes, takeFileBytes } from "../store/file-bytes.ts";
import { importThread } from "../store/imported-threads.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import { channelByNo, viewsOfChannel } from "../store/channel-views.ts";
import { recordHourly } from "../store/audit.ts";
import type { ChannelRow, Db } from "../store/db.ts";
import {
  countAsRead,
  findStranger,
  importChannel,
  importedChannel,
  channelRowByNo,
  importPeople,
  isOfOthers,
  placesIn,
} from "../store/imports.ts";
import { peopleById } from "../store/memberships.ts";
import { because } from "../../protocol/reasons.ts";

export const importing: HandlersOf<"import"> = {
  async people({ db, permit, body: { people } }) {
    await recordHourly(db, permit, { act: "historyImported" });
    const ids = await importPeople(db, permit, people);
    return { people: people.map(({ key }) => ({ key, member: ids.get(key) ?? "" })) };
  },

  async channel({ env, db, permit, body }) {
    if (isAhead(body.createdAt)) throw new Refused("invalid", { field: "createdAt", ...because("dated_ahead") });
    const ids = [...new Set(body.members)];
    const people = await peopleById(db, permit.workspace.no, ids);
    if (people.length < ids.length) throw new Refused("invalid", { field: "members", ...because("people_unknown") });
    const { key, kind, name, topic, posting, createdAt, archived } = body;
    if (kind === "thread") return theThread(db, permit, body, people.length);
    await recordHourly(db, permit, { act: "historyImported" });
    const made = await importChannel(db, permit, { key, kind, name, topic, posting, createdAt, archived }, people);
    const [channel, views] = await Promise.all([
      channelByNo(db, made.channelNo),
      viewsOfChannel(db, made.channelNo, made.entered),
    ]);
    if (!channel) throw new Refused("not_found");
    if (views.length > 0) await live.channelJoined(env, permit.workspace.id, channel.id, views);
    return { channel, created: made.created };
  },

  async messages({ env, db, permit, params, body: { messages } }) {
    for (const [place, { body, at, editedAt, deletedAt, meta }] of messages.entries()) {
      if (!isText(body)) throw new Refused("not_text", { field: `messages.${place}.body` });
      if ([at, editedAt, deletedAt, meta?.pinned?.at].some(isAhead))
        throw new Refused("invalid", { field: `messages.${place}.at`, ...because("dated_ahead") });
    }
    const { channel, parent } = await channelOf(db, permit, params.channel);
    const stranger = await findStranger(db, permit, messages);
    if (stranger !== null) throw new Refused("invalid", { field: stranger, ...because("import_stranger") });
    await takeFromDay(env, db, permit, messages.length);
    const room = roomOf(env, channel.id);
    const facts = factsOf({ channel, workspace: permit.workspace, parent });
    const at = { workspaceId: permit.workspace.id, channelId: channel.id };
    const list = await Promise.all(
      messages.map(async (message) => withFiles(env, at, withoutWhatWasTakenBack(message))),
    );
    // Before anything is stored: what the room has taken can no longer be refused.
    await recordImport(db, permit, channel);
    let taken = await room.importMessages(facts, list);
    // What came before imports were marked is known by its author.
    if (taken.takenOverBy && (await findStranger(db, permit, [taken.takenOverBy])) === null)
      taken = await room.importMessages(facts, list, taken.takenOverBy.message);
    if (taken.takenOverBy) throw new Refused("taken_over");
    await countAsRead(db, permit, channel.no, taken.stored);
    return taken;
  },

  async file({ c, env, db, permit, params, query: { message, size } }) {
    const { channel } = await channelOf(db, permit, params.channel);
    const { id: workspaceId, no } = permit.workspace;
    const file = { workspaceId, channelId: channel.id, message, id: params.file, size };
    if (!(await isToCome(env, file))) return;
    const taken = await takeFileBytes(db, no, size, Number(env.PLACE_FILES_BYTES ?? FILES_CLASS_BYTES));
    if (!taken) throw new Refused("too_many", because("files_full", { left: 0 }));
    try {
      await keepBrought(env, file, c.req.raw.body);
    } catch (error) {
      await giveBackFileBytes(db, no, size);
      await reached(Promise.reject(error));
    }
  },

  async places({ db, permit, params, query }) {
    const { channel } = await channelOf(db, permit, params.channel);
    // The room knows what D1 does not have yet, so that nothing is stored twice in between.
    const places = await placesIn(db, permit, channel.no, query);
    return { places, reachedEnd: places.length < query.limit };
  },
};

/** What people of the class read and the caller does not is not there for them, wherever it came from. */
async function channelOf(db: Db, permit: Permit<"importHistory">, id: string) {
  const channel = await importedChannel(db, permit, id);
  if (!channel) throw new Refused("not_found");
  // Whoever reads a thread's channel reads the thread.
  const parent = channel.parentNo === null ? null : await channelRowByNo(db, channel.parentNo);
  if (await isOfOthers(db, permit, parent ?? channel)) throw new Refused("not_found");
  return { channel, parent };
}

/** Of PLACE's own archive. @throws Refused where its channel is not there for who brings it */
async function theThread(
  db: Db,
  permit: Permit<"importHistory">,
  { key, createdAt, on }: BodyOf<RowOf<"import.channel">>,
  people: number,
) {
  if (!on) throw new Refused("invalid", { field: "on" });
  if (people > 0) throw new Refused("invalid", { field: "members" });
  const { channel: parent } = await channelOf(db, permit, on.channel);
  if (parent.kind === "thread") throw new Refused("invalid", { field: "on", ...because("thread_in_thread") });
  await recordHourly(db, permit, { act: "historyImported" });
  const made = await importThread(db, permit, parent, { key, createdAt, seq: on.seq, author: on.author });
  const channel = made && (await channelByNo(db, made.channelNo));
  if (!made || !channel) throw new Refused("not_found");
  // It may have gone elsewhere since it was brought.
  if (!made.created) await channelOf(db, permit, channel.id);
  return { channel, created: made.created };
}

async function withFiles(
  env: Env,
  at: { workspaceId: string; channelId: string },
  message: ImportMessage,
): Promise<ImportMessage> {
  const files = await withBytes(env, at, message);
  return files ? { ...message, meta: { ...message.meta, files } } : message;
}

/** What was brought, by whom: a row for each channel and hour, not for each batch. */
async function recordImport(db: Db, permit: Permit<"importHistory">, { no, sourceKey }: ChannelRow): Promise<void> {
  const source = /^[a-z]+/u.exec(sourceKey ?? "")?.[0];
  const details = source === undefined ? undefined : { name: source };
  await recordHourly(db, permit, { act: "historyImported", channel: no, details });
}

const isAhead = (at: number | undefined) => at !== undefined && at > Date.now() + IMPORT_AHEAD_MAX_MS;

function withoutWhatWasTakenBack(message: ImportMessage): ImportMessage {
  const { meta, ...rest } = message;
  if (rest.deletedAt === undefined) return message;
  return { ...rest, body: "", ...(meta?.source !== undefined && { meta: { source: meta.source } }) };
}

/** @throws Refused `too_fast` where the class took in as much today as a day takes */
async function takeFromDay(env: Env, db: Db, permit: Permit<"importHistory">, messages: number): Promise<void> {
  const perDay = perDayOf(env, "PLACE_IMPORT_PER_DAY", IMPORT_PER_DAY);
  const now = Date.now();
  if (await takeAllowance(db, permit.workspace.no, "imported", { amount: messages, perDay, now })) return;
  throw new Refused("too_fast", {
    ...because("import_day", { most: perDay }),
    retryAfter: untilTomorrow(now),
  });
}
