/**
 * What PLACE stores, in words: each table with its columns, objects, files, and what stands on a device. A column that is named nowhere here
 * fails `npm run check` (tools/privacy.ts), so that nobody stores a thing without saying so.
 */

export interface Stored {
  /** What it is for. */
  what: string;
  /** For how long. */
  keeps: string;
  /** Who can read it. */
  reads: string;
  /** Columns whose name does not say it all, by name. */
  columns?: Record<string, string>;
}

const CLASS = "as long as the class";
const ACCOUNT = "until the account is erased";
const OWN = "its owner";
const TEAM = "the teaching team";
const EVERYBODY = "everybody in the class";
const LEAD = "teachers and owners";
const NOBODY = "nobody: PLACE alone";
const MEMBERS = "who is in the channel";

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

export const TABLES: Record<string, Stored> = {
  users: {
    what: "accounts",
    keeps: ACCOUNT,
    reads: `${OWN}; handles ${EVERYBODY}`,
    columns: {
      handle: "what one signs in by",
      handle_key: "the same with case folded",
      skeleton: "what the handle looks like, so that nobody takes a name that looks the same",
      password_hash: "scrypt of the password, which is stored nowhere",
      password_salt: "random, for that",
      guest: "whether it is a guest's",
      closed_at: "when it was closed",
    },
  },
  passkeys: {
    what: "passkeys",
    keeps: "until taken away",
    reads: OWN,
    columns: {
      public_key: "the public half: the other one never leaves the device",
      counter: "how often it was used, as the device says",
      transports: "how the device is reached",
    },
  },
  sessions: {
    what: "where somebody is signed in: browsers, tokens of programs, visits to class sites",
    keeps: "until it ends or is signed out",
    reads: OWN,
    columns: {
      kind: "browser, token or visit",
      last_seen_at: "when it was used last, to the day",
      widget_no: "of a visit: in which widget",
      site: "of a visit: on which site",
      key_no: "of a visit: by which key the site said who it is",
      came_from: "of a visit: the session in whose browser it began",
      scope: "of a bot: what it may do",
      reset_until: "until when a new password needs no old one",
    },
  },
  known_devices: {
    what: "browsers that signed in before, so that guessing elsewhere locks nobody out",
    keeps: ACCOUNT,
    reads: NOBODY,
    columns: { session_id: "the last session there" },
  },
  guest_counts: {
    what: "how many guests came today from where",
    keeps: "until the next day",
    reads: NOBODY,
    columns: {
      day: "the day",
      origin: "a hash of the neighbourhood of an address: no address is kept",
      count: "how many",
    },
  },
  recovery_codes: {
    what: "codes that sign in without the password",
    keeps: ACCOUNT,
    reads: NOBODY,
    columns: { hashes: "SHA-256 of those that are left" },
  },
  sign_in_links: { what: "links by which somebody was let back in", keeps: ACCOUNT, reads: NOBODY },
  phone_sign_ins: {
    what: "phones that are being signed in",
    keeps: ACCOUNT,
    reads: NOBODY,
    columns: {
      session_id: "which session shows the code",
      phone_hash: "SHA-256 of what the phone was given",
      number: "shown on both",
      device: "what the phone calls itself",
      confirmed_at: "when it was confirmed",
      ended_at: "when it ended",
    },
  },
  push_devices: {
    what: "browsers that are notified while PLACE is closed",
    keeps: "until switched off, or the session ends",
    reads: OWN,
    columns: {
      endpoint: "address at the browser's push service",
      p256dh: "the browser's key: what is sent is encrypted for it",
      auth: "the same",
      kid: "which key of PLACE it knows",
      lang: "its language",
      words: "whether notifications say words",
      origin: "where it found PLACE",
      seen_at: "when it was used last",
    },
  },
  kept_answers: {
    what: "answers to what a program asked once, for when it asks again",
    keeps: "a day",
    reads: NOBODY,
    columns: { key: "the program's own mark", asked: "a hash of what was asked", answer: "the answer" },
  },
  workspaces: {
    what: "classes",
    keeps: "until the class is deleted",
    reads: EVERYBODY,
    columns: {
      join_code: "by which one joins: for who may invite",
      demo: "whether anybody may try it",
      join_rules: "how one joins",
      archived_at: "since when it is over",
      held_words: "words that are held back",
      meta: "icon, room of files, link cards, deletion",
    },
  },
  members: {
    what: "people in a class",
    keeps: "as long as the class; of an erased account the number alone, as a former member",
    reads: EVERYBODY,
    columns: {
      handle: "their name for mentions",
      handle_key: "the same with case folded",
      skeleton: "what it looks like",
      role: "what they are in the class",
      pronouns: "as they say",
      bio: "as they say",
      picture: "their picture, or that it is in R2",
      picture_at: "which one",
      source_key: "of an import: who they were there",
      joined_at: "when they came",
      left_at: "when they left",
      muted_until: "until when they only read",
      status: "as they say",
      dnd_until: "until when they are not disturbed",
      bot: "of a program: what it may do",
      meta: "their own settings, and for a week where they were when they left",
    },
  },
  memberships: {
    what: "who is in which channel or follows which thread",
    keeps: "until they leave",
    reads: `${MEMBERS}; the rest ${OWN}`,
    columns: {
      joined_at: "when they came",
      read_seq: "how far they have read",
      read_at: "when",
      seen_seq: "how far others were told that",
      muted: "whether it notifies",
      mute_ends_at: "when that ends",
      notify: "of what it notifies",
      starred: "whether it stands at the top",
      folder: "their own folder",
      active_at: "of a thread: when it was talked in last",
    },
  },
  blocks: { what: "who takes no direct messages of whom", keeps: CLASS, reads: OWN, columns: { blocked_no: "whom" } },
  bans: {
    what: "who was put out for good",
    keeps: CLASS,
    reads: TEAM,
    columns: {
      banned_by: "by whom",
      reason: "why, in words",
      lifted_at: "when it was lifted",
      lifted_by: "by whom",
    },
  },
  invitations: {
    what: "who is expected in a class",
    keeps: CLASS,
    reads: TEAM,
    columns: {
      handle: "the handle that is kept for them",
      handle_key: "the same with case folded",
      role: "as what they come",
      email: "an address, where the teaching team wrote one",
      imported_no: "which imported person they are",
      used_by: "who came by it",
    },
  },
  join_requests: {
    what: "who waits to be let in",
    keeps: CLASS,
    reads: `${TEAM}, and ${OWN}`,
    columns: { is_in: "whether they were let in" },
  },
  claims: {
    what: "who says that an imported person was them",
    keeps: CLASS,
    reads: `${TEAM}, and ${OWN}`,
    columns: { imported_no: "which imported person", state: "what became of it", moved: "channels that went over" },
  },
  emoji: {
    what: "the class's own emoji",
    keeps: CLASS,
    reads: EVERYBODY,
    columns: {
      version: "which picture",
      type: "its type",
      bytes: "its size",
      removed_at: "when it was removed",
      removed_by: "by whom",
    },
  },
  synonyms: {
    what: "words that mean the same in searches",
    keeps: CLASS,
    reads: TEAM,
    columns: { groups: "the words" },
  },
  channels: {
    what: "channels, direct messages and threads",
    keeps: CLASS,
    reads: `${MEMBERS}; public ones ${EVERYBODY}`,
    columns: {
      kind: "public, private, direct, group or thread",
      topic: "what it is about",
      posting: "who writes",
      is_default: "whether everybody is in it",
      archived_at: "since when it is closed",
      direct_key: "of a direct message: its two people",
      parent_no: "of a thread: its channel",
      parent_seq: "of a thread: its message",
      source_key: "of an import: which one it was there",
      web: "whether anyone on the web can read it",
      meta: "name of a group, for how long messages are kept",
    },
  },
  messages: {
    what: "what was said",
    keeps: "as long as the class, or as its channel keeps it; a deleted one leaves its place",
    reads: MEMBERS,
    columns: {
      key: "channel and place",
      rev: "which change it is",
      author: "who wrote it",
      body: "the words",
      edited_at: "when it was edited",
      deleted_at: "when it was deleted",
      reply_to: "what it answers",
      meta: "reactions, polls, pins, files, link cards",
      sealed: "earlier wordings (for the author and the teaching team) and votes, of a secret poll numbers alone",
    },
  },
  landmarks: {
    what: "which messages are pinned, checkpoints, much reacted to, or tasks",
    keeps: "until they are it no more",
    reads: MEMBERS,
    columns: { kind: "which of these" },
  },
  mentions: { what: "who is named where", keeps: CLASS, reads: OWN },
  scheduled: {
    what: "what is posted later",
    keeps: "until it is posted",
    reads: OWN,
    columns: {
      body: "the words",
      wall_clock: "the time on the wall",
      zone: "of which time zone",
      repeat: "how often",
      refusal: "why it was not posted",
      files: "its files",
    },
  },
  drafts: {
    what: "words that were not sent yet",
    keeps: "until sent or emptied",
    reads: OWN,
    columns: { body: "the words" },
  },
  saved: { what: "saved messages", keeps: "until taken away", reads: OWN, columns: { note: "a note to oneself" } },
  searches: {
    what: "what somebody searched for lately",
    keeps: "the newest ones; saved ones until taken away",
    reads: OWN,
    columns: { q: "the words", is_saved: "whether it is to stay" },
  },
  audit_entries: {
    what: "what was done by those who may more",
    keeps: "as long as the class; nobody can change it",
    reads: LEAD,
    columns: {
      act: "what",
      actor_no: "by whom",
      subject_no: "to whom",
      details: "the rest, such as a role before and after",
      once_key: "so that it stands once",
    },
  },
  reports: {
    what: "messages and people that were reported",
    keeps: "as long as the class; with the account of either it goes",
    reads: `${TEAM}, and who reported`,
    columns: {
      reporter_no: "who reported",
      about_no: "who is reported",
      reason: "why",
      words: "in their words",
      message: "the message as it was",
      outcome: "what became of it",
      answer: "what the reporter was told",
    },
  },
  problems: {
    what: "problems that were told to the teaching team",
    keeps: CLASS,
    reads: `${TEAM}, and who told it`,
    columns: {
      words: "in their words",
      trace: "the mark of a request",
      screen: "what the screen was, as it was shown before it was sent",
      state: "what became of it",
      answer: "what they were told",
    },
  },
  feedback_channels: { what: "where told problems go", keeps: CLASS, reads: TEAM },
  widgets: {
    what: "channels shown inside other sites",
    keeps: CLASS,
    reads: TEAM,
    columns: {
      is_on: "whether it is shown",
      sites: "on which sites",
      read: "who reads there",
      write: "who writes there",
      guests: "whether guests write",
      holds: "whether what they write waits",
      accent: "its colour",
      confirmed_at: "when it was said once more",
    },
  },
  widget_keys: {
    what: "by what class sites say who somebody is",
    keeps: CLASS,
    reads: NOBODY,
    columns: {
      kid: "its public name",
      alg: "its kind",
      material: "the public key; or the secret, sealed by a key that is in no database",
      retired_at: "since when it is not used",
    },
  },
  widget_held: {
    what: "what waits for the teaching team before it is posted",
    keeps: "until decided",
    reads: `${TEAM}, and who wrote it`,
    columns: {
      content: "the words",
      word: "which word held it",
      turned_down_at: "when it was turned down",
      answer: "why",
    },
  },
  incoming_hooks: {
    what: "addresses that tools post to",
    keeps: "until taken away",
    reads: TEAM,
    columns: { secret_hash: "SHA-256 of the secret in its address", used_at: "when it was used last, to the hour" },
  },
  outgoing_hooks: { what: "addresses that are told of a channel", keeps: "until taken away", reads: TEAM },
  bot_commands: {
    what: "words behind a slash that bots answer",
    keeps: "until taken away",
    reads: EVERYBODY,
    columns: { takes: "what comes behind it", says: "what it does" },
  },
  command_calls: {
    what: "commands that a bot may still answer",
    keeps: "minutes",
    reads: NOBODY,
    columns: { bot_no: "which bot", command: "which command", answers_left: "how often" },
  },
  erasures: {
    what: "what is to be taken out for good, and receipts",
    keeps: "for ever: numbers, and nobody's name",
    reads: "who has the receipt's address",
    columns: {
      of: "an account or a class",
      no: "its number, which nothing has any more",
      asked_at: "when it was asked for",
      due_at: "until when it can be taken back",
      asked_by: "of a class: the number of the owner who asked",
      taken_back_at: "when it was taken back",
      done_at: "when it was done",
      counts: "how much went",
    },
  },
};

