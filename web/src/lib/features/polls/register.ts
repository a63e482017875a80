/** Polls: made from the field's menu, or by `/poll`. */
import ChartBar from "@lucide/svelte/icons/chart-bar";
import { t } from "#texts/composer-menu";
import { t as aids } from "#texts/writing-aids";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { DONE, type Feature, type WritingDesk } from "../../conversation/feature.ts";

function make(question: string, { title, postPoll }: WritingDesk): void {
  void dialogs.open(() => import("./PollMaker.svelte"), { question, title, onmake: (draft) => postPoll?.(draft) });
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
