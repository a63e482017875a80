/** Mattermost's bulk export: one JSON object a line, in an order that nobody should rely on, without ids. */
import * as v from "valibot";
import { readEntry, Text } from "../../protocol/foreign/entries.ts";
import { accountFor } from "../accounting.ts";
import { linesOf, textOf, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import { emptyChannel, MustSay, type History, type ReadOptions, type SourceChannel } from "../history.ts";
import { sourceKey } from "../keys.ts";
import { addPerson } from "../people.ts";
import { AnchorsByWords } from "../source-ids.ts";
import { Name, readPost, type MattermostContext } from "./post.ts";
import { CHANNEL_PARTS, DIRECT_PARTS, TEAM_PARTS, USER_PARTS } from "./parts.ts";
import { trouble, type Trouble } from "../trouble.ts";
import { placeIn } from "../places.ts";

const Line = v.looseObject({ type: v.string() });
const Team = v.looseObject({ name: Name, display_name: Text });
const Channel = v.looseObject({
  ...{ team: Name, name: Name, type: v.string() },
  ...{ display_name: Text, header: Text, purpose: Text },
});
const Membership = v.looseObject({ name: Name });
const User = v.looseObject({
  ...{ username: Name, nickname: Text, first_name: Text, last_name: Text },
  teams: v.fallback(
    v.nullish(v.array(v.looseObject({ name: Name, channels: v.fallback(v.nullish(v.array(Membership)), null) }))),
    null,
  ),
});
const Names = v.pipe(v.array(Name), v.minLength(1));
const Direct = v.looseObject({ members: Names });
/** Of a post, where it stands. */
const InChannelOf = v.looseObject({ team: Name, channel: Name });
const InDirect = v.looseObject({ channel_members: Names });

/** What a line has under its own type, and which it may be. */
const KNOWN = new Set(["version", "team", "channel", "user", "post", "direct_channel", "direct_post", "emoji"]);
const LEFT_OUT = new Set(["role", "scheme", "bot"]);

/** Null where no file of it begins as Mattermost's do. */
export async function readMattermost(files: ExportFiles, { team: wanted }: ReadOptions): Promise<History | null> {
  const path = await bulkFileOf(files);
  if (path === null) return null;
  const findings = new Findings();
  const reading = new Reading(findings);
  let n = 0;
  for await (const line of linesOf(files, path)) {
    n += 1;
    reading.line(line, placeIn(path, "line", n));
  }
  for (const other of files.paths) if (other !== path) findings.aside("besideFiles", other);
  return reading.history(wanted);
}

/** The file whose first line is the version. */
async function bulkFileOf(files: ExportFiles): Promise<string | null> {
  for (const path of files.paths) {
    if (!/\.jsonl?$/iu.test(path)) continue;
    try {
      for await (const line of linesOf(files, path)) {
        if (line !== null && line.length === 0) continue;
        if (line !== null && line.length < 1_000 && isVersion(textOf(line))) return path;
        break;
      }
    } catch {
      // What cannot be opened is named by whoever reads it.
    }
  }
  return null;
}

function isVersion(line: string): boolean {
  try {
    const json = JSON.parse(line) as { type?: unknown; version?: unknown } | null;
    return json?.type === "version" && typeof json.version === "number";
  } catch {
    return false;
  }
}

class Reading {
  readonly #findings: Findings;
  readonly #context: MattermostContext;
  readonly #teams = new Map<string, string>();
  /** By team and name. */
  readonly #channels = new Map<string, SourceChannel & { team: string }>();
  readonly #directs = new Map<string, SourceChannel>();
  /** Members by the key of the channel. */
  readonly #members = new Map<string, Set<string>>();
  /** Posts by team and name, whether their channel was told yet or not. */
  readonly #posts = new Map<string, { place: string; post: unknown }[]>();

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#context = { people: new Map(), channels: new Set(), findings };
  }

  line(line: Uint8Array | null, place: string): void {
    if (line === null) return this.#broken(place, trouble("messageTooLong"));
    const text = textOf(line);
    if (text.trim() === "") return;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return this.#broken(place, trouble("notJson"));
    }
    const read = readEntry(Line, json);
    if (!read.ok) return this.#broken(place, read.why);
    const { type } = read.value;
    if (KNOWN.has(type)) this.#take(type, read.value[type], place);
    else if (LEFT_OUT.has(type)) this.#findings.aside("rolesAndPrograms", place);
    else this.#findings.aside("unknownLines", place);
  }

  /** Each line may be a message. */
  #broken(place: string, why: Trouble): void {
    this.#findings.entry();
    this.#findings.broken(place, why);
  }

  #take(type: string, value: unknown, place: string): void {
    const where = { findings: this.#findings, place, prefix: `${type}.` };
    switch (type) {
      case "team": {
        const team = readEntry(Team, value);
        if (!team.ok) return this.#broken(place, team.why);
        accountFor(team.value, TEAM_PARTS, where);
        this.#teams.set(team.value.name, team.value.display_name || team.value.name);
        return;
      }
      case "channel": {
        const channel = readEntry(Channel, value);
        if (!channel.ok) return this.#broken(place, channel.why);
        accountFor(channel.value, CHANNEL_PARTS, where);
        return this.#channel(channel.value);
      }
      case "user": {
        const user = readEntry(User, value);
        if (!user.ok) return this.#broken(place, user.why);
        accountFor(user.value, USER_PARTS, where);
        return this.#user(user.value);
      }
      case "direct_channel": {
        const direct = readEntry(Direct, value);
        if (!direct.ok) return this.#broken(place, direct.why);
        accountFor(direct.value, DIRECT_PARTS, where);
        this.#direct(direct.value.members);
        return;
      }
      case "post":
      case "direct_post":
        return this.#post(type, value, place);
      case "emoji":
        return this.#findings.aside("ownEmoji", place);
    }
  }

  #channel({ team, name, type, display_name, header, purpose }: v.InferOutput<typeof Channel>): void {
    const key = sourceKey("mattermost", `${team}/${name}`);
    // What is not said to be open is not.
    const channel = emptyChannel(key, type === "O" ? "public" : "private", name);
    channel.topic = [display_name !== name && display_name, header || purpose].filter(Boolean).join(" · ");
    if (!this.#channels.has(key)) this.#channels.set(key, { ...channel, team });
    this.#context.channels.add(name);
  }

  #user({ username, nickname, first_name, last_name, teams }: v.InferOutput<typeof User>): void {
    const key = personKey(username);
    const whole = [first_name, last_name].filter(Boolean).join(" ");
    // Who was named by a post before their own line is told anew.
    this.#context.people.delete(key);
    addPerson(this.#context.people, key, username, nickname, whole);
    for (const team of teams ?? [])
      for (const { name } of team.channels ?? []) {
        const channel = sourceKey("mattermost", `${team.name}/${name}`);
        this.#members.set(channel, (this.#members.get(channel) ?? new Set()).add(key));
      }
  }

  #direct(members: readonly string[]): SourceChannel {
    const names = [...new Set(members)].sort();
    const key = sourceKey("mattermost", `direct/${names.join(",")}`);
    const direct = this.#directs.get(key) ?? emptyChannel(key, names.length > 2 ? "group" : "dm");
    direct.members = names.map((name) => addPerson(this.#context.people, personKey(name), name));
    this.#directs.set(key, direct);
    return direct;
  }

  #post(type: "post" | "direct_post", value: unknown, place: string): void {
    const inChannel = readEntry(InChannelOf, value);
    const inDirect = readEntry(InDirect, value);
    let key: string;
    if (type === "post") {
      if (!inChannel.ok) return this.#broken(place, inChannel.why);
      key = sourceKey("mattermost", `${inChannel.value.team}/${inChannel.value.channel}`);
    } else {
      if (!inDirect.ok) return this.#broken(place, inDirect.why);
      key = this.#direct(inDirect.value.channel_members).key;
    }
    const posts = this.#posts.get(key) ?? [];
    posts.push({ place, post: value });
    this.#posts.set(key, posts);
  }

  history(wanted: string | undefined): History {
    const team = this.#teamOf(wanted);
    const channels: SourceChannel[] = [];
    for (const { team: of, ...channel } of this.#channels.values()) {
      if (of === team || team === undefined)
        channels.push({ ...channel, members: [...(this.#members.get(channel.key) ?? [])] });
      else {
        const posts = this.#posts.get(channel.key) ?? [];
        this.#findings.aside("otherTeamChannels", `${of}/${channel.name}`);
        for (const { place } of posts) {
          this.#findings.entry();
          this.#findings.leftOut("otherTeamMessages", place);
        }
        this.#posts.delete(channel.key);
      }
    }
    channels.push(...this.#directs.values());
    for (const channel of channels) {
      const context = { ...this.#context, anchors: new AnchorsByWords() };
      for (const { post, place } of this.#posts.get(channel.key) ?? [])
        channel.messages.push(...readPost(post, place, context));
      this.#posts.delete(channel.key);
    }
    for (const posts of this.#posts.values())
      for (const { place } of posts) this.#broken(place, trouble("untoldChannel"));
    const title =
      team === undefined ? "a Mattermost export" : `a Mattermost export of ${this.#teams.get(team) ?? team}`;
    const { people } = this.#context;
    return { source: "mattermost", title, saysWhoReads: true, people, channels, findings: this.#findings };
  }

  #teamOf(wanted: string | undefined): string | undefined {
    const teams = [...new Set([...this.#teams.keys(), ...[...this.#channels.values()].map(({ team }) => team)])].sort();
    if (wanted !== undefined ? !teams.includes(wanted) : teams.length > 1)
      throw new MustSay(
        "team",
        teams,
        `This is a Mattermost export of ${teams.length} teams: ${teams.join(", ")}. Say which one with --team NAME: what was open in one was not open to the others.`,
      );
    return wanted ?? teams[0];
  }
}

const personKey = (username: string) => sourceKey("mattermost", username);
