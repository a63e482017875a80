/** A room of Matrix as Element exports it: JSON of raw events. Made from its source and from the event schemas of Matrix (spec, data/event-schemas). */
import * as v from "valibot";
import { readEntry, Text } from "../../protocol/foreign/entries.ts";
import { cleanText } from "../../protocol/foreign/references.ts";
import { accountFor } from "../accounting.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import {
  emptyChannel,
  type History,
  type ReadOptions,
  type SourceChannel,
  type SourceMessage,
  type SourcePerson,
} from "../history.ts";
import { sourceKey } from "../keys.ts";
import { addPerson } from "../people.ts";
import { eventOf, isObject, newWords, readWords, type MatrixEvent } from "./events.ts";
import { EVENT_PARTS, ROOM_PARTS } from "./parts.ts";
import type { Reason } from "../reasons.ts";
import { placeIn } from "../places.ts";

const Room = v.looseObject({ room_name: Text, topic: Text, exported_by: v.string(), messages: v.array(v.unknown()) });

/** Null where no file of it is one. */
export async function readMatrix(files: ExportFiles, _: ReadOptions): Promise<History | null> {
  const findings = new Findings();
  const people = new Map<string, SourcePerson>();
  const channels = new Map<string, SourceChannel>();
  const others: string[] = [];
  for (const path of files.paths) {
    const room = /\.json$/iu.test(path) ? readEntry(Room, await readJson(files, path).catch(() => null)) : null;
    if (!room?.ok) {
      others.push(path);
      continue;
    }
    accountFor(room.value, ROOM_PARTS, { findings, place: path });
    const channel = new Reading(people, findings).room(room.value, path);
    const known = channels.get(channel.key);
    if (known) known.messages.push(...channel.messages);
    else channels.set(channel.key, channel);
  }
  if (channels.size === 0) return null;
  for (const other of others) findings.aside("besideFiles", other);
  return {
    ...{ source: "matrix", title: "a Matrix export of Element", saysWhoReads: true, isOwnCopy: true },
    ...{ people, channels: [...channels.values()], findings },
  };
}

const LEFT_OUT: Record<string, Reason> = {
  "m.room.encrypted": "notDeciphered",
  "m.room.member": "membersAndNames",
  "m.room.redaction": "deletionMarks",
};

class Reading {
  readonly #people: Map<string, SourcePerson>;
  readonly #findings: Findings;
  readonly #names = new Map<string, string>();
  readonly #messages = new Map<string, SourceMessage>();
  #rank = 0n;

  constructor(people: Map<string, SourcePerson>, findings: Findings) {
    this.#people = people;
    this.#findings = findings;
  }

