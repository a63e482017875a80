/** What this device does about notifications: its person's choice, and what the browser allows. */
import { StoredChoice } from "../../base/browser/stored-choice.ts";

export type Permission = "granted" | "denied" | "default" | "impossible";

const wanted = new StoredChoice("place.notify");
const sound = new StoredChoice("place.notify.sound");

function permissionNow(): Permission {
  return typeof Notification === "undefined" ? "impossible" : Notification.permission;
}

class DeviceNotifications {
  /** Null: never asked. */
  #wanted = $state(wanted.get());
  #sound = $state(sound.get() === "yes");
  permission = $state<Permission>(permissionNow());

  /** Chosen and allowed. */
  get on(): boolean {
    return this.#wanted === "yes" && this.permission === "granted";
  }
  /** The question was answered here, in PLACE or in the browser. */
  get isSettled(): boolean {
    return this.#wanted !== null || this.permission === "denied" || this.permission === "impossible";
  }
  get sound(): boolean {
    return this.#sound;
  }
  set sound(yes: boolean) {
    this.#sound = yes;
    sound.set(yes ? "yes" : null);
  }

  /** Asks the browser: only ever from a click. True: they will come. */
  async turnOn(): Promise<boolean> {
    if (typeof Notification === "undefined") return false;
    this.permission = await Notification.requestPermission();
    if (this.permission === "granted") this.#keep("yes");
    return this.on;
  }

  turnOff(): void {
    this.#keep("no");
  }

  /** Another tab may have chosen, or the browser's own settings. */
  look(): void {
    this.#wanted = wanted.get();
    this.permission = permissionNow();
  }

  #keep(choice: "yes" | "no"): void {
    this.#wanted = choice;
    wanted.set(choice);
  }
}

export const deviceNotifications = new DeviceNotifications();
