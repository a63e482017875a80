/** The outbox of the account that is signed in: one per page, for all its channels. It comes with the field, before which nothing is written. */
import { browserSignals, createIndexedDbOutboxStore, Outbox } from "../../../../client/index.ts";
import { toasts } from "../base/toasts/toasts.svelte.ts";
import { untilHere } from "../base/until-here.ts";
import { me } from "../class/account/account.svelte.ts";
import { classClock } from "../class/state/class-clock.ts";
import type { ConversationClass } from "./context.ts";
import { withLaterWords } from "./later-words.ts";

let sending: { account: string; outbox: Outbox } | undefined;

/** What another account wrote in this browser is not sent in the name of this one. */
export function outboxOf(workspace: ConversationClass): Outbox {
  const { account, api, visit } = workspace;
  if (sending?.account === account.id) return sending.outbox;
  sending?.outbox.stop();
  let isSaid = false;
  const outbox = new Outbox({
    serverClock: classClock,
    api,
    store: visit?.outbox ?? createIndexedDbOutboxStore(account.id),
    signals: browserSignals(),
    onWaiting: (entry) =>
      void untilHere(() => import("./files/carry.ts")).then(({ carry }) => carry(outbox, workspace, entry)),
    onStoreError: () => {
      if (!isSaid) withLaterWords((words) => toasts.trouble(words.notKept));
      isSaid = true;
    },
    onSignedOut: () => {
      sending = undefined;
      if (visit) visit.onEnded();
      else me.forget();
    },
  });
  sending = { account: account.id, outbox };
  void outbox.start();
  return outbox;
}
