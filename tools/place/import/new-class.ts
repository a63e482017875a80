/** A class that was made for an import has empty channels of its own; the imported ones of the same name take their place. */
import type { Api } from "../../../client/api.ts";

interface Coming {
  channels: readonly { kind: string; name?: string | undefined }[];
}

/** Puts the empty channels out of the way. Returns their names. */
export async function makeWay(api: Api, workspace: string, plan: Coming): Promise<string[]> {
  const wanted = new Set(
    plan.channels.flatMap(({ kind, name }) => (kind === "public" && name !== undefined ? [name] : [])),
  );
  const { channels } = await api.call("workspaces.bootstrap", { workspace });
  const empty = channels.filter(({ name, isDefault, lastSeq }) => isDefault && lastSeq === 0 && wanted.has(name));
  for (const { id, name } of empty) {
    await api.call("channels.edit", { channel: id }, { name: `${name}-empty`, isDefault: false });
    await api.call("channels.archive", { channel: id });
  }
  return empty.map(({ name }) => name);
}

/** Everybody who joins the class will be in the imported channels of these names. */
export async function makeDefault(api: Api, workspace: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { channels } = await api.call("workspaces.bootstrap", { workspace });
  for (const { id, name, archivedAt } of channels) {
    if (names.includes(name) && archivedAt === null)
      await api.call("channels.edit", { channel: id }, { isDefault: true });
  }
}
