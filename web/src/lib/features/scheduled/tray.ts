/** The files of a tray, for a message that goes out later: up first, so that nothing is left to this browser. */
import { wordsOfFiles } from "../../../../../protocol/file-kinds.ts";
import type { PostFile } from "../../../../../protocol/index.ts";
import { KeptBytes } from "../../conversation/files/kept-bytes.ts";
import type { OpenTray } from "../../conversation/files/open-trays.svelte.ts";
import { filesOf } from "../../conversation/files/waiting-files.svelte.ts";

/** Waits until all of them are there. @returns null where one has failed */
export async function uploadedFrom(tray: OpenTray): Promise<PostFile[] | null> {
  await Promise.all(tray.files.map(({ ended }) => ended));
  const posted = tray.files.flatMap((file) => file.posted ?? []);
  return posted.length === tray.files.length ? posted : null;
}

/** What stands in their place where nothing was written. */
export const wordsFor = (tray: OpenTray): string => wordsOfFiles(tray.files);

/** They are the scheduled message's: the field is free for other ones. @param account whose */
export function taken(tray: OpenTray, account: string): void {
  const { files, message } = tray;
  tray.leave();
  for (const { address } of files) if (address !== null) URL.revokeObjectURL(address);
  filesOf.delete(message);
  void new KeptBytes(account).remove(message).catch(() => undefined);
}
