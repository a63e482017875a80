/** Sends an archive that was checked to a class: people, channels, emoji, files, and the messages in their order, read from it once more. */
import type { Api } from "../../client/api.ts";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { entryKind, SOURCE_PREFIX } from "../../protocol/archive/format.ts";
import type { ChannelLine, EmojiLine, PersonLine } from "../../protocol/archive/schemas.ts";
import { IMPORT_BATCH_MAX, IMPORT_CHANNEL_PEOPLE_MAX, type ImportMessage, type Refusal } from "../../protocol/index.ts";
import { batchesOf } from "../batches.ts";
import { patiently } from "../retry.ts";
import {
  MEMBERS_AT_ONCE,
  readPlaces,
  whyLeftOut,
  type Uploaded,
  type UploadedChannel,
  type UploadEvents,
  type WhyLeftOut,
} from "../upload.ts";
import type { CheckedArchive } from "./check.ts";
import { channelFor, messageFor, personFor, type Here } from "./drafts.ts";
import type { ArchiveEntries, ArchiveEntry } from "./entries.ts";
import { messagesIn } from "./lines.ts";
import { NamesHere } from "./words.ts";

export interface SentArchive extends Uploaded {
  files: number;
  /** Names of emoji that the class has another picture for. */
  emojiKept: string[];
}
export interface SendEvents extends UploadEvents {
  /** Files that are now known to be there. */
  files?(done: number): void;
}

/** Each step is safe to send twice. @throws RefusedError, UnreachableError where waiting does not help; CannotImport */
export async function sendArchive(
  api: Api,
  workspace: string,
  archive: CheckedArchive,
  entries: ArchiveEntries,
  events: SendEvents,
  signal: AbortSignal,
): Promise<SentArchive> {
  const sending = new Sending(api, workspace, archive, events, signal);
  try {
    await sending.all(entries);
  } catch (error) {
    // In a pause, before something was tried again.
    if (!signal.aborted || !(error instanceof Error) || error.name !== "AbortError") throw error;
  }
  return { ...sending.sent, stopped: signal.aborted };
}

