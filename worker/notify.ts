/** What routes tell the live objects after a change is in D1. A lost notice is mended by the sockets' lease. */
import type { Channel, Member, MyChannel, Scheduled, Scope, Workspace, WorkspaceEvent } from "../protocol/index.ts";
import type { Audience, Privacy, RoomOrder, WidgetRules } from "./room/contract.ts";
import { closedBy, type Closed } from "../protocol/permissions.ts";
import { log, type About } from "./log.ts";
import type { DirectSide } from "./store/direct-relation.ts";
import { hubOf, roomOf } from "./room/stubs.ts";
import { PROGRAM_ROLE } from "./store/bots.ts";

/** Failures are logged, not thrown: the change itself is stored, and what is live catches up by lease and reload. */
async function quietly(what: string, about: About, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    log.fault(what, error, about);
  }
}

/** Sends one event to the open tabs of an audience within the workspace. */
export function sendEvent(env: Env, workspaceId: string, audience: Audience, event: WorkspaceEvent): Promise<void> {
  return quietly("tell", { workspace: workspaceId }, hubOf(env, workspaceId).tell(audience, event));
}

/** Something happened to the account of this member. @param by public id of the session whose act it was, where there is one */
export function accountNotice(
  env: Env,
  workspaceId: string,
  memberId: string,
  event: Extract<WorkspaceEvent, { type: "accountNotice" }>,
  by: string | undefined,
): Promise<void> {
  const told = hubOf(env, workspaceId).tell({ members: [memberId] }, event, by);
  return quietly("tell", { workspace: workspaceId }, told);
}

/** These members are in the channel from now on; each hears of it with their own view of it. */
export function channelJoined(
  env: Env,
  workspaceId: string,
  channelId: string,
  joined: { member: string; channel: MyChannel }[],
) {
  return quietly("channelJoined", { workspace: workspaceId }, hubOf(env, workspaceId).channelJoined(channelId, joined));
}

/** This member is out of the channel: its sockets close, its row leaves the sidebar. */
export async function channelLeft(env: Env, workspaceId: string, channelId: string, memberId: string): Promise<void> {
  await Promise.all([
    quietly(
      "memberLeft",
      { channel: channelId },
      roomOf(env, channelId).order({ type: "memberLeft", member: memberId }),
    ),
    quietly("channelLeft", { workspace: workspaceId }, hubOf(env, workspaceId).channelLeft(channelId, memberId)),
  ]);
}

/** This member is not told of what is new in a thread any more; they may still read it. */
export function threadUnfollowed(env: Env, workspaceId: string, threadId: string, memberId: string): Promise<void> {
  return quietly(
    "threadUnfollowed",
    { workspace: workspaceId },
    hubOf(env, workspaceId).channelLeft(threadId, memberId),
  );
}

/** What somebody wrote to be posted later: as it now is, or null when it is gone. */
export function scheduledChanged(
  env: Env,
  workspaceId: string,
  memberId: string,
  id: string,
  scheduled: Scheduled | null,
): Promise<void> {
  return sendEvent(env, workspaceId, { members: [memberId] }, { type: "scheduledChanged", id, scheduled });
}

/** Name, topic, rules or state of a channel changed. */
export async function channelChanged(env: Env, workspaceId: string, channel: Channel): Promise<void> {
  const { id, name, topic, posting, archivedAt, web } = channel;
  await Promise.all([
    quietly(
      "rulesChanged",
      { channel: channel.id },
      roomOf(env, channel.id).order({
        type: "rulesChanged",
        rules: {
          ...{ posting: channel.posting, archived: channel.archivedAt !== null },
          ...{ slow: channel.rules?.slow, holds: channel.rules?.holds || undefined, keepDays: channel.keeps?.days },
        },
        shown: { id, name, topic, posting, archivedAt, web },
      }),
    ),
    sendEvent(env, workspaceId, { channel: channel.id }, { type: "channelChanged", channel }),
  ]);
}

/** What somebody lets others see of them changed. `channelIds`: the channels they are in. */
export async function privacyChanged(
  env: Env,
  workspaceId: string,
  memberId: string,
  privacy: Privacy,
  channelIds: string[],
): Promise<void> {
  await Promise.all([
    quietly("privacyChanged", { workspace: workspaceId }, hubOf(env, workspaceId).privacyChanged(memberId, privacy)),
    ...channelIds.map((id) =>
      quietly(
        "privacyChanged",
        { channel: id },
        roomOf(env, id).order({ type: "privacyChanged", member: memberId, privacy }),
      ),
    ),
  ]);
}

/** Who may write to whom in these direct messages changed: both sides of each, as they now are. */
export async function directsChanged(env: Env, sides: DirectSide[]): Promise<void> {
  const channels = new Map<string, Record<string, Closed | null>>();
  for (const { channelId, member, role, relation } of sides)
    channels.set(channelId, { ...channels.get(channelId), [member]: closedBy(relation, role) });
  await Promise.all(
    [...channels].map(([id, closed]) =>
      quietly("directChanged", { channel: id }, roomOf(env, id).order({ type: "directChanged", closed })),
    ),
  );
}

/** What somebody may changed, in these channels. */
export async function standingChanged(
  env: Env,
  member: string,
  standing: Extract<RoomOrder, { type: "standingChanged" }>["standing"],
  channelIds: string[],
): Promise<void> {
  const order = { type: "standingChanged", member, standing } as const;
  await Promise.all(channelIds.map((id) => quietly("standingChanged", { channel: id }, roomOf(env, id).order(order))));
}

