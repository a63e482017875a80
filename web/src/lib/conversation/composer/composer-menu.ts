/** What can be added to a message, and the other ways to send it. Fetched with the menu. */
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import ChartBar from "@lucide/svelte/icons/chart-bar";
import Eye from "@lucide/svelte/icons/eye";
import { t } from "#texts/composer-menu";
import type { MenuEntry } from "../../base/ui/menu.ts";

export const poll = (run: () => void): MenuEntry => ({ label: t.poll, more: t.pollMore, icon: ChartBar, run });

export const preview = (checked: boolean, run: () => void): MenuEntry => ({
  label: t.preview,
  more: t.previewMore,
  icon: Eye,
  checked,
  run,
});

export const later = (run: () => void): MenuEntry => ({ label: t.later, more: t.laterMore, icon: CalendarClock, run });
