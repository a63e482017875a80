/** The small pictures of what is kept of a channel, so that they stand there without a network too. */
import type { Api } from "../../../../../client/index.ts";
import { previewsIn, type OfflinePage, type OfflineStore } from "../../../../../client/offline-store.ts";

/** Of a channel, the newest: 40 of them are 1.6 MB at most. */
const MOST = 40;
/** What is larger is no small picture of ours. */
const MOST_BYTES = 64 * 1024;

/** What was answered with a refusal is not asked for again while this page is open. */
const refused = new Set<string>();

/**
 * Fetches those that are not kept yet, one after another; what was on the screen comes from the browser's own cache. One that does not
 * come for want of a network is left for the next time. @throws what the storage throws
 */
export async function keepPictures(api: Api, { id: channel, page }: OfflinePage, store: OfflineStore): Promise<void> {
  const wanted = new Set(previewsIn(page).slice(-MOST));
  if (wanted.size === 0) return;
  const kept = await store.picturesOf(channel);
  for (const { seq, meta } of page.messages)
    for (const { name, preview } of meta?.files ?? []) {
      if (!preview || !wanted.has(preview.id) || preview.size > MOST_BYTES) continue;
      if (kept.has(preview.id) || refused.has(preview.id)) continue;
      const answer = await fetch(api.addressOf("files.read", { channel, seq, file: preview.id, name })).catch(
        () => null,
      );
      if (answer?.ok) await store.putPicture({ id: preview.id, channel, bytes: await answer.blob() });
      else if (answer) refused.add(preview.id);
    }
}
