/**
 * What PLACE stores, in words: each table with its columns, objects, files, and what stands on a device. A column that is named nowhere here
 * fails `npm run check` (tools/privacy.ts), so that nobody stores a thing without saying so.
 */

import { OF_PEOPLE } from "./people.ts";
import { CLASS, EVERYBODY, MEMBERS, type Stored } from "./terms.ts";
import { OF_WORDS } from "./words.ts";

/** Columns that mean the same wherever they stand. */
export const COLUMNS: Record<string, string> = {
  no: "the row's number, inside the database alone",
  id: "random public id",
  workspace_no: "which class",
  channel_no: "which channel",
  home_no: "the channel that it belongs to",
  member_no: "which member",
  user_no: "which account",
  seq: "which message: its place in the channel",
  at: "when",
  created_at: "when it was made",
  created_by: "who made it",
  made_at: "when it was made",
  made_by: "who made it",
  changed_at: "when it was changed last",
  changed_by: "who changed it last",
  decided_at: "when that was decided",
  decided_by: "who decided that",
  expires_at: "when it ends",
  used_at: "when it was used",
  name: "its name",
  token_hash: "SHA-256 of a secret: reading it lets nobody in",
  url: "address of another program",
  secret: "what is signed with, sealed: the key is in no database",
  rules: "how it is set",
  meta: "small settings",
};

export const TABLES: Record<string, Stored> = { ...OF_PEOPLE, ...OF_WORDS };

/** Tables of objects and of the search database, and keys beside them: by name. */
export const OBJECTS: Record<string, [what: string, keeps: string]> = {
  log: [
    "the newest 200 messages of a channel, and what the history does not have yet: columns as of `messages`; the first few are one value, with what `facts` has",
    "until trimmed",
  ],
  head: ["how far the channel, its history and its index are: numbers", CLASS],
  chain_blocks: [
    "hashes of messages, by which their history is checked: no words, and none are found out from them once they are gone",
    CLASS,
  ],
  chain_changes: ["the same of messages that were edited or deleted: hashes and places", CLASS],
  stored_ids: ["ids of messages, so that each is stored once: no words", CLASS],
  deliveries: ["when what is posted later is due", "until then"],
  delivery_retries: ["how often that was tried", "until then"],
  sent_early: [
    "which repeated messages were sent before their time, and how often: ids and times",
    "a day after that time",
  ],
  polls_due: ["when polls close", "until then"],
  played: ["of the demo class: whom its played student answered", "a day"],
  slow_buckets: ["who wrote how fast lately, by member id", "hours"],
  files_gone: ["files that are being taken away", "until they are gone"],
  open_threads: ["threads that somebody has open", "until closed"],
  webhook_deliveries: ["what other programs are to be told", "a day"],
  cards_due: ["links whose cards are being fetched", "minutes"],
  replies: ["how many replies a thread has, and who answered first", CLASS],
  moves: ["which messages were moved where, and by whom: places and ids, no words", CLASS],
  copies: ["replies that go to the channel as well", "until they are there"],
  hours: ["of the object that counts: sums by the hour for each class, no person", "a day"],
  floods: ["of the object that counts: whose socket flooded which channel, ids", "a week"],
  push_queue: ["notifications that wait to be sent: ids, no words", "minutes"],
  job: ["an archive or a backup of a class that is being made: for whom, and how far it is", "as the archive"],
  channels: ["of an archive: channels that are to be in it", "as the archive"],
  parts: ["of an archive: its parts that stand in R2", "as the archive"],
  pieces: ["of an archive or a backup: pieces of it on their way to R2", "as the archive"],
  entries: ["of a backup that is being made: the hashes of its entries", "until it is made"],
  backups: ["which backups of the class there are, and how many rows they have", "as the backup"],
  seen: ["of an archive: people who are named in it", "as the archive"],
  files: ["of an archive: files that are to be in it", "as the archive"],
  facts: ["what the room knows of its channel: kind, rules", CLASS],
  found: ["the words of messages as the index has them; a message that goes, goes from it", "with the message"],
  reindexing: ["how far the history of a class was brought into the index", CLASS],
  vocabulary: ["how often each word of the index is there", "with the messages"],
  dictionary_words: [
    "words of the index, for completion: of no person, class or place",
    "until the index is made anew",
  ],
  dictionary_forms: ["the same, for what was misspelt", "until the index is made anew"],
  dictionary_state: ["how far that is", "until the index is made anew"],
};

/** Objects in R2 by the beginning of their name. */
export const FILES: [prefix: string, what: string, keeps: string, reads: string][] = [
  ["files/<class>/", "files of messages and pictures of link cards", "with their message", MEMBERS],
  ["faces/<class>/", "pictures of people and of the class", "until another one is chosen", EVERYBODY],
  ["emoji/<class>/", "the class's emoji", CLASS, EVERYBODY],
  [
    "archives/<class>/",
    "an archive of the class that an owner asked for",
    "days, until fetched or its time is over",
    "the owner who asked",
  ],
  [
    "backups/<class>/",
    "the class as it was in each of the last seven nights, but for sessions and files; erased words go with the last of them",
    "seven nights",
    "nobody: whoever runs PLACE can bring one back",
  ],
];

/** What stands on somebody's own device. */
export const DEVICE: [where: string, what: string, keeps: string][] = [
  [
    "Cookies `place` and `place-device`",
    "the session, and that somebody signed in here before; scripts and other sites read neither",
    "until signed out; a year",
  ],
  ["IndexedDB `place-outbox:…`", "what was written and is not sent yet", "until sent"],
  ["IndexedDB `place-files:…`", "files that are not sent yet", "until sent or signed out"],
  [
    "IndexedDB `place-offline`",
    "the newest 200 messages of channels of the last two weeks, with the small pictures of the newest, for when there is no network",
    "until signed out",
  ],
  ["Cache storage", "the app itself, and what other apps shared into it", "until the next version; until sent"],
  ["localStorage, sessionStorage `place…`", "how it looks, drafts, which hints were read", "until the browser forgets"],
];
