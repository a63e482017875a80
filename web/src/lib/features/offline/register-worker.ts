/** The service worker (web/src/service-worker) is fetched once a class is on the screen, for who is in it. */
import { trustedScriptUrl } from "../../base/browser/trusted-script.ts";

/** Undefined: this browser has none, or refuses it (private windows, site data that is not allowed). */
export async function registerWorker(): Promise<ServiceWorkerRegistration | undefined> {
  // Kit serves none while one develops.
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return undefined;
  try {
    return await navigator.serviceWorker.register(trustedScriptUrl("/service-worker.js"), {
      type: "module",
      updateViaCache: "none",
    });
  } catch {
    return undefined;
  }
}