/** A member's role, mute or looks changed. `channelIds`: the channels they are in. */
export async function memberChanged(
  env: Env,
  workspaceId: string,
  member: Member,
  standing?: { channelIds: string[]; mutedUntil: number | null },
): Promise<void> {
  await Promise.all([
    sendEvent(env, workspaceId, { everyone: true }, { type: "memberChanged", member }),
    ...(standing
      ? [sendEvent(env, workspaceId, { members: [member.id] }, { type: "muted", until: standing.mutedUntil })]
      : []),
    ...(standing?.channelIds ?? []).map((id) =>
      quietly(
        "standingChanged",
        { channel: id },
        roomOf(env, id).order({
          type: "standingChanged",
          member: member.id,
          standing: { role: member.role, mutedUntil: standing?.mutedUntil ?? null },
        }),
      ),
    ),
  ]);
}

/** A program looks another way, or may do more or less. `channelIds`: where that counts; none where it looks otherwise only. */
export async function programChanged(
  env: Env,
  workspaceId: string,
  member: Member,
  { channelIds, scope }: { channelIds: string[]; scope: Scope },
): Promise<void> {
  const standing = { role: PROGRAM_ROLE, mutedUntil: null, scope };
  await Promise.all([
    sendEvent(env, workspaceId, { everyone: true }, { type: "memberChanged", member }),
    ...channelIds.map((id) =>
      quietly(
        "standingChanged",
        { channel: id },
        roomOf(env, id).order({ type: "standingChanged", member: member.id, standing }),
      ),
    ),
  ]);
}

/** A member left or was removed: every socket of theirs in the workspace closes. */
export async function memberGone(env: Env, workspaceId: string, member: Member, channelIds: string[]): Promise<void> {
  await Promise.all([
    quietly("memberGone", { workspace: workspaceId }, hubOf(env, workspaceId).memberGone(member)),
    ...channelIds.map((id) =>
      quietly("memberLeft", { channel: id }, roomOf(env, id).order({ type: "memberLeft", member: member.id })),
    ),
  ]);
}

/** A visitor's session ended: its sockets in the widget's channel and the threads there close. */
export function visitEnded(env: Env, channelId: string, sessionId: string): Promise<void> {
  return quietly(
    "visitEnded",
    { channel: channelId },
    roomOf(env, channelId).order({ type: "sessionEnded", session: sessionId }),
  );
}

/** What somebody wrote and waited does not wait any more: guests are told in the channel and its threads, members wherever they are. */
export async function heldDecided(
  env: Env,
  workspaceId: string,
  { home, channel }: { home: string; channel: string },
  decided: { member: string; message: string; posted: boolean },
): Promise<void> {
  const { member, ...told } = decided;
  await Promise.all([
    quietly("heldDecided", { channel: home }, roomOf(env, home).order({ type: "heldDecided", ...decided })),
    sendEvent(env, workspaceId, { members: [member] }, { type: "heldDecided", channel, ...told }),
  ]);
}

/** Only the teaching team writes in this thread from now on, or everybody again. Whoever reads the channel hears of it. */
export async function threadLocked(env: Env, workspaceId: string, thread: Channel): Promise<void> {
  const locked = thread.rules?.locked === true;
  const home = thread.parent?.channel ?? thread.id;
  await Promise.all([
    quietly("lockChanged", { channel: thread.id }, roomOf(env, thread.id).order({ type: "lockChanged", locked })),
    sendEvent(env, workspaceId, { channel: home }, { type: "channelChanged", channel: thread }),
  ]);
}

/** The words that are held back are these now, in all of these channels. */
export async function heldWordsChanged(env: Env, channelIds: string[], words: readonly string[]): Promise<void> {
  await Promise.all(
    channelIds.map((id) =>
      quietly("heldWords", { channel: id }, roomOf(env, id).order({ type: "heldWordsChanged", words })),
    ),
  );
}

/** The widget of this channel is set so now; null: it is gone. Frames that are open change with it, or end. */
export function widgetChanged(env: Env, channelId: string, widget: string, rules: WidgetRules | null): Promise<void> {
  return quietly(
    "widgetChanged",
    { channel: channelId },
    roomOf(env, channelId).order({ type: "widgetChanged", widget, rules }),
  );
}

/** Somebody else than before may want to be notified of every message in these channels. */
export async function toldOfAllChanged(env: Env, channelIds: string[]): Promise<void> {
  await Promise.all(
    channelIds.map((id) =>
      quietly("toldOfAllChanged", { channel: id }, roomOf(env, id).order({ type: "toldOfAllChanged" })),
    ),
  );
}

/** A session ended: its sockets close wherever they are. */
export async function sessionEnded(
  env: Env,
  sessionId: string,
  places: { workspaceId: string; channelIds: string[] }[],
): Promise<void> {
  await Promise.all(
    places.flatMap(({ workspaceId, channelIds }) => [
      quietly("sessionEnded", { workspace: workspaceId }, hubOf(env, workspaceId).sessionEnded(sessionId)),
      ...channelIds.map((id) =>
        quietly("sessionEnded", { channel: id }, roomOf(env, id).order({ type: "sessionEnded", session: sessionId })),
      ),
    ]),
  );
}

/** The class is over, or goes on: whoever has one of its channels open may not write there any more, or may again. */
export async function classChanged(env: Env, channelIds: string[], archived: boolean): Promise<void> {
  await Promise.all(
    channelIds.map((id) =>
      quietly("classChanged", { channel: id }, roomOf(env, id).order({ type: "classChanged", archived })),
    ),
  );
}

export function workspaceChanged(env: Env, workspace: Workspace): Promise<void> {
  return sendEvent(env, workspace.id, { everyone: true }, { type: "workspaceChanged", workspace });
}
