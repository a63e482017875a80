/** Brings the files of a message that waits for them, of this page or of one that was closed, and lets it go out. */
import type { Api, Outbox, PostEntry } from "../../../../../client/index.ts";
import { fileMaxFor } from "../../../../../protocol/file-sizes.ts";
import { because } from "../../../../../protocol/reasons.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import type { Role } from "../../../../../protocol/index.ts";
import { FileDraft } from "./file-draft.svelte.ts";
import { KeptBytes } from "./kept-bytes.ts";
import { filesOf } from "./waiting-files.svelte.ts";

interface Around {
  api: Api;
  account: { id: string };
  me: { role: Role };
}

/** Message id → ends listening for what becomes of it. */
const listening = new Map<string, () => void>();

export async function carry(outbox: Outbox, { api, account, me }: Around, entry: PostEntry): Promise<void> {
  const { id, channel } = entry;
  const kept = new KeptBytes(account.id);
  const drafts = filesOf.get(id) ?? (await takenUp());
  listening.get(id)?.();
  const stop = outbox.subscribe(channel, (event) => {
    if (event.entry.id !== id) return;
    if (event.type === "discarded") for (const draft of drafts) draft.cancel();
    if (event.type === "discarded" || event.type === "carried") close();
  });
  listening.set(id, stop);
  // A store that fails costs going on after a reload, and nothing now.
  const keep = () =>
    void kept
      .put(
        id,
        drafts.flatMap((draft) => draft.kept ?? []),
      )
      .catch(() => undefined);
  for (const draft of drafts) draft.onkept = keep;
  keep();
  for (const draft of drafts) if (draft.state === "failed") draft.retry();
  await Promise.all(drafts.map((draft) => draft.ended));
  const failed = drafts.find(({ state }) => state === "failed");
  const posted = drafts.flatMap((draft) => draft.posted ?? []);
  if (failed?.refusal) outbox.release(id, failed.refusal);
  else if (drafts.length === 0 || posted.length < drafts.length)
    outbox.release(id, refusal("invalid", because("file_ticket")));
  else outbox.release(id, posted);

  async function takenUp(): Promise<FileDraft[]> {
    const files = (await kept.get(id).catch(() => undefined)) ?? [];
    const options = { api, channel, message: id, most: fileMaxFor(me.role) };
    const taken = files.map((file) => new FileDraft(file, options));
    filesOf.set(id, taken);
    return taken;
  }

  function close() {
    stop();
    listening.delete(id);
    for (const draft of drafts) if (draft.address !== null) URL.revokeObjectURL(draft.address);
    filesOf.delete(id);
    void kept.remove(id).catch(() => undefined);
  }
}
