/** Sends an archive that was checked to a class: people, emoji, channels, files, and the messages in their order, read from it once more. */
import type { Api } from "../../client/api.ts";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { entryKind, SOURCE_PREFIX } from "../../protocol/archive/format.ts";
import type { ChannelLine, EmojiLine, MessageLine, PersonLine } from "../../protocol/archive/schemas.ts";
import {
  IMPORT_BATCH_MAX,
  IMPORT_BODY_MAX_BYTES,
  IMPORT_CHANNEL_PEOPLE_MAX,
  type ImportMessage,
  type Refusal,
} from "../../protocol/index.ts";
import { CannotImport } from "../history.ts";
import { patiently } from "../retry.ts";
import { messagesIn, type CheckedArchive } from "./check.ts";
import { entriesOf, type OpenArchive, type TarEntry } from "./entries.ts";

/** Room for the braces and commas. */
const BATCH_BYTES = IMPORT_BODY_MAX_BYTES - 1024;

export interface SentArchive {
  messages: number;
  /** Were there already. */
  known: number;
  files: number;
  /** Names of emoji that the class has another picture for. */
  emojiKept: string[];
  stopped: boolean;
}

/** Each step is safe to send twice. @throws RefusedError, UnreachableError where waiting does not help; CannotImport */
export async function sendArchive(
  api: Api,
  workspace: string,
  archive: CheckedArchive,
  open: OpenArchive,
  events: { channel(name: string): void; progress(messages: number): void },
  signal: AbortSignal,
): Promise<SentArchive> {
  const sent: SentArchive = { messages: 0, known: 0, files: 0, emojiKept: [], stopped: false };
  const sending = new Sending(api, workspace, archive, signal);
  await sending.people(archive.people);
  await sending.channels(archive.channels);
  // Their bytes first: a message holds what is there.
  for await (const entry of entriesOf(open)) {
    if (signal.aborted) return { ...sent, stopped: true };
    const kind = entryKind(entry.name);
    if (kind?.kind === "picture") await sending.emoji(kind.id, entry, sent);
    else if (kind?.kind === "file" && (await sending.file(kind.id, entry))) sent.files += 1;
  }
  for await (const entry of entriesOf(open)) {
    if (signal.aborted) return { ...sent, stopped: true };
    const kind = entryKind(entry.name);
    if (kind?.kind !== "messages") continue;
    events.channel(sending.nameOf(kind.channel));
    await sending.messages(kind.channel, messagesIn(entry.name, await entry.text()), sent, events);
  }
  return { ...sent, stopped: signal.aborted };
}

class Sending {
  readonly #api: Api;
  readonly #workspace: string;
  readonly #archive: CheckedArchive;
  readonly #signal: AbortSignal;
  readonly #people = new Map<string, string>();
  readonly #channels = new Map<string, { id: string; name: string }>();
  readonly #emoji: Map<string, EmojiLine>;
  /** Of the channel that is sent now: the ids that it has already. */
  #there: { channel: string; ids: Set<string> } | null = null;

  constructor(api: Api, workspace: string, archive: CheckedArchive, signal: AbortSignal) {
    this.#api = api;
    this.#workspace = workspace;
    this.#archive = archive;
    this.#signal = signal;
    this.#emoji = new Map(archive.emoji.map((line) => [line.name, line]));
  }

  nameOf(channel: string): string {
    return this.#channels.get(channel)?.name ?? "a thread";
  }

  async people(people: readonly PersonLine[]): Promise<void> {
    const workspace = this.#workspace;
    for (let from = 0; from < people.length && !this.#signal.aborted; from += IMPORT_BATCH_MAX) {
      const body = people.slice(from, from + IMPORT_BATCH_MAX).map(({ key, handle, name, role, program }) => ({
        ...{ key: SOURCE_PREFIX + key, handle, name },
        there: { role, ...(program && { program }) },
      }));
      const answer = await this.#patiently(() => this.#api.call("import.people", { workspace }, { people: body }));
      for (const { key, member } of answer.people) this.#people.set(key.slice(SOURCE_PREFIX.length), member);
    }
  }

