/** A page of a channel with all that it takes to read it away from PLACE: names, addresses, and where it goes on. */
import type { Message, Page } from "../../protocol/index.ts";
import { isSaid, type TranscriptPlace } from "../../protocol/transcript/lines.ts";

export interface PlainChannel {
  id: string;
  name: string;
  topic: string;
  /** Name of the class. */
  workspace: string;
  /** The site, e.g. `https://place.example`. */
  origin: string;
  page: Page;
  /** Names by member id, of those who said something in it. */
  names: ReadonlyMap<string, string>;
  /** The address of this page, and of those beside it; absent where there is none. */
  links: { self: string; prev?: string; next?: string };
  /** What stands between the channel's address and a place in it, where not all of it is on one page. */
  queryTo?: (seq: number) => string;
}

/** What was deleted is gone here too: its place alone is in the JSON. */
export const saidIn = ({ page }: PlainChannel): Message[] => page.messages.filter(isSaid);

export const placeOf = ({ origin, id, queryTo }: PlainChannel): TranscriptPlace => ({
  origin,
  channel: id,
  ...(queryTo && { queryTo }),
});

export const nameIn = ({ names }: PlainChannel, author: string): string => names.get(author) ?? "somebody";

/** Of a channel without a name (a direct message, a thread): who is in it is not told here. */
export const titleOf = ({ name, workspace }: PlainChannel): string => (name === "" ? workspace : `#${name}`);
