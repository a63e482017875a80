/**
 * Sends a plan to a class: people, then each channel and what is missing in it, in order. Stopped anywhere, the next run asks
 * the server what is there and goes on behind it; what is there already is not sent again.
 */
import {
  IMPORT_BATCH_MAX,
  IMPORT_BODY_MAX_BYTES,
  IMPORT_CHANNEL_PEOPLE_MAX,
  IMPORT_FILES_MAX,
  IMPORT_REACTIONS_MAX,
  isBlank,
  parse,
  TimeSchema,
  type ImportMessage,
} from "../protocol/index.ts";
import type { Api } from "../client/api.ts";
import { RefusedError } from "../client/errors.ts";
import type { SourceFile, SourcePin } from "./history.ts";
import type { Plan, PlannedChannel, PlannedMessage } from "./plan.ts";
import { cleanText, resolveReferences } from "../protocol/foreign/references.ts";
import { patiently } from "./retry.ts";

export interface UploadEvents {
  channel(name: string): void;
  /** Messages that are now known to be there, sent by this run or found. */
  progress(messages: number): void;
}

export interface Uploaded {
  people: number;
  /** `leftOut`: messages for which it was too late, because people of the class write there by now. */
  channels: { name: string; created: boolean; stored: number; there: number; leftOut: number }[];
  /** True when it was asked to stop before the end. */
  stopped: boolean;
}

/** What the server made of the plan's people and channels. */
interface Known {
  members: Map<string, { id: string; handle: string }>;
  channels: Map<string, { id: string; name: string; created: boolean }>;
}

/** Room for the braces and the last message's commas. */
const BATCH_BYTES = IMPORT_BODY_MAX_BYTES - 1024;
const PEOPLE_AT_ONCE = IMPORT_BATCH_MAX;
const MEMBERS_AT_ONCE = 100;
/** Channels that are filled at the same time: each has an object of its own, which takes one batch after the other. */
const SIDE_BY_SIDE = 6;

/** @throws RefusedError, UnreachableError when waiting does not help */
export async function upload(
  api: Api,
  workspace: string,
  plan: Plan,
  events: UploadEvents,
  signal: AbortSignal,
): Promise<Uploaded> {
  const uploaded: Uploaded = { people: 0, channels: [], stopped: false };
  try {
    return await send(uploaded, api, workspace, plan, events, signal);
  } catch (error) {
    // In a pause, before something was tried again.
    if (signal.aborted && error instanceof Error && error.name === "AbortError") return { ...uploaded, stopped: true };
    throw error;
  }
}

/** @param uploaded is filled as it goes */
async function send(
  uploaded: Uploaded,
  api: Api,
  workspace: string,
  plan: Plan,
  events: UploadEvents,
  signal: AbortSignal,
): Promise<Uploaded> {
  const members = await sendPeople(api, workspace, plan, signal);
  const known: Known = { members, channels: new Map() };
  uploaded.people = members.size;
  const reader = plan.isOwnCopy ? (await api.call("workspaces.bootstrap", { workspace })).me.member : undefined;
  // All channels first: a message may name one that stands further down.
  for (const channel of plan.channels) {
    if (signal.aborted) return { ...uploaded, stopped: true };
    known.channels.set(channel.key, await sendChannel(api, workspace, channel, members, reader, signal));
  }
  const drafts = new Drafts(plan, known);
  const waiting = plan.channels.flatMap((channel) => {
    const place = known.channels.get(channel.key);
    if (!place) return [];
    const result = { name: place.name, created: place.created, stored: 0, there: 0, leftOut: 0 };
    uploaded.channels.push(result);
    return [{ channel, id: place.id, result }];
  });
  // The largest first, so that none is left over for the end alone.
  waiting.sort((a, b) => b.channel.messages.length - a.channel.messages.length);
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !ended.aborted; next = waiting.shift())
      await sendMessages(api, workspace, next, drafts, events, ended);
  };
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  } catch (error) {
    failed.abort();
    throw error;
  }
  return { ...uploaded, stopped: signal.aborted };
}

interface Sending {
  channel: PlannedChannel;
  /** As the server knows it. */
  id: string;
  /** Counted as it goes. */
  result: Uploaded["channels"][number];
}

