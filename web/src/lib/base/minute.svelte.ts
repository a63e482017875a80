/** The present minute, for times that read "5 min. ago". Runs only while somebody shows one. */
import { createSubscriber } from "svelte/reactivity";

const EVERY_MS = 20_000;
const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, EVERY_MS);
  return () => clearInterval(timer);
});

export const minute = {
  /** Milliseconds; readers are told again when it went on. */
  get now(): number {
    subscribe();
    return Date.now();
  },
};
