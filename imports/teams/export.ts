/** Microsoft Teams, as administrators export it: folders of teams and of users, with the Graph API's objects in capitalised keys. */
import * as v from "valibot";
import { readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import { emptyChannel, type History, type ReadOptions, type SourceChannel, type SourcePerson } from "../history.ts";
import { sourceKey } from "../keys.ts";
import { addPerson } from "../people.ts";
import { readTeamsMessage, type TeamsContext } from "./message.ts";
import { trouble, troubleOf, Unreadable } from "../trouble.ts";
import { placeIn } from "../places.ts";

const OF_MESSAGES = /(?:^|\/)(?:teams|users)\/[^/]+\/messages_[^/]+\.json$/u;
const User = v.looseObject({ Id: v.string(), DisplayName: Text });
const Member = v.looseObject({ UserId: v.string() });
const Team = v.looseObject({ Id: v.string(), DisplayName: Text, Visibility: Text });
const Channel = v.looseObject({
  ...{ Id: v.string(), DisplayName: Text, Description: Text, MembershipType: Text },
  IsArchived: v.fallback(v.nullish(v.boolean()), false),
});
const Placed = v.looseObject({
  ChannelIdentity: v.fallback(v.nullish(v.looseObject({ ChannelId: Text })), undefined),
  ChatId: Text,
});

/** Null where there are no such files. */
export async function readTeams(files: ExportFiles, _: ReadOptions): Promise<History | null> {
  const paths = files.paths.filter((path) => OF_MESSAGES.test(path));
  if (paths.length === 0) return null;
  const findings = new Findings();
  const people = new Map<string, SourcePerson>();
  const reading = new Reading(files, { people, findings });
  await reading.lists();
  for (const path of paths) await reading.messages(path);
  const channels = reading.channels();
  return { source: "teams", title: "a Microsoft Teams export", saysWhoReads: true, people, channels, findings };
}

class Reading {
  readonly #files: ExportFiles;
  readonly #context: TeamsContext;
  readonly #channels = new Map<string, { channel: SourceChannel; isWhole: boolean }>();

  constructor(files: ExportFiles, context: TeamsContext) {
    this.#files = files;
    this.#context = context;
  }

  async lists(): Promise<void> {
    const { people, findings } = this.#context;
    for (const user of await this.#all(User, /(?:^|\/)usersList\.json$/u))
      addPerson(people, sourceKey("teams", user.Id), user.DisplayName, user.DisplayName);
    const teams = new Map((await this.#all(Team, /(?:^|\/)teamsSettings\.json$/u)).map((team) => [team.Id, team]));
    for (const path of this.#files.paths) {
      const [, id = ""] = /(?:^|\/)teams\/([^/]+)\/channels_[^/]+\.json$/u.exec(path) ?? [];
      if (id !== "") await this.#team(id, path, teams.get(id));
      else if (!OF_MESSAGES.test(path) && !/(?:usersList|teamsSettings|teamMembers_[^/]*)\.json$/u.test(path))
        findings.aside("notSaid", path);
    }
  }

  /** A list is a list of everybody's; a channel of a team that all could join is open, and any other one its team's. */
  async #team(id: string, path: string, team: v.InferOutput<typeof Team> | undefined): Promise<void> {
    const { people } = this.#context;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const members = (await this.#all(Member, (each) => each.startsWith(`${folder}teamMembers_`))).map(({ UserId }) =>
      addPerson(people, sourceKey("teams", UserId), undefined, "Unknown"),
    );
    const name = team?.DisplayName || id;
    for (const each of await this.#all(Channel, (other) => other === path)) {
      const isStandard = each.MembershipType === "standard";
      const kind = isStandard && team?.Visibility?.toLowerCase() === "public" ? "public" : "private";
      const called = !each.DisplayName || each.DisplayName === "General" ? name : each.DisplayName;
      const channel = emptyChannel(sourceKey("teams", each.Id), kind, called);
      channel.topic = [name, each.Description].filter(Boolean).join(" · ");
      channel.archived = each.IsArchived === true;
      // Who is in a private channel is in no list: those who wrote in it surely were.
      channel.members = isStandard ? members : [];
      this.#channels.set(channel.key, { channel, isWhole: isStandard });
    }
  }

  async messages(path: string): Promise<void> {
    const { findings } = this.#context;
    let list: unknown;
    try {
      list = await readJson(this.#files, path);
      if (!Array.isArray(list)) throw new Unreadable(trouble("notMessageList"));
    } catch (error) {
      return findings.broken(path, troubleOf(error));
    }
    for (const [n, entry] of (list as unknown[]).entries()) {
      const place = placeIn(path, "message", n + 1);
      const message = readTeamsMessage(entry, place, this.#context);
      if (!message) continue;
      const placed = readEntry(Placed, entry);
      const channel = placed.ok ? this.#channelOf(placed.value) : null;
      if (channel) channel.messages.push(message);
      else findings.broken(place, trouble("unlistedChannel"));
    }
  }

  #channelOf({ ChannelIdentity, ChatId }: v.InferOutput<typeof Placed>): SourceChannel | null {
    if (ChannelIdentity?.ChannelId)
      return this.#channels.get(sourceKey("teams", ChannelIdentity.ChannelId))?.channel ?? null;
    if (!ChatId) return null;
    const key = sourceKey("teams", ChatId);
    const known = this.#channels.get(key);
    if (known) return known.channel;
    const channel = emptyChannel(key, "group");
    // Of two people the id has both.
    const [, one, other] = /^19:([\w-]+)_([\w-]+)@unq\.gbl\.spaces$/u.exec(ChatId) ?? [];
    if (one && other && one !== other) {
      channel.kind = "dm";
      channel.members = [one, other].map((id) =>
        addPerson(this.#context.people, sourceKey("teams", id), undefined, "Unknown"),
      );
    }
    this.#channels.set(key, { channel, isWhole: channel.kind === "dm" });
    return channel;
  }

  channels(): SourceChannel[] {
    return [...this.#channels.values()].map(({ channel, isWhole }) =>
      isWhole ? channel : { ...channel, members: [...new Set(channel.messages.map(({ author }) => author))] },
    );
  }

  async #all<const S extends v.GenericSchema>(
    schema: S,
    which: RegExp | ((path: string) => boolean),
  ): Promise<v.InferOutput<S>[]> {
    const found = this.#files.paths.filter((path) => (typeof which === "function" ? which(path) : which.test(path)));
    const lists = found.map(async (path) => {
      try {
        return readAll(schema, await readJson(this.#files, path), (n, why) =>
          this.#context.findings.broken(placeIn(path, "entry", n + 1), why),
        );
      } catch (error) {
        this.#context.findings.broken(path, troubleOf(error));
        return [];
      }
    });
    return (await Promise.all(lists)).flat();
  }
}