/** What is missing in one channel, in order: one batch at a time. */
async function sendMessages(
  api: Api,
  workspace: string,
  { channel, id, result }: Sending,
  drafts: Drafts,
  events: UploadEvents,
  signal: AbortSignal,
): Promise<void> {
  events.channel(result.name);
  const seqs = await readPlaces(api, workspace, id, signal);
  const missing = seqs.size === 0 ? channel.messages : channel.messages.filter((message) => !seqs.has(message.id));
  let left = missing.length;
  result.there = channel.messages.length - missing.length;
  events.progress(result.there);
  for (const batch of batches(missing, (message) => drafts.of(message, channel))) {
    if (signal.aborted) return;
    const messages = withReplies(batch, seqs);
    const answer = await patiently(
      () => api.call("import.messages", { workspace, channel: id }, { messages }),
      signal,
    ).catch(ifTakenOver);
    if (answer === null) {
      result.leftOut = left;
      events.progress(result.leftOut);
      return;
    }
    for (const { id: stored, seq } of answer.places) seqs.set(stored, seq);
    result.stored += answer.stored;
    // A batch whose answer was lost was stored all the same.
    result.there += answer.known;
    left -= messages.length;
    events.progress(messages.length);
  }
}

/** Where people of the class write by now, the rest of a history has come too late; the other channels go on. */
function ifTakenOver(error: unknown): null {
  if (error instanceof RefusedError && error.refusal.code === "taken_over") return null;
  throw error;
}

async function sendPeople(api: Api, workspace: string, plan: Plan, signal: AbortSignal): Promise<Known["members"]> {
  const members: Known["members"] = new Map();
  const people = [...plan.people.values()];
  for (let from = 0; from < people.length && !signal.aborted; from += PEOPLE_AT_ONCE) {
    const batch = people.slice(from, from + PEOPLE_AT_ONCE);
    const answer = await patiently(() => api.call("import.people", { workspace }, { people: batch }), signal);
    for (const { key, member } of answer.people) members.set(key, { id: member, handle: "" });
  }
  // The server gave them handles that are free here: those are what a mention has to say.
  const keyById = new Map([...members].map(([key, { id }]) => [id, key]));
  const ids = [...keyById.keys()];
  for (let from = 0; from < ids.length && !signal.aborted; from += MEMBERS_AT_ONCE) {
    const batch = ids.slice(from, from + MEMBERS_AT_ONCE);
    const answer = await patiently(() => api.call("members.list", { workspace }, { ids: batch }), signal);
    for (const { id, handle } of answer.members) members.set(keyById.get(id) ?? "", { id, handle });
  }
  return members;
}

async function sendChannel(
  api: Api,
  workspace: string,
  channel: PlannedChannel,
  members: Known["members"],
  reader: string | undefined,
  signal: AbortSignal,
) {
  const { key, kind, name, topic, createdAt, archived } = channel;
  const first = channel.messages[0]?.at;
  const body = {
    ...{ key, kind, topic, archived },
    ...(name !== undefined && { name }),
    ...timeAs("createdAt", createdAt ?? first),
  };
  // Whoever has the copy in hand has read it already.
  const ids = [...(reader !== undefined && kind !== "public" ? [reader] : []), ...idsOf(channel.members, members)];
  const send = (from: number) =>
    patiently(
      () =>
        api.call(
          "import.channel",
          { workspace },
          { ...body, members: ids.slice(from, from + IMPORT_CHANNEL_PEOPLE_MAX) },
        ),
      signal,
    );
  const answer = await send(0);
  for (let from = IMPORT_CHANNEL_PEOPLE_MAX; from < ids.length; from += IMPORT_CHANNEL_PEOPLE_MAX) await send(from);
  return { id: answer.channel.id, name: answer.channel.name || "a direct message", created: answer.created };
}

const idsOf = (keys: readonly string[], members: Known["members"]) => keys.flatMap((key) => members.get(key)?.id ?? []);

async function readPlaces(
  api: Api,
  workspace: string,
  channel: string,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const seqs = new Map<string, number>();
  for (let after = 0, reachedEnd = false; !reachedEnd;) {
    const from = after;
    const answer = await patiently(() => api.call("import.places", { workspace, channel }, { after: from }), signal);
    for (const { id, seq } of answer.places) seqs.set(id, seq);
    after = answer.places.at(-1)?.seq ?? after;
    reachedEnd = answer.reachedEnd;
  }
  return seqs;
}