  room({ room_name, topic, messages }: v.InferOutput<typeof Room>, path: string): SourceChannel {
    const events: { event: MatrixEvent; place: string }[] = [];
    for (const [n, entry] of messages.entries()) {
      const place = placeIn(path, "event", n + 1);
      const read = eventOf(entry);
      this.#findings.entry();
      if (read.ok) events.push({ event: read.value, place });
      else this.#findings.broken(place, read.why);
    }
    // Names first: whoever wrote before they were named is called so as well.
    for (const { event } of events)
      if (event.type === "m.room.member" && typeof event.content["displayname"] === "string")
        this.#names.set(event.state_key ?? event.sender, event.content["displayname"]);
    const id = events.find(({ event }) => event.room_id)?.event.room_id ?? room_name ?? path;
    const isOpen = events.some(
      ({ event }) => event.type === "m.room.join_rules" && event.content["join_rule"] === "public",
    );
    for (const { event, place } of events) this.#event(event, place);
    for (const { event, place } of events) this.#change(event, place);
    const channel = emptyChannel(sourceKey("matrix", id), isOpen ? "public" : "private", room_name || id);
    channel.topic = topic ?? "";
    channel.messages = [...this.#messages.values()];
    channel.members = [...new Set(channel.messages.map(({ author }) => author))];
    return channel;
  }

  #person(id: string): string {
    const local = /^@([^:]+):/u.exec(id)?.[1] ?? id;
    return addPerson(this.#people, sourceKey("matrix", id), local, this.#names.get(id), local);
  }

  /** What is words of somebody. */
  #event(event: MatrixEvent, place: string): void {
    const { type, content, event_id: id, sender, origin_server_ts: at, unsigned } = event;
    const relates = isObject(content["m.relates_to"]) ? content["m.relates_to"] : {};
    if (relates["rel_type"] === "m.replace" || type === "m.reaction") return;
    const isWords = type === "m.room.message" || type === "m.sticker" || /poll\.start$/u.test(type);
    if (!isWords) return this.#findings.leftOut(LEFT_OUT[type] ?? "roomChanges", place);
    if (this.#messages.has(id)) return this.#findings.leftOut("twice", place);
    const redacted = isObject(unsigned["redacted_because"]) ? unsigned["redacted_because"] : undefined;
    const { body, files } = readWords(type, content, (person) =>
      this.#names.has(person) ? this.#person(person) : undefined,
    );
    if (!redacted && body === "" && files.length === 0) return this.#findings.leftOut("empty", place);
    accountFor(event, EVENT_PARTS, { findings: this.#findings, place });
    const answered = isObject(relates["m.in_reply_to"]) ? relates["m.in_reply_to"]["event_id"] : undefined;
    const thread = relates["rel_type"] === "m.thread" ? relates["event_id"] : undefined;
    // In a thread, what falls back names the message before it: it answers the thread's first one.
    const replyTo =
      thread !== undefined && (relates["is_falling_back"] === true || answered === undefined) ? thread : answered;
    this.#rank += 1n;
    this.#messages.set(id, {
      ...{ anchor: id, place, at, rank: this.#rank, author: this.#person(sender), body, files, reactions: [] },
      ...(redacted && {
        deletedAt: typeof redacted["origin_server_ts"] === "number" ? redacted["origin_server_ts"] : at,
      }),
      ...(typeof replyTo === "string" && { replyTo }),
    });
  }

  /** What happened to words: edits, reactions, redactions, pins. */
  #change(event: MatrixEvent, place: string): void {
    const { type, content, sender, origin_server_ts: at } = event;
    const relates = isObject(content["m.relates_to"]) ? content["m.relates_to"] : {};
    const target = this.#messages.get(String(relates["event_id"] ?? ""));
    if (relates["rel_type"] === "m.replace") {
      // Nobody edits what somebody else wrote.
      if (target && target.author === this.#person(sender) && at >= (target.editedAt ?? 0)) {
        target.body = readWords(type, newWords(content), (person) =>
          this.#names.has(person) ? this.#person(person) : undefined,
        ).body;
        target.editedAt = at;
        this.#findings.leftOut("edits", place);
      } else this.#findings.leftOut("strayEdits", place);
    } else if (type === "m.reaction") {
      const emoji = cleanText(String(relates["key"] ?? "")).slice(0, 60);
      if (!target || emoji === "") return this.#findings.leftOut("strayReactions", place);
      const member = this.#person(sender);
      const known = target.reactions.find((reaction) => reaction.emoji === emoji);
      if (!known) target.reactions.push({ emoji, members: [member], count: 1 });
      else if (!known.members.includes(member)) {
        known.members.push(member);
        known.count += 1;
      }
      this.#findings.leftOut("reactions", place);
    } else if (type === "m.room.redaction") {
      const of = this.#messages.get(
        event.redacts ?? (typeof content["redacts"] === "string" ? content["redacts"] : ""),
      );
      if (of) of.deletedAt ??= at;
    } else if (type === "m.room.pinned_events" && Array.isArray(content["pinned"])) {
      for (const id of content["pinned"]) {
        const pinned = this.#messages.get(String(id));
        if (pinned) pinned.pinned = { by: this.#person(sender), at };
      }
    }
  }
}
