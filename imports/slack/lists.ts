/** The lists of a Slack export: who is there, and which channels and conversations. */
import * as v from "valibot";
import { Count, readAll, Seconds, Text } from "../../protocol/foreign/entries.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import type { Findings } from "../findings.ts";
import type { ChannelKind, SourceChannel, SourcePerson } from "../history.ts";
import { accountFor, type Where } from "../accounting.ts";
import { addPerson } from "../people.ts";
import { slackKey } from "./authors.ts";
import type { SlackContext } from "./message.ts";
import { CHANNEL_PARTS, REASONS, USER_PARTS } from "./parts.ts";
import { trouble, troubleOf, Unreadable } from "../trouble.ts";
import { placeIn } from "../places.ts";

/** In the order in which they are read. */
export const LISTS = ["channels.json", "groups.json", "dms.json", "mpims.json"];
export const USER_LISTS = ["users.json", "org_users.json"];

const Profile = v.looseObject({ display_name: Text, real_name: Text, bot_id: Text });
const User = v.looseObject({
  id: v.string(),
  name: Text,
  real_name: Text,
  profile: v.fallback(v.optional(Profile), undefined),
});
const Titled = v.fallback(v.nullish(v.looseObject({ value: Text })), undefined);
export const Channel = v.looseObject({
  id: v.string(),
  name: Text,
  created: Seconds,
  is_archived: v.fallback(v.optional(v.boolean()), false),
  members: v.fallback(v.array(v.string()), []),
  topic: Titled,
  purpose: Titled,
  message_count: Count,
});
export type Channel = v.InferOutput<typeof Channel>;

/** @param root what stands before the names of the lists */
export async function readUsers(
  files: ExportFiles,
  root: string,
  { people, findings }: SlackContext,
  bots: Map<string, string>,
): Promise<void> {
  for (const list of USER_LISTS)
    for (const user of await readList(files, root + list, User, findings)) {
      const { id, name, real_name, profile } = user;
      accountForUser(user, people.has(slackKey(id)), { findings, place: `${root}${list}, ${id}`, prefix: "users." });
      const key = addPerson(
        people,
        slackKey(id),
        profile?.display_name || name,
        profile?.real_name,
        real_name,
        profile?.display_name,
        name,
      );
      if (profile?.bot_id) bots.set(profile.bot_id, key);
    }
}

/** @param isKnown another list of the export has this person already */
function accountForUser(user: v.InferOutput<typeof User>, isKnown: boolean, where: Where): void {
  const { real_name, display_name } = user.profile ?? {};
  const copies = { ...(real_name && { real_name: REASONS.copy }), ...(display_name && { name: REASONS.copy }) };
  if (isKnown) accountFor(user, { id: true }, where, REASONS.copy);
  else accountFor(user, { ...USER_PARTS, ...copies }, where);
}

const KINDS: Record<string, ChannelKind> = {
  "channels.json": "public",
  "groups.json": "private",
  "dms.json": "dm",
  "mpims.json": "group",
};

/** @param place for the report */
export function channelOf(
  channel: Channel,
  list: string,
  people: Map<string, SourcePerson>,
  place: string,
  findings: Findings,
): SourceChannel {
  const members = [...new Set(channel.members)].map((id) =>
    addPerson(people, slackKey(id), undefined, `Unknown (${id})`),
  );
  const listed = KINDS[list] ?? "private";
  const kind = listed === "dm" && members.length > 2 ? "group" : listed;
  const isNamed = kind === "public" || kind === "private";
  const purpose = isNamed && !channel.topic?.value ? true : REASONS.purpose;
  accountFor(channel, { ...CHANNEL_PARTS, "purpose.value": purpose }, { findings, place, prefix: "channels." });
  return {
    key: slackKey(channel.id),
    kind,
    ...(isNamed && { name: channel.name || channel.id }),
    topic: isNamed ? channel.topic?.value || channel.purpose?.value || "" : "",
    ...(channel.created && { createdAt: Math.floor(channel.created * 1000) }),
    archived: channel.is_archived ?? false,
    members,
    messages: [],
  };
}

export async function readList<const S extends v.GenericSchema>(
  files: ExportFiles,
  path: string,
  schema: S,
  findings: Findings,
): Promise<v.InferOutput<S>[]> {
  if (!files.paths.includes(path)) return [];
  try {
    const list = await readJson(files, path);
    if (!Array.isArray(list)) throw new Unreadable(trouble("notList"));
    return readAll(schema, list, (index, why) => findings.broken(placeIn(path, "entry", index + 1), why));
  } catch (error) {
    findings.broken(path, troubleOf(error));
    return [];
  }
}
