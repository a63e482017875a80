/** What this browser remembers of where its person was. Nothing here is needed: a closed storage only means starting at the top. */
import { read, write } from "../../base/browser/storage.ts";

export const remembered = {
  /** The class last used. */
  get workspace(): string | null {
    return read("place.workspace");
  },
  set workspace(id: string | null) {
    write("place.workspace", id);
  },
  /** Somebody is signed in here, as far as this browser knows: decides what a cold start shows first. */
  get signedIn(): boolean {
    return read("place.signedIn") === "1";
  },
  set signedIn(yes: boolean) {
    write("place.signedIn", yes ? "1" : null);
  },
  channelOf(workspace: string): string | null {
    return read(`place.channel.${workspace}`);
  },
  keepChannel(workspace: string, channel: string | null): void {
    write(`place.channel.${workspace}`, channel);
  },
};
