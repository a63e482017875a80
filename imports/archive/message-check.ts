/** What a class would not take of an archive: named before anything is sent. */
import * as v from "valibot";
import type { ChannelLine, MessageLine, PersonLine } from "../../protocol/archive/schemas.ts";
import {
  IMPORT_AHEAD_MAX_MS,
  IMPORT_CHANNEL_PEOPLE_MAX,
  ImportChannelBody,
  ImportMessageSchema,
  ImportPeopleBody,
} from "../../protocol/index.ts";
import { placeIn } from "../places.ts";
import { trouble, type Broken, type Trouble } from "../trouble.ts";
import { channelFor, messageFor, personFor, type Here } from "./drafts.ts";

/** Nobody reads more of them. */
const WRONG_MAX = 50;
/** A thousand messages that were taken out are not one that begins a thousand later. */
const GAPS_MAX = 100_000;

/** What is said in a channel. */
export interface Said {
  messages: number;
  /** Milliseconds since 1970 of its first and its last message. */
  from: number;
  to: number;
  /** Places that were taken out of the archive, ascending. */
  gaps: number[];
}
/** By the id of a file, or of its small picture: where it belongs. */
export type FilePlaces = Map<string, { channel: string; message: string; seq: number; name: string }>;

interface Found {
  people: Map<string, PersonLine>;
  channels: Map<string, ChannelLine>;
}

export class MessageCheck {
  readonly #found: Found;
  /** Milliseconds since 1970 that no message is later than. */
  readonly #latest: number;
  readonly #files: FilePlaces = new Map();
  readonly #said = new Map<string, Said>();
  readonly #wrong: Broken[] = [];
  readonly #threads: { channel: string; seq: number; place: string }[] = [];
  /** The channel that is read now: ids that were there before, and the next place. */
  #now = { channel: "", ids: new Set<string>(), next: 1 };
  #place = "";
  /** Keys are as good as ids to see whether a class would take it. */
  readonly #here: Here = {
    person: (key) => this.#known(this.#found.people, key, "unknownPerson"),
    knows: (key) => this.#found.people.has(key),
    channel: (key) => this.#known(this.#found.channels, key, "unknownChannel"),
    place: (_, seq) => seq,
    words: (body) => body,
    holds: () => true,
  };

  constructor(found: Found, now: number) {
    this.#found = found;
    // Whose clock is a little behind is told here and not after half of it.
    this.#latest = now + IMPORT_AHEAD_MAX_MS / 2;
  }

  person(line: PersonLine, place: string): void {
    this.#place = place;
    const { people } = this.#found;
    if (people.has(line.key)) this.#say(trouble("keyTwice", { key: line.key }));
    people.set(line.key, line);
    this.#demand(ImportPeopleBody, { people: [personFor(line)] });
  }

  /** A thread stands behind its channel. */
  channel(line: ChannelLine, place: string): void {
    this.#place = place;
    const { key, kind, on, members = [], createdAt } = line;
    const { channels } = this.#found;
    if (channels.has(key)) this.#say(trouble("keyTwice", { key }));
    const parent = on && channels.get(on.channel);
    const isThread = kind === "thread";
    if (isThread !== (parent !== undefined && parent.kind !== "thread")) this.#say(trouble("strayThread"));
    if (on) this.#threads.push({ channel: on.channel, seq: on.seq, place });
    channels.set(key, line);
    if (createdAt > this.#latest) this.#say(trouble("future"));
    for (const member of members) this.#here.person(member);
    const body = channelFor(line, this.#here);
    this.#demand(ImportChannelBody, { ...body, members: members.slice(0, IMPORT_CHANNEL_PEOPLE_MAX) });
  }

  messages(channel: string, entry: string, lines: readonly MessageLine[]): void {
    this.#place = entry;
    if (!this.#found.channels.has(channel)) return this.#say(trouble("strayMessages"));
    if (this.#now.channel !== channel) this.#now = { channel, ids: new Set(), next: 1 };
    for (const [n, line] of lines.entries()) {
      this.#place = placeIn(entry, "line", n + 1);
      this.#message(channel, line);
    }
  }

  #message(channel: string, line: MessageLine): void {
    const { id, seq, at, editedAt, deletedAt, pinned, files = [] } = line;
    const { ids } = this.#now;
    const said = this.#said.get(channel) ?? { messages: 0, from: at, to: at, gaps: [] };
    this.#said.set(channel, said);
    if (ids.has(id)) this.#say(trouble("idTwice", { id }));
    ids.add(id);
    // Where lines do not stand in their order, the proof says so.
    for (let gap = this.#now.next; gap < seq && said.gaps.length < GAPS_MAX; gap++) said.gaps.push(gap);
    this.#now.next = seq + 1;
    said.messages += 1;
    said.from = Math.min(said.from, at);
    said.to = Math.max(said.to, at);
    if ([at, editedAt, deletedAt, pinned?.at].some((time) => time !== undefined && time > this.#latest))
      this.#say(trouble("future"));
    this.#demand(ImportMessageSchema, messageFor(line, channel, this.#here));
    for (const { id: file, name, preview } of files) {
      const at = { channel, message: id, seq, name };
      if (file !== undefined) this.#files.set(file, at);
      if (preview) this.#files.set(preview.id, at);
    }
  }

  /** @param isWhole nothing can have been taken out of it */
  end(isWhole: boolean) {
    for (const [channel, { gaps }] of isWhole ? this.#said : []) {
      this.#place = `messages/${channel}`;
      for (const gap of gaps.slice(0, 1)) {
        this.#place = placeIn(this.#place, "message", gap);
        this.#say(trouble("flawMissing"));
      }
    }
    for (const { channel, seq, place } of this.#threads) {
      const said = this.#said.get(channel);
      this.#place = place;
      if (!said || seq > said.messages + said.gaps.length || said.gaps.includes(seq)) this.#say(trouble("strayThread"));
    }
    return { files: this.#files, said: this.#said, wrong: this.#wrong };
  }

  #known(list: ReadonlyMap<string, unknown>, key: string, code: "unknownPerson" | "unknownChannel"): string {
    if (!list.has(key)) this.#say(trouble(code, { key }));
    return key;
  }

  #demand(schema: v.GenericSchema, body: unknown): void {
    const parsed = v.safeParse(schema, body, { abortEarly: true });
    if (parsed.success) return;
    const field = v.getDotPath(parsed.issues[0])?.replace(/^people\.0\./u, "");
    this.#say(field === undefined ? trouble("notLine") : trouble("fieldWrong", { field }));
  }

  #say(why: Trouble): void {
    if (this.#wrong.length < WRONG_MAX) this.#wrong.push({ place: this.#place, why });
  }
}
