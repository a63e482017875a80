/** Messages of a plan as the server takes them. */
import {
  IMPORT_CHANNEL_PEOPLE_MAX,
  IMPORT_FILES_MAX,
  IMPORT_REACTIONS_MAX,
  isBlank,
  parse,
  TimeSchema,
  type ImportMessage,
} from "../protocol/index.ts";
import { cleanText, resolveReferences } from "../protocol/foreign/references.ts";
import type { SourceFile, SourcePin } from "./history.ts";
import type { Plan, PlannedChannel, PlannedMessage } from "./plan.ts";

/** What the server made of the plan's people and channels. */
export interface Known {
  members: Map<string, { id: string; handle: string }>;
  channels: Map<string, { id: string; name: string; created: boolean }>;
}
export const idsOf = (keys: readonly string[], members: Known["members"]) =>
  keys.flatMap((key) => members.get(key)?.id ?? []);

/** `answers`: the id of what it answers. */
export type Draft = ImportMessage & { answers?: string | undefined };

/** With the names that people and channels got there. */
export class Drafts {
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

  /** Each when it is asked for. */
  *all(messages: readonly PlannedMessage[], channel: PlannedChannel): Generator<Draft> {
    for (const message of messages) yield this.#of(message, channel);
  }

  #of(message: PlannedMessage, channel: PlannedChannel): Draft {
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
export function timeAs<const N extends string>(name: N, at: number | undefined): { [name in N]?: number } {
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
