/** What the service worker asks of a page that is open: a notification was pressed, and leads here. */
import { goto } from "$app/navigation";

interface Asked {
  type?: string;
  url?: string;
}

/** @returns the function that ends it */
export function answerWorker(): () => void {
  if (!("serviceWorker" in navigator)) return () => undefined;
  const hear = ({ data, ports }: MessageEvent<Asked>) => {
    const { type, url } = data;
    if (type !== "go" || url === undefined || !url.startsWith("/")) return;
    // Said at once: the service worker loads the page anew where nobody answers.
    ports[0]?.postMessage("here");
    void goto(url);
  };
  navigator.serviceWorker.addEventListener("message", hear);
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}

/** What was pushed here and is read now goes, also where it was read on another device. */
export async function takeAwayPushed(channel: string, readSeq: number): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await registration?.getNotifications({ tag: channel })) ?? [])
    if (((shown.data as { seq?: number } | null)?.seq ?? Infinity) <= readSeq) shown.close();
}