  async channels(channels: readonly ChannelLine[]): Promise<void> {
    const workspace = this.#workspace;
    for (const { key, kind, name, topic = "", posting, createdAt, archived = false, members = [], on } of channels) {
      if (this.#signal.aborted) return;
      const ids = members.map((member) => this.#person(member));
      const author = on?.author === undefined ? undefined : this.#people.get(on.author);
      const body = {
        ...{ key: SOURCE_PREFIX + key, kind, topic, posting, createdAt, archived },
        ...(name !== undefined && { name }),
        ...(on && {
          on: { channel: this.#channelId(on.channel), seq: on.seq, ...(author !== undefined && { author }) },
        }),
      };
      const send = (from: number) =>
        this.#patiently(() =>
          this.#api.call(
            "import.channel",
            { workspace },
            { ...body, members: ids.slice(from, from + IMPORT_CHANNEL_PEOPLE_MAX) },
          ),
        );
      const { channel } = await send(0);
      for (let from = IMPORT_CHANNEL_PEOPLE_MAX; from < ids.length; from += IMPORT_CHANNEL_PEOPLE_MAX) await send(from);
      this.#channels.set(key, { id: channel.id, name: channel.name || "a thread" });
    }
  }

  async emoji(name: string, entry: TarEntry, sent: SentArchive): Promise<void> {
    const line = this.#emoji.get(name);
    if (!line) return;
    const picture = `data:${line.type};base64,${toBase64(await entry.bytes())}`;
    const workspace = this.#workspace;
    try {
      await this.#patiently(() => this.#api.call("emoji.add", { workspace }, { name, picture }));
    } catch (error) {
      // The class has one of that name, or no place for it: its own stays.
      if (!(error instanceof RefusedError)) throw error;
      sent.emojiKept.push(name);
    }
  }

  /** @returns false where no message of the archive holds it */
  async file(id: string, entry: TarEntry): Promise<boolean> {
    const at = this.#archive.files.get(id);
    if (!at || entry.size === 0) return false;
    const bytes = await entry.bytes();
    await this.#patiently(() => this.#put(id, at.message, this.#channelId(at.channel), bytes));
    return true;
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

  async messages(
    channel: string,
    lines: readonly MessageLine[],
    sent: SentArchive,
    events: { progress(messages: number): void },
  ): Promise<void> {
    const at = { workspace: this.#workspace, channel: this.#channelId(channel) };
    const there = await this.#idsIn(channel, at.channel);
    const missing = lines.filter(({ id }) => !there.has(id));
    sent.known += lines.length - missing.length;
    events.progress(lines.length - missing.length);
    for (const messages of batches(missing.map((line) => this.#message(line)))) {
      if (this.#signal.aborted) return;
      const answer = await this.#patiently(() => this.#api.call("import.messages", at, { messages }));
      sent.messages += answer.stored;
      sent.known += answer.known;
      events.progress(messages.length);
    }
  }

  async #idsIn(channel: string, id: string): Promise<Set<string>> {
    if (this.#there?.channel === channel) return this.#there.ids;
    const ids = new Set<string>();
    for (let after = 0, reachedEnd = false; !reachedEnd;) {
      const from = after;
      const at = { workspace: this.#workspace, channel: id };
      const answer = await this.#patiently(() => this.#api.call("import.places", at, { after: from }));
      for (const place of answer.places) ids.add(place.id);
      after = answer.places.at(-1)?.seq ?? after;
      reachedEnd = answer.reachedEnd;
    }
    this.#there = { channel, ids };
    return ids;
  }

  #message(line: MessageLine): ImportMessage {
    const { id, author, at, body, editedAt, deletedAt, replyTo, source = SOURCE_PREFIX.slice(0, -1) } = line;
    const { reactions, pinned, checkpoint, poll, files, hook, as, alsoToChannel, fromThread } = line;
    const people = (keys: readonly string[]) => keys.map((key) => this.#person(key));
    return {
      ...{ id, at, body, author: this.#person(author) },
      ...(editedAt !== undefined && { editedAt }),
      ...(deletedAt !== undefined && { deletedAt }),
      ...(replyTo !== undefined && { replyTo }),
      meta: {
        source,
        ...(reactions && { reactions: reactions.map((each) => ({ ...each, members: people(each.members) })) }),
        ...(pinned && { pinned: { at: pinned.at, ...(pinned.by !== undefined && { by: this.#person(pinned.by) }) } }),
        ...(checkpoint && { checkpoint: { ...checkpoint, by: this.#person(checkpoint.by) } }),
        ...(poll && {
          poll: {
            ...poll,
            voted: people(poll.voted).sort(),
            options: poll.options.map((each) => ({ ...each, ...(each.voters && { voters: people(each.voters) }) })),
          },
        }),
        ...(files && { files: files.map((file) => this.#file(file)) }),
        ...(hook && { hook }),
        ...(as !== undefined && { as }),
        ...(alsoToChannel !== undefined && { alsoToChannel }),
        ...(fromThread && { fromThread: { ...fromThread, channel: this.#channelId(fromThread.channel) } }),
      },
    };
  }

  /** One whose bytes are not in the archive, or belong to another message, is named and no more. */
  #file({ id, type: _, ...file }: NonNullable<MessageLine["files"]>[number]) {
    if (id !== undefined && this.#archive.held.has(id)) return { ...file, id };
    const { name, url, size } = file;
    return { name, ...(url !== undefined && { url }), ...(size !== undefined && { size }) };
  }

  #person(key: string): string {
    const id = this.#people.get(key);
    if (id === undefined) throw new CannotImport(`The archive names somebody whom it does not have (${key}).`);
    return id;
  }

  #channelId(key: string): string {
    const found = this.#channels.get(key);
    if (!found) throw new CannotImport(`The archive names a channel that it does not have (${key}).`);
    return found.id;
  }

  #patiently<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, this.#signal);
  }
}

function* batches(messages: readonly ImportMessage[]): Generator<ImportMessage[]> {
  const utf8 = new TextEncoder();
  let batch: ImportMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = utf8.encode(JSON.stringify(message)).byteLength + 1;
    if (batch.length > 0 && (batch.length === IMPORT_BATCH_MAX || bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
