/** Which channel a command is about. */
import type { Api } from "../../../client/api.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";

/** By its name, with or without `#`, or its id. @throws CannotImport where there is none; RefusedError, UnreachableError */
export async function findChannel(api: Api, workspace: string, wanted: string): Promise<{ id: string; name: string }> {
  const { channels } = await api.call("channels.list", { workspace });
  const name = wanted.replace(/^#/u, "").toLowerCase();
  const found = channels.find((channel) => channel.id === wanted) ?? channels.find((channel) => channel.name === name);
  if (!found) throw new CannotImport(`There is no channel "${wanted}" that this account may read.`);
  return found;
}
