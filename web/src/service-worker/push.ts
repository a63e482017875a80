/**
 * Notifications that come while no page is open: shown, taken away when they were read elsewhere, and leading to their message. Browsers want to
 * see a notification for each push, so what was read on another device goes at the next one, when a page is opened, or by a page that is open.
 */
import { self } from "$app/service-worker";
import type { PushPayload } from "../../../protocol/push.ts";
import type { Part } from "./part.ts";
import { shownOf, type Shown, type ShownData } from "./push-words.ts";

/** A page that is open says that it goes there; one that does not is loaded anew. */
const ANSWER_MS = 800;

const pages = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });
const dataOf = ({ data }: Notification) => (data ?? {}) as Partial<ShownData>;

async function api<T>(method: string, path: string, body?: unknown): Promise<T | null> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`/api${path}`, {
    method,
    ...(body !== undefined && { headers, body: JSON.stringify(body) }),
  });
  return answer.ok ? ((await answer.json()) as T) : null;
}

async function show({ title, ...how }: Shown): Promise<void> {
  const [before] = await self.registration.getNotifications({ tag: how.tag });
  // The same push once more, or one that was overtaken: what is there stays, without another sound.
  const isKnown = before !== undefined && (dataOf(before).seq ?? 0) >= (how.data.seq ?? Infinity);
  if (isKnown) return self.registration.showNotification(before.title, { ...how, ...again(before), silent: true });
  // Not in the types of every browser: the next of the same tag sounds again.
  await self.registration.showNotification(title, { ...how, renotify: true } as NotificationOptions);
}

const again = ({ body, tag, data }: Notification) => ({ body, tag, data: data as ShownData });

/** What is still shown of other channels may have been read on another device. */
async function takeAwayRead(): Promise<void> {
  const shown = (await self.registration.getNotifications()).filter((one) => dataOf(one).channel !== undefined);
  if (shown.length < 2) return;
  const channels = [...new Set(shown.map((one) => dataOf(one).channel))].slice(0, 20);
  const told = await api<{ reads: Record<string, number> }>("POST", "/push/shown", { channels });
  for (const one of shown) {
    const { channel = "", seq = Infinity } = dataOf(one);
    if ((told?.reads[channel] ?? 0) >= seq) one.close();
  }
}

async function pushed({ data }: PushEvent): Promise<void> {
  if (!data) return;
  const payload = data.json() as PushPayload;
  await show(shownOf(payload));
  if (payload.type === "test")
    for (const page of await pages()) page.postMessage({ type: "testArrived", nonce: payload.nonce });
  // Without a network, or signed out, they stay.
  else await takeAwayRead().catch(() => undefined);
}

async function clicked({ notification }: NotificationEvent): Promise<void> {
  notification.close();
  const { url = "/" } = dataOf(notification);
  const open = (await pages()).filter(({ frameType }) => frameType === "top-level");
  const page =
    open.find(({ focused }) => focused) ?? open.find(({ visibilityState }) => visibilityState === "visible") ?? open[0];
  if (!page) return void (await self.clients.openWindow(url));
  await page.focus().catch(() => undefined);
  if (await goes(page, url)) return;
  // A page that is not of a class, or not of this version.
  await page.navigate(url).catch(() => self.clients.openWindow(url));
}

function goes(page: WindowClient, url: string): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_MS);
    port1.onmessage = () => {
      clearTimeout(timer);
      resolve(true);
    };
    page.postMessage({ type: "go", url }, [port2]);
  });
}

/** The browser took another subscription by itself, or took the old one away. Where that fails, the next page that is opened renews it. */
async function renewed(event: Event): Promise<void> {
  const { oldSubscription, newSubscription } = event as Event & {
    oldSubscription?: PushSubscription | null;
    newSubscription?: PushSubscription | null;
  };
  const key = (await api<{ key: string | null }>("GET", "/push"))?.key;
  if (!key) return;
  const subscription =
    newSubscription ??
    (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = subscription.toJSON();
  const replaces = oldSubscription?.endpoint;
  await api("PUT", "/push/devices", { endpoint, keys, applicationServerKey: key, ...(replaces && { replaces }) });
}

export const push: Part = { push: pushed, notificationclick: clicked, pushsubscriptionchange: renewed };
