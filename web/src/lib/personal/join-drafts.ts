/** The drafts of this device and of all my devices, made one: what was typed here and not told yet stands; else the server's word. */
import { Drafts } from "../../../../client/drafts.ts";
import { drafts } from "../conversation/drafts.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

/** Returns the function that ends it. */
export function joinDrafts(workspace: WorkspaceState): () => void {
  const { session } = workspace;
  const shared = session.joinDrafts((options) => new Drafts(options));
  const member = workspace.me.id;
  const show = () => workspace.showDrafts(shared.channels());

  const unsubscribe = shared.subscribe((channel) => {
    const text = shared.text(channel);
    const isTold = !shared.isBehind(channel);
    // Emptied without a network, in an earlier visit: other words, of another device, would stand.
    if (isTold && drafts.isThrownAway(member, channel, text)) return shared.write(channel, "");
    drafts.take(member, channel, text, isTold);
    show();
  });
  const leave = drafts.share(member, (channel, text) => shared.write(channel, text));
  // What this device alone has goes first: what is written here is not overwritten by what another device tells.
  for (const { channel, text } of drafts.untold(member)) shared.write(channel, text);
  void shared.load().then((loaded) => {
    if (!loaded) return;
    for (const channel of [...drafts.kept(member), ...drafts.emptied(member)]) {
      if (!shared.isBehind(channel)) drafts.take(member, channel, shared.text(channel), true);
    }
    show();
  });
  return () => {
    leave();
    unsubscribe();
  };
}
