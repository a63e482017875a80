import { t } from "#texts/settings";
import type { SettingsPage } from "../../conversation/feature.ts";

export const notificationsPage: SettingsPage = { href: "/settings/notifications", label: t.notifications };
