import type { OutboxEntry, OutboxStore } from "./outbox-entry.ts";

/** Holds as long as the process does: for bots, and where a browser refuses to store. */
export function createMemoryOutboxStore(): OutboxStore {
  const entries = new Map<string, OutboxEntry>();
  return {
    all: () => Promise.resolve([...entries.values()]),
    put: (entry) => Promise.resolve(void entries.set(entry.id, entry)),
    remove: (id) => Promise.resolve(void entries.delete(id)),
  };
}
