/** Who stands beside the words of a channel: whom its messages name by id, and nobody else of the class. */
import type { Message, WidgetPerson } from "../../protocol/index.ts";
import type { ChannelFacts } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import type { Db } from "../store/db.ts";
import { membersById, type MemberView } from "../store/members.ts";
import { readShown } from "../store/shown-people.ts";

type Shown = Pick<Message, "author" | "meta">;

/** People in the messages `from` to `to`; as far as the history is behind, the room is asked as well. */
export async function shownPeople(
  env: Pick<Env, "DB" | "ROOMS">,
  db: Db,
  facts: ChannelFacts,
  { from, to }: { from: number; to: number },
): Promise<WidgetPerson[]> {
  const stored = await readShown(env.DB, facts.channelNo, from, to);
  // D1 has every change up to the highest `rev` that it has.
  const since = Math.max(0, ...stored.map(({ rev }) => rev));
  const { changes } = await roomOf(env, facts.channelId).changesWithin(facts, from, to, since);
  return peopleIn(db, facts.workspaceNo, [...stored, ...changes]);
}

/** People in these messages. */
export async function peopleIn(db: Db, workspaceNo: number, messages: Shown[]): Promise<WidgetPerson[]> {
  const ids = [...new Set(messages.flatMap(idsIn))];
  if (ids.length === 0) return [];
  const people = await membersById(db, workspaceNo, ids);
  const claimers = people.flatMap(({ meta }) => claimedBy(meta) ?? []);
  const found = claimers.length === 0 ? [] : await membersById(db, workspaceNo, claimers);
  return people.map((one) => {
    const by = found.find(({ id }) => id === claimedBy(one.meta));
    return { ...toWidgetPerson(by ?? one), id: one.id };
  });
}

/** Of whoever an import brought: the member who was found to be them. */
const claimedBy = (meta: MemberView["meta"]) => meta?.["claimedBy"] as string | undefined;

function idsIn({ author, meta }: Shown): string[] {
  const { reactions = [], thread, poll, pinned } = meta ?? {};
  return [
    author,
    ...reactions.flatMap(({ members }) => members),
    ...(thread?.people ?? []),
    ...(poll?.options.flatMap(({ voters = [] }) => voters) ?? []),
    ...(pinned && pinned.by !== "" ? [pinned.by] : []),
  ];
}

/** A name, a picture, and whether they teach: neither handle, status nor whatever else the class sees of them. */
export function toWidgetPerson({ id, name, role, pictureAt, leftAt }: MemberView): WidgetPerson {
  return {
    id,
    name,
    ...(role !== "student" && role !== "guest" && { staff: role }),
    ...(pictureAt !== null && { picture: `/api/pictures/${id}/${pictureAt}` }),
    ...(leftAt !== null && { left: true }),
  };
}
