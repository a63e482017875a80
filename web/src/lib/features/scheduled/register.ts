/** Messages that go out later. */
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import { t } from "#texts/composer-menu";
import { isBlank } from "../../../../../protocol/characters.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { Feature, WritingField } from "../../conversation/feature.ts";

function sendLater({ workspace, channelId, title, words, sent, trouble }: WritingField): void {
  const body = words();
  if (isBlank(body)) return trouble(t.writeFirst);
  void dialogs.open(() => import("./ScheduleDialog.svelte"), { workspace, channelId, title, body, ondone: sent });
}

export const scheduled: Feature = {
  composerAddition: {
    place: "send",
    entry: (field) => ({ label: t.later, more: t.laterMore, icon: CalendarClock, run: () => sendLater(field) }),
  },
};