class Sending {
  readonly sent: SentArchive = { people: 0, channels: [], files: 0, emojiKept: [], stopped: false };
  readonly #api: Api;
  readonly #workspace: string;
  readonly #archive: CheckedArchive;
  readonly #events: SendEvents;
  readonly #signal: AbortSignal;
  readonly #people = new Map<string, string>();
  readonly #channels = new Map<string, { id: string; result: UploadedChannel }>();
  readonly #names = new NamesHere();
  readonly #emoji: Map<string, EmojiLine>;
  /** Of the channel that is sent now: the places of what it has already, by id. */
  #there: { channel: string; seqs: Map<string, number> } | null = null;
  readonly #here: Here = {
    person: (key) => known(this.#people, key),
    knows: (key) => this.#people.has(key),
    channel: (key) => known(this.#channels, key).id,
    place: (channel, seq) => this.#placeOf(channel, seq),
    words: (body) => this.#names.inWords(body),
    holds: (file) => this.#archive.held.has(file),
  };

  constructor(api: Api, workspace: string, archive: CheckedArchive, events: SendEvents, signal: AbortSignal) {
    this.#api = api;
    this.#workspace = workspace;
    this.#archive = archive;
    this.#events = events;
    this.#signal = signal;
    this.#emoji = new Map(archive.emoji.map((line) => [line.name, line]));
  }

  async all(entries: ArchiveEntries): Promise<void> {
    await this.#sendPeople(this.#archive.people);
    for (const channel of this.#archive.channels) if (!this.#signal.aborted) await this.#sendChannel(channel);
    // Their bytes first: a message holds what is there.
    for await (const entry of entries()) {
      if (this.#signal.aborted) return;
      const kind = entryKind(entry.name);
      if (kind?.kind === "picture") await this.#sendEmoji(kind.id, entry);
      else if (kind?.kind === "file") await this.#sendFile(kind.id, entry);
    }
    for await (const entry of entries()) {
      if (this.#signal.aborted) return;
      const kind = entryKind(entry.name);
      if (kind?.kind === "messages") await this.#sendMessages(kind.channel, entry);
    }
  }

  async #sendPeople(people: readonly PersonLine[]): Promise<void> {
    const workspace = this.#workspace;
    for (let from = 0; from < people.length && !this.#signal.aborted; from += IMPORT_BATCH_MAX) {
      const body = people.slice(from, from + IMPORT_BATCH_MAX).map(personFor);
      const answer = await this.#patiently(() => this.#api.call("import.people", { workspace }, { people: body }));
      for (const { key, member } of answer.people) this.#people.set(key.slice(SOURCE_PREFIX.length), member);
      this.sent.people = this.#people.size;
    }
    const there = new Map(people.flatMap(({ key, handle }) => [[this.#people.get(key) ?? "", handle]]));
    const ids = [...there.keys()].filter((id) => id !== "");
    for (let from = 0; from < ids.length && !this.#signal.aborted; from += MEMBERS_AT_ONCE) {
      const batch = ids.slice(from, from + MEMBERS_AT_ONCE);
      const answer = await this.#patiently(() => this.#api.call("members.list", { workspace }, { ids: batch }));
      for (const { id, handle } of answer.members) this.#names.person(there.get(id) ?? handle, handle);
    }
  }

  async #sendChannel(line: ChannelLine): Promise<void> {
    const { key, on, name = "", members = [] } = line;
    const result: UploadedChannel = { name, created: false, stored: 0, there: 0, leftOut: 0 };
    this.sent.channels.push(result);
    const parent = on && this.#channels.get(on.channel);
    if (on && (!parent || parent.result.why)) {
      this.#leaveOut(key, result, parent?.result.why ?? "more_open");
      return;
    }
    const workspace = this.#workspace;
    const ids = members.map((member) => this.#here.person(member));
    const body = channelFor(line, this.#here);
    const send = (from: number) => {
      const batch = ids.slice(from, from + IMPORT_CHANNEL_PEOPLE_MAX);
      return this.#patiently(() => this.#api.call("import.channel", { workspace }, { ...body, members: batch }));
    };
    try {
      const { channel, created } = await send(0);
      for (let from = IMPORT_CHANNEL_PEOPLE_MAX; from < ids.length; from += IMPORT_CHANNEL_PEOPLE_MAX) await send(from);
      Object.assign(result, { created, name: channel.name });
      if (name !== "") this.#names.channel(name, channel.name);
      this.#channels.set(key, { id: channel.id, result });
    } catch (error) {
      this.#leaveOut(key, result, whyLeftOut(error));
    }
  }

  /** Nothing of it comes; the other channels do. */
  #leaveOut(channel: string, result: UploadedChannel, why: WhyLeftOut): void {
    result.why = why;
    result.leftOut = this.#archive.said.get(channel)?.messages ?? 0;
    this.#channels.set(channel, { id: "", result });
    this.#events.progress(result.leftOut);
  }

  async #sendEmoji(name: string, entry: ArchiveEntry): Promise<void> {
    const line = this.#emoji.get(name);
    if (!line) return;
    const picture = `data:${line.type};base64,${toBase64(await entry.bytes())}`;
    const workspace = this.#workspace;
    try {
      await this.#patiently(() => this.#api.call("emoji.add", { workspace }, { name, picture }));
    } catch (error) {
      // The class has one of that name, or no place for it: its own stays.
      if (!(error instanceof RefusedError)) throw error;
      this.sent.emojiKept.push(name);
    }
  }

  /** Unless no message of the archive that comes holds it. */
  async #sendFile(id: string, entry: ArchiveEntry): Promise<void> {
    const at = this.#archive.files.get(id);
    const channel = at && this.#channels.get(at.channel);
    if (!at || !channel || channel.result.why) return;
    const bytes = await entry.bytes();
    if (bytes.byteLength === 0) return;
    await this.#patiently(() => this.#put(id, at.message, channel.id, bytes));
    this.sent.files += 1;
    this.#events.files?.(this.sent.files);
  }

  async #put(id: string, message: string, channel: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const { baseUrl, token, fetch = globalThis.fetch } = this.#api;
    const path = `/api/workspaces/${this.#workspace}/import/channels/${channel}/files/${id}`;
    const headers = {
      "content-type": "application/octet-stream",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const query = `?message=${message}&size=${body.byteLength}`;
    const answer = await fetch(baseUrl + path + query, { method: "PUT", headers, body }).catch((cause: unknown) => {
      throw new UnreachableError(cause);
    });
    if (answer.ok) return;
    const refusal = (await answer.json().catch(() => null)) as Refusal | null;
    throw refusal?.code ? new RefusedError(refusal, answer.status) : new UnreachableError(`status ${answer.status}`);
  }

  async #sendMessages(channel: string, entry: ArchiveEntry): Promise<void> {
    const { id, result } = known(this.#channels, channel);
    if (result.why === "more_open") return;
    this.#events.channel(result.name);
    const lines = messagesIn(entry.name, await entry.text());
    const at = { workspace: this.#workspace, channel: id };
    if (this.#there?.channel !== channel)
      this.#there = { channel, seqs: await readPlaces(this.#api, at.workspace, id, this.#signal) };
    const { seqs } = this.#there;
    const missing = lines.filter((line) => !seqs.has(line.id));
    result.there += lines.length - missing.length;
    this.#events.progress(lines.length - missing.length);
    for (const messages of batchesOf(missing.map((line) => messageFor(line, channel, this.#here)))) {
      if (this.#signal.aborted) return;
      await this.#sendBatch(at, messages, result);
      this.#events.progress(messages.length);
    }
  }

  async #sendBatch(
    at: { workspace: string; channel: string },
    messages: ImportMessage[],
    result: UploadedChannel,
  ): Promise<void> {
    if (result.why === undefined)
      try {
        const answer = await this.#patiently(() => this.#api.call("import.messages", at, { messages }));
        result.stored += answer.stored;
        // A batch whose answer was lost was stored all the same.
        result.there += answer.known;
        return;
      } catch (error) {
        result.why = whyLeftOut(error);
      }
    result.leftOut += messages.length;
  }

  #placeOf(channel: string, seq: number): number | undefined {
    const gaps = this.#archive.said.get(channel)?.gaps ?? [];
    if (gaps.length === 0) return seq;
    return gaps.includes(seq) ? undefined : seq - gaps.filter((gap) => gap < seq).length;
  }

  #patiently<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, this.#signal);
  }
}

/** What was checked names nobody and nothing else. */
function known<T>(list: ReadonlyMap<string, T>, key: string): T {
  const found = list.get(key);
  if (found === undefined) throw new TypeError(`not in the archive: ${key}`);
  return found;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
