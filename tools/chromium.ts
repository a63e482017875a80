import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** The browser for tests and pictures: $CHROMIUM, or what PATH has; null where there is none. */
export function findChromium(): string | null {
  const named = process.env["CHROMIUM"];
  if (named) return existsSync(named) ? named : null;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const name of NAMES) {
    const folder = folders.find((entry) => existsSync(join(entry, name)));
    if (folder) return join(folder, name);
  }
  return null;
}

/**
 * What a browser without a screen does without. Its address bar keeps two pages ready in every window, which is one in every context:
 * half a second of processor time for each (Chromium 156), a quarter of all that the browser tests took. Of a switch that is given twice
 * the last one counts, so what Playwright 1.65 switches off stands here too.
 */
const FEATURES_OFF = [
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
  ...["AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"],
  ...[
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
  ],
  ...[
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
  ],
];

/** How Chromium is started: it may be root's, and its shared memory a container's. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  `--disable-features=${FEATURES_OFF.join(",")}`,
];
