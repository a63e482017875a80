/**
 * A newer PLACE than the one in this tab (R105): found when somebody comes back, now and then, and where a part of the program is not there
 * any more; taken at a quiet moment, with every draft as it is.
 */
import { updated } from "$app/state";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { write } from "../../base/browser/storage.ts";
import { filesOf } from "../../conversation/files/waiting-files.svelte.ts";
import { isQuiet } from "./quiet.ts";

/** A server is asked at most so often, ms. */
const ASK_EVERY_MS = 10 * 60_000;
/** The version that waits is the one that counts within a moment, ms. */
const TAKE_MS = 5_000;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** Words outside of a field that keeps them, files in a tray or on their way, a question, a recording or a film. */
function isBusy(): boolean {
  const written = [...document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input")].some(
    (field) => field.value !== field.defaultValue && field.type !== "search" && !field.closest("[data-keeps-draft]"),
  );
  const playing = [...document.querySelectorAll<HTMLMediaElement>("video, audio")].some(({ paused }) => !paused);
  return written || playing || dialogs.current !== null || filesOf.size > 0;
}

export class NewVersion {
  /** It is there, and is taken with the next page. */
  isHere = $state(false);
  #registration: ServiceWorkerRegistration | undefined;
  #askedAt = Date.now();
  #touchedAt = Date.now();
  #taking = false;

  /** For the life of the class. @param registering settles with nothing where this browser has no service worker. */
  watch(registering: Promise<ServiceWorkerRegistration | undefined>): () => void {
    const end = new AbortController();
    const { signal } = end;
    void registering.then((registration) => {
      if (signal.aborted || !registration) return;
      this.#registration = registration;
      this.#look();
      registration.addEventListener("updatefound", () => this.#follow(registration.installing), { signal });
      // Another tab took it: this one runs with files of before.
      const isControlled = navigator.serviceWorker.controller !== null;
      navigator.serviceWorker.addEventListener("controllerchange", () => this.#changed(isControlled), { signal });
    });
    const touched = () => (this.#touchedAt = Date.now());
    for (const sign of SIGNS) addEventListener(sign, touched, { passive: true, capture: true, signal });
    const turned = () => {
      touched();
      if (document.visibilityState === "visible") void this.ask();
    };
    document.addEventListener("visibilitychange", turned, { signal });
    // A file of this version is gone from the server.
    addEventListener("vite:preloadError", () => void this.ask(0), { signal });
    const timer = setInterval(() => {
      if (this.isHere) this.#takeIfQuiet();
      else if (Date.now() - this.#askedAt > 6 * ASK_EVERY_MS) void this.ask();
    }, 15_000);
    signal.addEventListener("abort", () => clearInterval(timer));
    return () => end.abort();
  }

  /** Asks the server whether there is one. @param everyMs not where it was asked since then */
  async ask(everyMs = ASK_EVERY_MS): Promise<void> {
    if (Date.now() - this.#askedAt < everyMs) return;
    this.#askedAt = Date.now();
    try {
      if (this.#registration) await this.#registration.update();
      else if (await updated.check()) this.isHere = true;
    } catch {
      // No network: the next time.
    }
    this.#look();
  }

  /** Loads the page anew, with the version that waits. */
  take(): void {
    if (this.#taking) return;
    this.#taking = true;
    write("place.reloading", "1");
    const waiting = this.#registration?.waiting;
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage({ type: "takeOver" });
    // The one before has something to finish: the page comes anew all the same, and with it the next try.
    setTimeout(() => location.reload(), TAKE_MS);
  }

  #look(): void {
    if (this.#registration?.waiting && navigator.serviceWorker.controller) this.isHere = true;
  }

  #follow(installing: ServiceWorker | null): void {
    installing?.addEventListener("statechange", () => installing.state === "installed" && this.#look());
  }

  /** @param wasControlled this page had a worker before: the first one is no news */
  #changed(wasControlled: boolean): void {
    if (wasControlled && !this.#taking) this.isHere = true;
  }

  #takeIfQuiet(): void {
    const doing = {
      isHidden: document.visibilityState === "hidden",
      for: Date.now() - this.#touchedAt,
      isBusy: isBusy(),
    };
    if (isQuiet(doing)) this.take();
  }
}