/** Tables of objects and of the search database, and keys beside them: by name. */
export const OBJECTS: Record<string, [what: string, keeps: string]> = {
  log: [
    "the newest 200 messages of a channel, and what the history does not have yet: columns as of `messages`",
    "until trimmed",
  ],
  head: ["how far the channel, its history and its index are: numbers", CLASS],
  stored_ids: ["ids of messages, so that each is stored once: no words", CLASS],
  deliveries: ["when what is posted later is due", "until then"],
  delivery_retries: ["how often that was tried", "until then"],
  polls_due: ["when polls close", "until then"],
  played: ["of the demo class: whom its played student answered", "a day"],
  slow_buckets: ["who wrote how fast lately, by member id", "hours"],
  files_gone: ["files that are being taken away", "until they are gone"],
  open_threads: ["threads that somebody has open", "until closed"],
  webhook_deliveries: ["what other programs are to be told", "a day"],
  cards_due: ["links whose cards are being fetched", "minutes"],
  replies: ["how many replies a thread has, and who answered first", CLASS],
  copies: ["replies that go to the channel as well", "until they are there"],
  push_queue: ["notifications that wait to be sent: ids, no words", "minutes"],
  job: ["an archive of a class that is being made: for whom, and how far it is", "as the archive"],
  channels: ["of an archive: channels that are to be in it", "as the archive"],
  parts: ["of an archive: its parts that stand in R2", "as the archive"],
  pieces: ["of an archive: pieces of it on their way to R2", "as the archive"],
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
    "the newest 200 messages of channels of the last two weeks, for when there is no network",
    "until signed out",
  ],
  ["Cache storage", "the app itself, and what other apps shared into it", "until the next version; until sent"],
  ["localStorage, sessionStorage `place…`", "how it looks, drafts, which hints were read", "until the browser forgets"],
];
