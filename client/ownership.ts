/** Which tab an entry of the outbox belongs to, told by Web Locks: a tab holds the lock of its name for as long as it lives. */

import type { OutboxEntry, OutboxStore } from "./outbox-entry.ts";

/** The part of the browser's lock manager that is used. */
export interface Locks {
  request<T>(
    name: string,
    options: { ifAvailable?: boolean },
    callback: (lock: Lock | null) => T | Promise<T>,
  ): Promise<unknown>;
}

/** Holds the lock `name` until the returned function is called or the tab is gone. */
export function holdForLife(locks: Locks | null, name: string): () => void {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  // Without locks nobody can tell the living from the dead; the message's id keeps a second sending harmless.
  locks?.request(name, {}, () => held).catch(() => undefined);
  return release;
}

/** Gives every stored entry whose tab is gone to `takeOver`. Of several tabs that try, one gets them. */
export async function adoptLeftovers(
  store: OutboxStore,
  locks: Locks | null,
  me: string,
  takeOver: (entry: OutboxEntry) => Promise<void>,
): Promise<void> {
  const owners = new Set((await store.all()).map(({ owner }) => owner));
  owners.delete(me);
  const take = async (owner: string) => {
    // Read again now that nobody else can take them.
    for (const entry of await store.all()) if (entry.owner === owner) await takeOver(entry);
  };
  for (const owner of owners) {
    if (locks === null) await take(owner);
    else await locks.request(owner, { ifAvailable: true }, (lock) => (lock === null ? undefined : take(owner)));
  }
}
