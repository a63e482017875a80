/** Polls: made from the field's menu, or by `/poll`. */
import ChartBar from "@lucide/svelte/icons/chart-bar";
import type { PollDraft } from "../../../../../protocol/index.ts";
import { t } from "#texts/composer-menu";
import { t as aids } from "#texts/writing-aids";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { DONE, type Feature, type WritingDesk } from "../../conversation/feature.ts";

function make(asked: string, { title, post }: WritingDesk): void {
  // A poll's question is its message's words, for who searches, and for readers that know no polls.
  const onmake = (poll: PollDraft) => post?.({ body: poll.question, poll });
  void dialogs.open(() => import("./PollMaker.svelte"), { question: asked, title, onmake });
}

export const polls: Feature = {
  composerAddition: {
    place: "add",
    entry: (field) => ({ label: t.poll, more: t.pollMore, icon: ChartBar, run: () => make("", field) }),
  },
  commands: [
    {
      name: "poll",
      takes: aids.pollTakes,
      says: aids.pollSays,
      isOffered: () => true,
      run: (words, desk) => {
        make(words, desk);
        return DONE;
      },
    },
  ],
};
