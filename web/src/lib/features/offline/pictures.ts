/** The small pictures of what is kept of a channel, so that they stand there without a network too. */
import type { Api } from "../../../../../client/index.ts";
import type { OfflinePage, OfflineStore } from "../../../../../client/offline-store.ts";
import { isShownPicture } from "../../../../../protocol/file-kinds.ts";
import type { MessageFile } from "../../../../../protocol/index.ts";

/** Of a channel, the newest: 40 of them are 1.6 MB at most. */
const MOST = 40;
/** What is larger is no small picture of ours. */
const MOST_BYTES = 64 * 1024;

/** What its message shows of it, where that is small. */
function smallOf(file: MessageFile): string | undefined {
  const { id, size, preview = { id, size } } = file;
  return isShownPicture(file) && (preview.size ?? Infinity) <= MOST_BYTES ? preview.id : undefined;
}

/** What was answered with a refusal is not asked for again while this page is open. */
const refused = new Set<string>();

/**
 * Fetches those that are not kept yet, one after another; what was on the screen comes from the browser's own cache. One that does not
 * come for want of a network is left for the next time. @throws what the storage throws
 */
export async function keepPictures(api: Api, { id: channel, page }: OfflinePage, store: OfflineStore): Promise<void> {
  const small = page.messages.flatMap(({ seq, meta }) =>
    (meta?.files ?? []).map((file) => ({ seq, name: file.name, file: smallOf(file) })),
  );
  const wanted = small.flatMap(({ file, ...of }) => (file === undefined ? [] : { ...of, file })).slice(-MOST);
  if (wanted.length === 0) return;
  const kept = await store.picturesOf(channel);
  for (const each of wanted) {
    if (kept.has(each.file) || refused.has(each.file)) continue;
    const answer = await fetch(api.addressOf("files.read", { channel, ...each })).catch(() => null);
    if (answer?.ok) await store.putPicture({ id: each.file, channel, bytes: await answer.blob() });
    else if (answer) refused.add(each.file);
  }
}
