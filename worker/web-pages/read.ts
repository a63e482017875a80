/** Reads a page of a channel for everybody: from its room, and from D1 what the room has let go of. */
import type { Message, Page } from "../../protocol/index.ts";
import { jsonOfPage } from "../history-page.ts";
import { factsOf } from "../room/channel-facts.ts";
import { roomOf } from "../room/stubs.ts";
import { readBlock, type Places } from "../store/history.ts";
import { webPeople } from "../store/web-people.ts";
import type { WebPlace } from "../store/web-pages.ts";
import { NEWEST_MAX, pagesOf, placesOfPage, type PagesOf } from "./addresses.ts";
import { handlesIn, PeopleShown, shownOf } from "./shown.ts";
import type { Words } from "./words.ts";

/** These places as they are now, changes that D1 still lacks included. @throws what D1 and the room throw */
export async function readPlaces(env: Env, place: WebPlace, places: Places): Promise<Page> {
  const facts = factsOf(place);
  // Nothing is known of how far D1 is: the room lays over all that it has.
  const stored = { messages: await readBlock(env.DB, facts.channelNo, places), last: { seq: 0, rev: 0 } };
  return JSON.parse(await jsonOfPage(stored, roomOf(env, facts.channelId), facts, places, undefined)) as Page;
}

export const readNewest = (env: Env, place: WebPlace, limit: number): Promise<Page> =>
  roomOf(env, place.channel.id).newestPage(factsOf(place), limit);

export async function peopleOf(env: Env, { workspace, onWeb }: WebPlace, messages: readonly Message[], words: Words) {
  const authors = [...new Set(messages.map(({ author }) => author))];
  const handles = handlesIn(messages.map(({ body }) => body));
  return new PeopleShown(await webPeople(env.DB, workspace.no, authors, handles), onWeb.names, words);
}

export interface WebPage {
  messages: Message[];
  pages: PagesOf;
  /** The number of a whole page; undefined: the newest one. */
  page: number | undefined;
}

/** @returns null where there is no such whole page, or none any more */
export async function readPage(env: Env, place: WebPlace, page: number | undefined): Promise<WebPage | null> {
  const { from } = place;
  if (page === undefined) {
    const { messages } = await readNewest(env, place, NEWEST_MAX);
    const pages = pagesOf(from, messages.at(-1)?.seq ?? 0);
    return { messages: shownOf(messages, pages.newestFrom), pages, page };
  }
  const [{ messages }, newest] = await Promise.all([
    readPlaces(env, place, placesOfPage(page, from)),
    readNewest(env, place, 1),
  ]);
  const pages = pagesOf(from, newest.messages.at(-1)?.seq ?? 0);
  if (page < pages.first || page > pages.last) return null;
  return { messages: shownOf(messages, from), pages, page };
}
