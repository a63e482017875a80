/**
 * This browser's push notifications: whether there can be any, whether there are, and in which other browsers. A browser subscribes with its own
 * vendor's push service; PLACE is told where, and sends what only this browser can read.
 */
import type { Api } from "../../../../../client/index.ts";
import type { PushDevice, PushOutcome } from "../../../../../protocol/index.ts";
import { StoredChoice } from "../../base/browser/stored-choice.ts";
import { language } from "../../base/texts/language.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";

/**
 * - `unasked`: not looked at yet
 * - `impossible`: this browser has no push
 * - `install`: it has once PLACE stands on the home screen (iPhones and iPads)
 * - `absent`: this PLACE has no key for it
 * - `away`: its push service, or PLACE, could not be reached
 */
type PushState = "unasked" | "impossible" | "install" | "absent" | "away" | "off" | "on";

/** In which session PLACE was told of this browser, and when: said again once a day, and when something of it changed. */
const told = new StoredChoice("place.push.told");

const WORKER_WAIT_MS = 10_000;

class PushHere {
  state = $state<PushState>("unasked");
  /** All of this account, the one that was there last first; null until they were told. */
  devices = $state.raw<PushDevice[] | null>(null);

  get current(): PushDevice | undefined {
    return this.devices?.find(({ current }) => current);
  }

  /** Looks how it stands. */
  async load(api: Api): Promise<void> {
    const possible = possibility();
    const answer = await outcomeOf(api.call("push.devices"));
    if (answer.ok) this.devices = answer.value.devices;
    if (possible !== null) this.state = possible;
    else if (!answer.ok) this.state = "away";
    else if (answer.value.key === null) this.state = "absent";
    else this.state = this.current && (await subscriptionHere()) ? "on" : "off";
  }

  /** Behind the browser's permission. @returns whether push notifications come from now on */
  async turnOn(api: Api): Promise<boolean> {
    const possible = possibility();
    if (possible !== null) this.state = possible;
    else this.state = await this.#subscribe(api);
    return this.state === "on";
  }

  /** A browser that is notified says now and then that it is there, and takes this PLACE's newest key. Never rejects. */
  async renew(api: Api, session: string): Promise<void> {
    if (possibility() !== null) return;
    const subscription = await subscriptionHere();
    if (subscription && told.get() === wordsOf(session, subscription)) this.state = "on";
    else this.state = await this.#subscribe(api);
    const after = this.state === "on" ? await subscriptionHere() : null;
    if (after) told.set(wordsOf(session, after));
  }

  async turnOff(api: Api): Promise<void> {
    const { current } = this;
    this.state = "off";
    told.set(null);
    const subscription = await subscriptionHere();
    // Without the one the other ends nothing less: what PLACE still sends, the push service says is gone.
    await Promise.allSettled([subscription?.unsubscribe(), current && this.forget(api, current)]);
  }

  async forget(api: Api, device: PushDevice): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(api.call("push.forget", { device: device.id }));
    if (outcome.ok || outcome.refusal.code === "not_found")
      this.devices = (this.devices ?? []).filter(({ id }) => id !== device.id);
    return outcome;
  }

  async showWords(api: Api, device: PushDevice, words: boolean): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(api.call("push.edit", { device: device.id }, { words }));
    if (outcome.ok) this.#keep(outcome.value.device);
    return outcome;
  }

  /**
   * Sends one to this browser, and waits until it is there.
   * @returns `arrived`, `late` where the push service has it and it is not here after `waitMs`, or why it did not go out
   */
  async test(
    api: Api,
    device: PushDevice,
    waitMs = 5_000,
  ): Promise<Outcome<"arrived" | "late" | Exclude<PushOutcome, "sent">>> {
    const nonce = crypto.randomUUID();
    const arrival = arrivalOf(nonce, waitMs);
    const outcome = await outcomeOf(api.call("push.test", { device: device.id }, { nonce }));
    if (!outcome.ok) return outcome;
    const { outcome: sent } = outcome.value;
    if (sent === "gone") this.devices = (this.devices ?? []).filter(({ id }) => id !== device.id);
    if (sent !== "sent") return { ok: true, value: sent };
    return { ok: true, value: (await arrival) ? "arrived" : "late" };
  }

  async #subscribe(api: Api): Promise<PushState> {
    const answer = await outcomeOf(api.call("push.devices"));
    if (!answer.ok) return "away";
    const { key, devices } = answer.value;
    this.devices = devices;
    if (key === null) return "absent";
    try {
      const registration = await readyWorker();
      if (!registration) return "away";
      const { pushManager } = registration;
      let subscription = await pushManager.getSubscription();
      // Made with a key that this PLACE had before: it is reached by no other.
      if (subscription && keyOf(subscription) !== key) {
        await subscription.unsubscribe();
        subscription = null;
      }
      subscription ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const { endpoint = "", keys = {} } = subscription.toJSON();
      const { p256dh = "", auth = "" } = keys;
      const asked = { endpoint, keys: { p256dh, auth }, applicationServerKey: key, lang: language };
      const outcome = await outcomeOf(api.call("push.subscribe", {}, asked));
      if (!outcome.ok) return "away";
      this.#keep(outcome.value.device);
      return "on";
    } catch {
      // The browser's push service is not to be reached, or the browser has it switched off.
      return "away";
    }
  }

  #keep(device: PushDevice): void {
    this.devices = [
      device,
      ...(this.devices ?? []).filter(({ id, current }) => id !== device.id && !(current && device.current)),
    ];
  }
}

export const pushHere = new PushHere();

/** Null: it can be. */
function possibility(): "impossible" | "install" | null {
  if (typeof Notification !== "undefined" && "serviceWorker" in navigator && "PushManager" in globalThis) return null;
  return isAppleTouch() ? "install" : "impossible";
}

/** iPads call themselves Macs, and have no mouse. */
function isAppleTouch(): boolean {
  return (
    /iP(?:hone|ad|od)/u.test(navigator.userAgent) || (/Mac/u.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  );
}

/** It is registered once a class is on the screen. Undefined: not for long enough, as while one develops, where there is none. */
function readyWorker(): Promise<ServiceWorkerRegistration | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), WORKER_WAIT_MS));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

async function subscriptionHere(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  return (await registration?.pushManager.getSubscription().catch(() => null)) ?? null;
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const wordsOf = (session: string, { endpoint }: PushSubscription): string =>
  `${session} ${language} ${endpoint.slice(-40)} ${new Date().toISOString().slice(0, 10)}`;

/** The service worker says what it has shown. */
function arrivalOf(nonce: string, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (arrived: boolean) => {
      clearTimeout(timer);
      navigator.serviceWorker.removeEventListener("message", hear);
      resolve(arrived);
    };
    const hear = ({ data }: MessageEvent<{ type?: string; nonce?: string }>) => {
      if (data.type === "testArrived" && data.nonce === nonce) end(true);
    };
    const timer = setTimeout(() => end(false), waitMs);
    navigator.serviceWorker.addEventListener("message", hear);
  });
}
