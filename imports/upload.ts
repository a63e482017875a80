/**
 * Sends a plan to a class: people, then each channel and what is missing in it, in order. Stopped anywhere, the next run asks
 * the server what is there and goes on behind it; what is there already is not sent again.
 */
import { IMPORT_BATCH_MAX, IMPORT_CHANNEL_PEOPLE_MAX, type ImportMessage } from "../protocol/index.ts";
import type { Api } from "../client/api.ts";
import { RefusedError } from "../client/errors.ts";
import { batchesOf } from "./batches.ts";
import { Drafts, idsOf, timeAs, type Draft, type Known } from "./drafts.ts";
import type { Plan, PlannedChannel } from "./plan.ts";
import { patiently } from "./retry.ts";

export interface UploadEvents {
  channel(name: string): void;
  /** Messages that are now known to be there, sent by this run or found. */
  progress(messages: number): void;
}

/** What became of a channel. */
export interface UploadedChannel {
  name: string;
  created: boolean;
  stored: number;
  there: number;
  /** Messages that were left out, and why. */
  leftOut: number;
  why?: WhyLeftOut;
}
/**
 * `taken_over`: people of the class write there by now. `more_open`: it came earlier, as one that the whole class reads. `not_yours`: it is
 * read by people of the class, and not by who imports.
 */
export type WhyLeftOut = "taken_over" | "more_open" | "not_yours";

export interface Uploaded {
  people: number;
  channels: UploadedChannel[];
  /** True when it was asked to stop before the end. */
  stopped: boolean;
}

const PEOPLE_AT_ONCE = IMPORT_BATCH_MAX;
export const MEMBERS_AT_ONCE = 100;
/**
 * Channels that are filled at the same time: one is written while the other is on its way. More are no faster where one machine does all of it, and
 * those who talk there meanwhile wait for each.
 */
const SIDE_BY_SIDE = 2;

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
    const sent = await sendChannel(api, workspace, channel, members, reader, signal).catch(whyLeftOut);
    if (typeof sent !== "string") {
      known.channels.set(channel.key, sent);
      continue;
    }
    const { name = "a direct message", messages } = channel;
    const leftOut = messages.length;
    uploaded.channels.push({ name, created: false, stored: 0, there: 0, leftOut, why: sent });
    events.progress(leftOut);
  }
  const drafts = new Drafts(plan, known);
  const waiting = plan.channels.flatMap((channel) => {
    const place = known.channels.get(channel.key);
    if (!place) return [];
    const result: UploadedChannel = { name: place.name, created: place.created, stored: 0, there: 0, leftOut: 0 };
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
  for (const batch of batchesOf(drafts.all(missing, channel))) {
    if (signal.aborted) return;
    const messages = withReplies(batch, seqs);
    const answer = await patiently(
      () => api.call("import.messages", { workspace, channel: id }, { messages }),
      signal,
    ).catch(whyLeftOut);
    if (typeof answer === "string") {
      result.why = answer;
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

/** Why nothing more comes into a channel, while the others go on. @throws anything else */
export function whyLeftOut(error: unknown): WhyLeftOut {
  const refusal = error instanceof RefusedError ? error.refusal : null;
  if (refusal?.code === "taken_over") return "taken_over";
  if (refusal?.reason === "import_more_open") return "more_open";
  if (refusal?.code === "not_found") return "not_yours";
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

/** The places of what an import brought into a channel, by the ids of messages. */
export async function readPlaces(
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

/** An answer is linked by the place of what it answers, or by its id where both go in the same batch. */
function withReplies(batch: Draft[], seqs: ReadonlyMap<string, number>): ImportMessage[] {
  return batch.map(({ answers, ...message }) => {
    if (answers === undefined) return message;
    const seq = seqs.get(answers);
    return seq === undefined ? { ...message, replyToId: answers } : { ...message, replyTo: seq };
  });
}
