/** The drafts of this device and of all my devices, made one: what was typed here and not told yet stands; else the server's word. */
import { drafts } from "../conversation/drafts.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

/** Returns the function that ends it. */
export function joinDrafts(workspace: WorkspaceState): () => void {
  const { session } = workspace;
  const shared = session.drafts;
  const member = workspace.me.id;
  const show = () => workspace.showDrafts(shared.channels());

  const unsubscribe = shared.subscribe((channel) => {
    drafts.take(member, channel, shared.text(channel), !shared.isBehind(channel));
    show();
  });
  const leave = drafts.share(member, (channel, text) => shared.write(channel, text));
  // What this device alone has goes first: what is written here is not overwritten by what another device tells.
  for (const { channel, text } of drafts.untold(member)) shared.write(channel, text);
  void shared.load().then((loaded) => {
    if (!loaded) return;
    for (const channel of drafts.kept(member)) {
      if (!shared.isBehind(channel)) drafts.take(member, channel, shared.text(channel), true);
    }
    show();
  });
  return () => {
    leave();
    unsubscribe();
  };
}
