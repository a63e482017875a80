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
