/** What a part of the service worker may hang on. The worker is started for an event and ended soon after: nothing in a field lasts. */
export interface Part {
  /** A new version was fetched. Rejects: it is not taken, and the one before stays. */
  install?: () => Promise<unknown>;
  /** This version is the one that counts now. */
  activate?: () => Promise<unknown>;
  /** What answers the request; null: not mine. Where no part has it, the browser goes to the network as if nobody were here. */
  fetch?: (event: FetchEvent) => Promise<Response> | null;
  /** A page of ours said so. */
  message?: (message: FromPage) => Promise<unknown> | void;
  push?: (event: PushEvent) => Promise<unknown>;
  notificationclick?: (event: NotificationEvent) => Promise<unknown>;
  pushsubscriptionchange?: (event: Event) => Promise<unknown>;
}

/** What pages say to it. */
export type FromPage =
  /** The page will be loaded anew: the version that waits becomes the one that counts. */
  { type: "takeOver" };
