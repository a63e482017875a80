/** The settings of a person, page by page. One of another feature is a line here. */
import { t } from "#texts/settings";
import type { SettingsPage } from "../../conversation/feature.ts";
import { keyboardPage } from "../../features/keyboard/settings-page.ts";
import { notificationsPage } from "../../features/notifications/settings-page.ts";

export const mySettingsPages: readonly SettingsPage[] = [
  { href: "/settings", label: t.profile },
  { href: "/settings/appearance", label: t.appearance },
  notificationsPage,
  { href: "/settings/privacy", label: t.privacy },
  keyboardPage,
  { href: "/settings/devices", label: t.devices },
  { href: "/settings/problems", label: t.problems },
  { href: "/settings/account", label: t.account },
];
