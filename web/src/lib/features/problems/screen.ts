/** What the screen is, as it is sent with a problem: no words of people, and no address that names one. */
import { version } from "$app/env";
import { page } from "$app/state";
import type { ProblemScreen } from "../../../../../protocol/problems.ts";
import { locale } from "../../base/texts/language.ts";
import { isDark } from "./is-dark.ts";
import { lastRefusals } from "./refusals-heard.ts";

/** What stands in it is what the shape of a problem takes (protocol/problems.ts). */
const plain = (text: string): string => text.replaceAll(/[^\p{L}\p{N} ._:,/()[\]-]/gu, " ").slice(0, 80);

const BROWSERS = /(?:Edg|OPR|Firefox|FxiOS|CriOS|Chrome|Version)\/(\d+)/u;
function browserOf(agent: string): string {
  const found = BROWSERS.exec(agent);
  return found?.[0] ? found[0].replace("Version", "Safari").replace("/", " ") : "";
}

export function screenNow(): ProblemScreen {
  const { colorScheme } = getComputedStyle(document.documentElement);
  const dark = isDark(colorScheme, matchMedia("(prefers-color-scheme: dark)").matches);
  return {
    page: plain((page.route.id ?? "").replaceAll(/\/\(\w+\)/gu, "")),
    size: `${innerWidth}x${innerHeight}`,
    language: locale ?? "en",
    theme: dark ? "dark" : "light",
    version: plain(version),
    browser: browserOf(navigator.userAgent),
    refusals: [...lastRefusals()],
  };
}
