import { t } from "#texts/settings";
import type { SettingsPage } from "../../conversation/feature.ts";

export const keyboardPage: SettingsPage = { href: "/settings/keyboard", label: t.keyboard };
