import type { Account } from "../../../../../protocol/index.ts";
import { remembered } from "./remembered.ts";

/** Where somebody who is signed in belongs: the channel they had open last, or the class. Null: in no class yet. */
export function landingOf(account: Account): string | null {
  const { workspaces } = account;
  const workspace = workspaces.find(({ id }) => id === remembered.workspace) ?? workspaces[0];
  if (!workspace) return null;
  const channel = remembered.channelOf(workspace.id);
  return channel === null ? `/w/${workspace.id}` : `/c/${channel}`;
}
