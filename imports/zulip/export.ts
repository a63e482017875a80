/** Zulip's export of an organisation: `realm.json`, and messages in files by the thousand. Made from its documentation and its exporter's source. */
import * as v from "valibot";
import { readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { accountFor } from "../accounting.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import { emptyChannel, type History, type ReadOptions, type SourceChannel, type SourcePerson } from "../history.ts";
import { sourceKey } from "../keys.ts";
import { addPerson } from "../people.ts";
import { readZulipMessage, titleOfTopic, type ZulipContext } from "./message.ts";
import { MESSAGES_PARTS } from "./parts.ts";
import { CannotRead, trouble, troubleOf } from "../trouble.ts";
import { placeIn } from "../places.ts";

const Flag = v.fallback(v.nullish(v.boolean()), undefined);
const User = v.looseObject({ id: v.number(), full_name: Text, email: Text });
const Stream = v.looseObject({
  ...{
    id: v.number(),
    name: v.string(),
    description: Text,
    date_created: v.fallback(v.nullish(v.number()), undefined),
  },
  ...{ invite_only: Flag, deactivated: Flag },
});
const Recipient = v.looseObject({ id: v.number(), type: v.number(), type_id: v.number() });
const Subscription = v.looseObject({ recipient: v.number(), user_profile: v.number(), active: Flag });
const Reaction = v.looseObject({
  message: v.number(),
  user_profile: v.number(),
  emoji_name: Text,
  emoji_code: Text,
  reaction_type: Text,
});
const Placed = v.looseObject({ recipient: v.number(), sender: v.number(), subject: Text });
/** Types of recipients: one person, a stream, a group. */
const [PERSONAL, STREAM] = [1, 2];

/** Null where there is no `realm.json` with streams in it. */
export async function readZulip(files: ExportFiles, _: ReadOptions): Promise<History | null> {
  const path = files.paths.find((each) => /(?:^|\/)realm\.json$/u.test(each));
  if (path === undefined) return null;
  const realm: unknown = await readJson(files, path).catch((error: unknown) => {
    throw new CannotRead(trouble("neededFile"), [{ place: path, why: troubleOf(error) }]);
  });
  if (typeof realm !== "object" || realm === null || !("zerver_stream" in realm)) return null;
  const root = path.slice(0, -"realm.json".length);
  const reading = new Reading(realm as Record<string, unknown>, path);
  for (const each of files.paths) {
    if (each.startsWith(root) && /^messages-\d+\.json$/u.test(each.slice(root.length)))
      await reading.messages(files, each);
    else if (each !== path) reading.findings.aside("besideFiles", each);
  }
  return {
    ...{ source: "zulip", title: "a Zulip export", saysWhoReads: true, people: reading.people },
    ...{ channels: reading.channels(), findings: reading.findings },
  };
}

class Reading {
  readonly findings = new Findings();
  readonly people = new Map<string, SourcePerson>();
  readonly #recipients: Map<number, v.InferOutput<typeof Recipient>>;
  readonly #streams: Map<number, v.InferOutput<typeof Stream>>;
  readonly #subscribers = new Map<number, number[]>();
  readonly #users = new Map<number, string>();
  readonly #channels = new Map<string, SourceChannel>();
  readonly #context: ZulipContext;
  /** The first message of each topic, which the others answer. */
  readonly #topics = new Map<string, string>();

  constructor(realm: Record<string, unknown>, place: string) {
    const list = <const S extends v.GenericSchema>(name: string, schema: S): v.InferOutput<S>[] =>
      readAll(schema, realm[name], (n, why) => this.findings.broken(`${place}, ${name} ${n + 1}`, why));
    // People of other organisations' bots stand in lists of their own.
    for (const { id, full_name, email } of [
      "zerver_userprofile",
      "zerver_userprofile_mirrordummy",
      "zerver_userprofile_crossrealm",
    ].flatMap((name) => list(name, User)))
      this.#users.set(
        id,
        addPerson(this.people, sourceKey("zulip", String(id)), full_name || email?.split("@")[0], full_name),
      );
    this.#recipients = new Map(list("zerver_recipient", Recipient).map((each) => [each.id, each]));
    this.#streams = new Map(list("zerver_stream", Stream).map((each) => [each.id, each]));
    for (const { recipient, user_profile, active } of list("zerver_subscription", Subscription))
      if (active !== false)
        this.#subscribers.set(recipient, [...(this.#subscribers.get(recipient) ?? []), user_profile]);
    const reactions = Map.groupBy(list("zerver_reaction", Reaction), ({ message }) => message);
    const names = new Map([...this.people.values()].map(({ name, key }) => [name, key]));
    const streams = new Map(
      [...this.#streams.values()].map(({ name, id }) => [name, sourceKey("zulip", `stream/${id}`)]),
    );
    this.#context = { findings: this.findings, names, streams, reactions, person: (id) => this.#person(id) };
    // A stream in which nobody has said anything is one, too.
    for (const { id, type } of this.#recipients.values()) if (type === STREAM) this.#channelOf(id, 0);
  }

  #person(id: number): string {
    return this.#users.get(id) ?? addPerson(this.people, sourceKey("zulip", String(id)), undefined, `Unknown (${id})`);
  }

  async messages(files: ExportFiles, path: string): Promise<void> {
    let json: unknown;
    try {
      json = await readJson(files, path);
    } catch (error) {
      return this.findings.broken(path, troubleOf(error));
    }
    const { zerver_message: list, ...rest } = json as Record<string, unknown>;
    accountFor(rest, MESSAGES_PARTS, { findings: this.findings, place: path });
    if (!Array.isArray(list)) return this.findings.broken(path, trouble("noMessages"));
    for (const [n, entry] of list.entries()) this.#message(entry, placeIn(path, "message", n + 1));
  }

  #message(entry: unknown, place: string): void {
    const message = readZulipMessage(entry, place, this.#context);
    const placed = readEntry(Placed, entry);
    if (!message || !placed.ok) {
      if (message && !placed.ok) this.findings.broken(place, placed.why);
      return;
    }
    const { recipient, sender, subject } = placed.value;
    const channel = this.#channelOf(recipient, sender);
    if (!channel) return this.findings.broken(place, trouble("unlistedChannel"));
    const isStream = channel.kind === "public" || channel.kind === "private";
    const topic = isStream && subject ? `${channel.key}/${subject.toLowerCase()}` : undefined;
    const first = topic === undefined ? undefined : this.#topics.get(topic);
    if (topic !== undefined && first === undefined) {
      this.#topics.set(topic, message.anchor);
      message.body = titleOfTopic(subject ?? "") + message.body;
    }
    channel.messages.push({ ...message, ...(first !== undefined && { replyTo: first }) });
  }

  /** Undefined where nothing says whose words they are. @param sender of a message to one person: both are in it */
  #channelOf(recipient: number, sender: number): SourceChannel | undefined {
    const to = this.#recipients.get(recipient);
    if (!to) return undefined;
    const pair = [...new Set([to.type_id, sender])].sort((a, b) => a - b);
    const id =
      to.type === STREAM
        ? `stream/${to.type_id}`
        : to.type === PERSONAL
          ? `direct/${pair.join(",")}`
          : `group/${to.type_id}`;
    const key = sourceKey("zulip", id);
    const known = this.#channels.get(key);
    if (known) return known;
    const made =
      to.type === STREAM
        ? this.#stream(key, to.type_id, recipient)
        : emptyChannel(key, to.type === PERSONAL ? "dm" : "group");
    if (!made) return undefined;
    if (to.type !== STREAM)
      made.members = (to.type === PERSONAL ? pair : (this.#subscribers.get(recipient) ?? [])).map((user) =>
        this.#person(user),
      );
    this.#channels.set(key, made);
    return made;
  }

  #stream(key: string, id: number, recipient: number): SourceChannel | undefined {
    const stream = this.#streams.get(id);
    if (!stream) return undefined;
    // What is not said to be open is not.
    const channel = emptyChannel(key, stream.invite_only === false ? "public" : "private", stream.name);
    channel.topic = stream.description ?? "";
    channel.archived = stream.deactivated === true;
    if (stream.date_created) channel.createdAt = Math.floor(stream.date_created * 1000);
    channel.members = (this.#subscribers.get(recipient) ?? []).map((user) => this.#person(user));
    return channel;
  }

  /** A group whose members no list names is those who wrote in it. */
  channels(): SourceChannel[] {
    return [...this.#channels.values()].map((channel) =>
      channel.kind === "group" && channel.members.length === 0
        ? { ...channel, members: [...new Set(channel.messages.map(({ author }) => author))] }
        : channel,
    );
  }
}