type Draft = ImportMessage & { answers?: string | undefined };

/** Messages as the server takes them: with the names that people and channels got there. */
class Drafts {
  readonly #source: Plan["source"];
  readonly #known: Known;
  readonly #channels: ReadonlyMap<string, PlannedChannel>;
  /** By the channel that is named and the one in which it is, each a key: may it be? */
  readonly #mayName = new Map<string, boolean>();

  constructor({ source, channels }: Plan, known: Known) {
    this.#source = source;
    this.#known = known;
    this.#channels = new Map(channels.map((channel) => [channel.key, channel]));
  }

  of(message: PlannedMessage, channel: PlannedChannel): Draft {
    const { id, at, editedAt, deletedAt, files, replyToId, pinned } = message;
    const { members } = this.#known;
    const given = message.reactions.map((reaction) => ({ ...reaction, emoji: cleanText(reaction.emoji) }));
    const reactions = given
      .filter(({ emoji }) => !isBlank(emoji))
      .slice(0, IMPORT_REACTIONS_MAX)
      .map((reaction) => ({
        ...reaction,
        members: idsOf(reaction.members, members).slice(0, IMPORT_CHANNEL_PEOPLE_MAX),
      }));
    return {
      ...{ id, at, author: members.get(message.author)?.id ?? "", answers: replyToId },
      body: resolveReferences(message.body, (kind, key) => this.#name(kind, key, channel)),
      ...timeAs("editedAt", editedAt),
      ...timeAs("deletedAt", deletedAt),
      meta: {
        source: this.#source,
        ...(reactions.length > 0 && { reactions }),
        ...(pinned && { pinned: pinFor(pinned, at, members) }),
        ...(files.length > 0 && { files: files.slice(0, IMPORT_FILES_MAX).map(fileFor) }),
      },
    };
  }

  #name(kind: "person" | "channel", key: string, inside: PlannedChannel): string | undefined {
    const { members, channels } = this.#known;
    if (kind === "person") return members.get(key)?.handle || undefined;
    const named = this.#channels.get(key);
    if (!named) return "channel-elsewhere";
    const pair = `${key}\0${inside.key}`;
    const may = this.#mayName.get(pair) ?? mayName(named, inside);
    this.#mayName.set(pair, may);
    return may ? channels.get(key)?.name : undefined;
  }
}

/** Where the source does not say when it was pinned, it was not before it was written. */
function pinFor({ by, at }: SourcePin, written: number, members: Known["members"]) {
  const member = by === undefined ? undefined : members.get(by)?.id;
  return { ...(member !== undefined && { by: member }), at: timeAs("at", at).at ?? written };
}

/** The time under this name, where it is one that can be: a message is not left behind for a broken mark of an edit. */
function timeAs<const N extends string>(name: N, at: number | undefined): { [name in N]?: number } {
  const isTime = at !== undefined && parse(TimeSchema, at).ok && at <= Date.now();
  return (isTime ? { [name]: at } : {}) as { [name in N]?: number };
}

function fileFor({ name, ...file }: SourceFile): SourceFile {
  const cleaned = cleanText(name);
  return { ...file, name: isBlank(cleaned) ? "file" : cleaned };
}

/** A private channel's name is told only where everybody who reads it knows the channel. */
function mayName(named: PlannedChannel, inside: PlannedChannel): boolean {
  if (named.kind === "public") return true;
  if (named.name === undefined || inside.kind === "public") return false;
  const insiders = new Set(named.members);
  return inside.members.every((member) => insiders.has(member));
}

/** An answer is linked by the place of what it answers, or by its id where both go in the same batch. */
function withReplies(batch: Draft[], seqs: ReadonlyMap<string, number>): ImportMessage[] {
  return batch.map(({ answers, ...message }) => {
    if (answers === undefined) return message;
    const seq = seqs.get(answers);
    return seq === undefined ? { ...message, replyToId: answers } : { ...message, replyTo: seq };
  });
}

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text).length;

function* batches(messages: PlannedMessage[], draft: (message: PlannedMessage) => Draft): Generator<Draft[]> {
  let batch: Draft[] = [];
  let bytes = 0;
  for (const message of messages) {
    const next = draft(message);
    const size = bytesOf(JSON.stringify(next)) + 1;
    if (batch.length > 0 && (batch.length === IMPORT_BATCH_MAX || bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(next);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
