/** What routes tell the live objects after a change is in D1. A lost notice is mended by the sockets' lease. */
import type { Channel, Member, MyChannel, Workspace, WorkspaceEvent } from "../../protocol/index.ts";
import { hubOf, roomOf } from "./stubs.ts";

export type Audience = { everyone: true } | { members: string[] } | { channel: string };

/** Failures are logged, not thrown: the change itself is stored, and what is live catches up by lease and reload. */
async function quietly(what: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    console.error(JSON.stringify({ what, error: String(error) }));
  }
}

/** Sends one event to the open tabs of an audience within the workspace. */
export function tell(env: Env, workspaceId: string, audience: Audience, event: WorkspaceEvent): Promise<void> {
  return quietly("tell", hubOf(env, workspaceId).tell(audience, event));
}

/** These members are in the channel from now on; each hears of it with their own view of it. */
export function channelJoined(
  env: Env,
  workspaceId: string,
  channelId: string,
  joined: { member: string; channel: MyChannel }[],
) {
  return quietly("channelJoined", hubOf(env, workspaceId).channelJoined(channelId, joined));
}

/** This member is out of the channel: its sockets close, its row leaves the sidebar. */
export async function channelLeft(env: Env, workspaceId: string, channelId: string, memberId: string): Promise<void> {
  await Promise.all([
    quietly("memberLeft", roomOf(env, channelId).memberLeft(memberId)),
    quietly("channelLeft", hubOf(env, workspaceId).channelLeft(channelId, memberId)),
  ]);
}

/** Name, topic, rules or state of a channel changed. */
export async function channelChanged(env: Env, workspaceId: string, channel: Channel): Promise<void> {
  await Promise.all([
    quietly(
      "rulesChanged",
      roomOf(env, channel.id).rulesChanged({ posting: channel.posting, archived: channel.archivedAt !== null }),
    ),
    tell(env, workspaceId, { channel: channel.id }, { type: "channelChanged", channel }),
  ]);
}

/** A member's role, mute or looks changed. `channelIds`: the channels they are in. */
export async function memberChanged(
  env: Env,
  workspaceId: string,
  member: Member,
  standing?: { channelIds: string[]; mutedUntil: number | null },
): Promise<void> {
  await Promise.all([
    tell(env, workspaceId, { everyone: true }, { type: "memberChanged", member }),
    ...(standing?.channelIds ?? []).map((id) =>
      quietly(
        "standingChanged",
        roomOf(env, id).standingChanged(member.id, { role: member.role, mutedUntil: standing?.mutedUntil ?? null }),
      ),
    ),
  ]);
}

/** A member left or was removed: every socket of theirs in the workspace closes. */
export async function memberGone(env: Env, workspaceId: string, member: Member, channelIds: string[]): Promise<void> {
  await Promise.all([
    quietly("memberGone", hubOf(env, workspaceId).memberGone(member)),
    ...channelIds.map((id) => quietly("memberLeft", roomOf(env, id).memberLeft(member.id))),
  ]);
}

/** A session ended: its sockets close wherever they are. */
export async function sessionEnded(
  env: Env,
  sessionId: string,
  places: { workspaceId: string; channelIds: string[] }[],
): Promise<void> {
  await Promise.all(
    places.flatMap(({ workspaceId, channelIds }) => [
      quietly("sessionEnded", hubOf(env, workspaceId).sessionEnded(sessionId)),
      ...channelIds.map((id) => quietly("sessionEnded", roomOf(env, id).sessionEnded(sessionId))),
    ]),
  );
}

export function workspaceChanged(env: Env, workspace: Workspace): Promise<void> {
  return tell(env, workspace.id, { everyone: true }, { type: "workspaceChanged", workspace });
}
