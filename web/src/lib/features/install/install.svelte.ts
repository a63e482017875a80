/** PLACE as an app of its own on this device: whether it can be, whether it is, and how. */
import { read, write } from "../../base/browser/storage.ts";

/** Chromium's; https://wicg.github.io/manifest-incubations/#beforeinstallpromptevent-interface */
interface InstallPrompt extends Event {
  prompt: () => Promise<{ outcome: "accepted" | "dismissed" }>;
}
/** `asks`: the browser can be asked. `by-hand`: Safari on an iPhone or iPad, where its person does it. `no`: it is one, or cannot be. */
type Way = "asks" | "by-hand" | "no";

/** Days with a visit before a person is told by themselves. */
const DAYS = 3;
const SEEN = "place.ios-days";

const isApp = (): boolean =>
  matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
/** An iPad says that it is a Mac, and has fingers on it. */
export const isIos = ({ userAgent, maxTouchPoints }: Pick<Navigator, "userAgent" | "maxTouchPoints">): boolean =>
  /iPhone|iPad|iPod/u.test(userAgent) || (/Macintosh/u.test(userAgent) && maxTouchPoints > 1);

class Install {
  #prompt = $state.raw<InstallPrompt | undefined>((globalThis as { placeInstall?: InstallPrompt }).placeInstall);

  constructor() {
    addEventListener("beforeinstallprompt", (event) => (this.#prompt = event as InstallPrompt));
    addEventListener("appinstalled", () => (this.#prompt = undefined));
  }

  get way(): Way {
    if (isApp()) return "no";
    if (this.#prompt) return "asks";
    return isIos(navigator) ? "by-hand" : "no";
  }

  /** The browser's own question. It can be put once; the browser says when it may be put again. */
  async ask(): Promise<void> {
    const prompt = this.#prompt;
    this.#prompt = undefined;
    await prompt?.prompt();
  }
}

export const install = new Install();

/**
 * Whether to tell somebody on iOS how it is done: once, on the third day that they come.
 * @param today anything that differs from day to day
 */
export function isTimeToTell(today: string): boolean {
  const kept = read(SEEN);
  if (kept === "told") return false;
  const days = new Set((kept ?? "").split(" ").filter(Boolean)).add(today);
  const isTime = days.size >= DAYS;
  write(SEEN, isTime ? "told" : [...days].join(" "));
  return isTime;
}
