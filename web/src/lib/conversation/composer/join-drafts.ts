/** The drafts of this device and of all my devices, made one: what was typed here and not told yet is held against the server's word. */
import { Drafts } from "../../../../../client/drafts.ts";
import { drafts } from "./device-drafts.ts";
import { otherDrafts } from "./other-drafts.ts";
import type { ClassWithDrafts } from "../context.ts";

/** Returns the function that ends it. */
export function joinDrafts(workspace: ClassWithDrafts): () => void {
  const { session } = workspace;
  const shared = session.joinDrafts((options) => new Drafts(options));
  const member = workspace.me.id;
  const show = () => workspace.showDrafts(shared.channels());
  const take = (channel: string) =>
    drafts.take(member, channel, shared.text(channel), shared.changedAt(channel), !shared.isBehind(channel));

  const ends = [
    shared.subscribe((channel) => {
      take(channel);
      show();
    }),
    shared.onOther((channel, text) => otherDrafts.add(member, channel, text)),
    drafts.share({
      member,
      write: (channel, text) => shared.write(channel, text),
      leave: (channel) => shared.leave(channel),
      adopt: (channel, text) => {
        shared.adopt(channel, text);
        show();
      },
      now: () => shared.now(),
    }),
  ];
  // What this device alone has goes first: it is held against what the server tells next.
  for (const { channel, text, sent, at } of drafts.unsent(member)) shared.restore(channel, text, sent, at);
  void shared.load().then((loaded) => {
    if (!loaded) return;
    for (const channel of drafts.kept(member)) if (!shared.isBehind(channel)) take(channel);
    show();
  });
  return () => ends.forEach((end) => end());
}
