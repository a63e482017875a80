/** Messages that go out later. */
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import { t } from "#texts/composer-menu";
import { isBlank } from "../../../../../protocol/characters.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { openTrays } from "../../conversation/files/open-trays.svelte.ts";
import type { Feature, WritingField } from "../../conversation/feature.ts";

function sendLater({ workspace, channelId, title, words, sent, trouble }: WritingField): void {
  const body = words();
  const tray = openTrays.in(channelId);
  const files = tray && tray.files.length > 0 ? tray : undefined;
  if (isBlank(body) && !files) return trouble(t.writeFirst);
  const about = { workspace, channelId, title, body, ondone: sent, ...(files && { tray: files }) };
  void dialogs.open(() => import("./ScheduleDialog.svelte"), about);
}

export const scheduled: Feature = {
  composerAddition: {
    place: "send",
    entry: (field) => ({ label: t.later, more: t.laterMore, icon: CalendarClock, run: () => sendLater(field) }),
  },
};
