/** The present minute, for times that read "5 min. ago". Runs only while somebody shows one. */
import { createSubscriber } from "svelte/reactivity";
import { serverNow, watchClock } from "./server-clock.ts";

const EVERY_MS = 20_000;
const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, EVERY_MS);
  const end = watchClock(update);
  return () => {
    clearInterval(timer);
    end();
  };
});

export const minute = {
  /** Milliseconds; readers are told again when it went on. */
  get now(): number {
    subscribe();
    return serverNow();
  },
};
