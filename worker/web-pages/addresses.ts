/**
 * Where the messages of a channel stand on the web: whole pages of PER_PAGE places that never change their bounds, and the newest page, at the
 * channel's own address, with what comes after them. So a message is on one page at a time, and an address once given leads to it.
 */
import { SEQ_MAX } from "../../protocol/limits.ts";

const PER_PAGE = 50;
/** The newest page has at least so many, as soon as there are that many: nobody finds a page with one message on it. */
const NEWEST_MIN = 25;
/** As many as it can have. */
export const NEWEST_MAX = NEWEST_MIN + PER_PAGE - 1;

export interface PagesOf {
  /** Of the whole pages; `last` is less than `first` where there are none. */
  first: number;
  last: number;
  /** The first place of the newest page. */
  newestFrom: number;
}

/** @param from the first place that is shown @param head the newest one; 0 in an empty channel */
export function pagesOf(from: number, head: number): PagesOf {
  const last = Math.max(0, Math.floor((head - NEWEST_MIN) / PER_PAGE));
  return { first: Math.floor((from - 1) / PER_PAGE) + 1, last, newestFrom: Math.max(from, last * PER_PAGE + 1) };
}

/** The places of a whole page, as far as they are shown. */
export const placesOfPage = (page: number, from: number) => ({
  from: Math.max(from, (page - 1) * PER_PAGE + 1),
  to: Math.min(page * PER_PAGE, SEQ_MAX),
});

/** What follows a channel's address to get to this place. */
export function queryTo(seq: number, { last }: PagesOf): string {
  const page = Math.ceil(seq / PER_PAGE);
  return page <= last ? `?page=${page}` : "";
}

/** Undefined for what names no whole page, whoever wrote it. */
export const pageIn = (written: string | undefined): number | undefined =>
  written !== undefined && /^[1-9]\d{0,8}$/u.test(written) ? Number(written) : undefined;
