/** Every number that both sides must agree on. Units are in the names; text is counted in UTF-16 code units. */

export const MESSAGE_MAX_CHARS = 10_000;
/** The composer starts to count down here. */
export const MESSAGE_WARN_CHARS = 9_000;
export const FRAME_MAX_BYTES = 64 * 1024;
/** Import batches are larger than what a person types; every other HTTP body is held to FRAME_MAX_BYTES. */
export const IMPORT_BODY_MAX_BYTES = 1024 * 1024;
export const IMPORT_BATCH_MAX = 1_000;
/** How far the clock of a source may be ahead of ours. */
export const IMPORT_AHEAD_MAX_MS = 10 * 60_000;
/** People named at once for an imported channel; the same channel may be sent again with the next ones. */
export const IMPORT_CHANNEL_PEOPLE_MAX = 1_000;
export const IMPORT_FILES_MAX = 20;
/** Different reactions on an imported message: the sources allow more of them than a class does. */
export const IMPORT_REACTIONS_MAX = 50;
/** Messages that a class takes in from imports in a day (UTC), unless the operator says otherwise (`PLACE_IMPORT_PER_DAY`). */
export const IMPORT_PER_DAY = 40_000;
/** Places told at once to an importer that looks for what is there already. */
export const IMPORT_PLACES_MAX = 5_000;

/** Files: what one may have in bytes, for everybody and for the teaching team. */
export const FILE_MAX_BYTES = 25 * 1024 * 1024;
export const FILE_STAFF_MAX_BYTES = 100 * 1024 * 1024;
export const FILES_PER_MESSAGE = 10;
/** What a class keeps at once, unless the operator says otherwise (`PLACE_FILES_BYTES`): half of what R2 gives away. */
export const FILES_CLASS_BYTES = 5 * 1024 * 1024 * 1024;
/** Up to here a file goes up in one request; above, in parts. R2 takes none below 5 MiB but the last, and all others of one size. */
export const FILE_WHOLE_MAX_BYTES = 8 * 1024 * 1024;
export const FILE_PART_BYTES = 5 * 1024 * 1024;
/** So long a file that was uploaded can be posted, also by who was offline for a week. Then its bytes are swept. */
export const FILE_TICKET_MS = 8 * 24 * 60 * 60_000;
export const FILE_NAME_MAX_CHARS = 200;
export const FILE_ALT_MAX_CHARS = 500;
/** Of a ThumbHash in base64: it has some 30 bytes. */
export const FILE_BLUR_MAX_CHARS = 60;
export const FILE_PREVIEW_MAX_BYTES = 40 * 1024;
/** A picture of more pixels is a file like any other: to show it would cost its readers hundreds of megabytes. */
export const FILE_SHOWN_MAX_PIXELS = 50_000_000;

/** Longer addresses are links without a card. */
export const LINK_MAX_CHARS = 2_000;
/** So many links of a message have a card; the others are links alone. */
export const CARDS_PER_MESSAGE = 3;
/** A larger picture is left out. */
export const CARD_PICTURE_MAX_BYTES = 2 * 1024 * 1024;
export const CARD_TITLE_MAX_CHARS = 150;
export const CARD_TEXT_MAX_CHARS = 300;

/** Guests whom the demo class takes in a day (UTC). */
export const GUESTS_PER_DAY = 600;
/** Of these from one address (of IPv6: one /64): a class of 60 and its teachers. `PLACE_GUESTS_PER_ADDRESS` says otherwise. */
export const GUESTS_PER_ADDRESS = 75;
/** … and from one subnet (/24, of IPv6: /48): so many times what one address may. */
export const GUESTS_SUBNET_TIMES = 2;
/** Answers that the played student of the demo class gives in a day (UTC). */
export const PLAYED_PER_DAY = 600;
/** Classes that one account owns. */
export const CLASSES_MAX = 50;
/** Channels of a class that people made, archived ones included. */
export const CHANNELS_MAX = 1_000;

export const HANDLE_MIN_CHARS = 3;
export const HANDLE_MAX_CHARS = 20;
export const NAME_MAX_CHARS = 60;
export const PRONOUNS_MAX_CHARS = 30;
export const BIO_MAX_CHARS = 280;
export const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 200;
/** A picture travels as a data URL of a small square image, made by the browser. */
export const PICTURE_MAX_CHARS = 41 * 1024;
/** Pixels. A few bytes can say that they are a picture as large as a wall. */
export const PICTURE_SIDE_MAX = 1024;
export const CHANNEL_NAME_MAX_CHARS = 40;
export const TOPIC_MAX_CHARS = 250;
export const WORKSPACE_NAME_MAX_CHARS = 60;
/** People in a group message, oneself included. */
export const GROUP_PEOPLE_MAX = 20;
export const GROUP_NAME_MAX_CHARS = 60;
/** Sites that may show one channel. */
export const WIDGET_SITES_MAX = 20;
/** Keys of a class by which its sites name people, retired ones left out. */
export const WIDGET_KEYS_MAX = 10;
/** A visitor's token ends so long after it was given or renewed … */
export const WIDGET_TOKEN_MS = 15 * 60_000;
/** … and is renewed for no longer than that: then they come in again. */
export const WIDGET_VISIT_MS = 12 * 60 * 60_000;
/** A site's word for who somebody is holds for so long at most. */
export const WIDGET_JWT_MAX_MS = 5 * 60_000;
/** How far the clocks of a site and of PLACE may differ. */
export const WIDGET_CLOCK_MS = 30_000;
/** From the window in which a member signs in to the frame. */
export const WIDGET_CODE_MS = 60_000;
/** Messages whose people are told at once. */
export const WIDGET_PEOPLE_MAX = 256;
/** Guests of all widgets of a class in a day (UTC), and messages of theirs that wait at once. */
export const WIDGET_GUESTS_PER_DAY = 600;
export const HELD_PER_GUEST = 20;
export const HELD_LISTED = 200;
/** Bots of a class, tokens and commands of one of them, and addresses of a class in each direction. */
export const BOTS_MAX = 50;
export const BOT_TOKENS_MAX = 10;
export const BOT_COMMANDS_MAX = 20;
export const HOOKS_MAX = 50;
/** Outgoing ones of one channel: each is told by itself. */
export const HOOKS_PER_CHANNEL = 10;
export const BOT_TOKEN_DAYS_MAX = 3_650;
export const HOOK_URL_MAX_CHARS = 2_000;
export const HOOK_PREFIX_MAX_CHARS = 40;
/** What a tool posts to an address at most. GitHub's largest events are cut to a sentence anyway. */
export const HOOK_BODY_MAX_BYTES = 1024 * 1024;
export const COMMAND_NAME_MAX_CHARS = 32;
export const COMMAND_TEXT_MAX_CHARS = 4_000;
/** A bot that has not answered a command by then answers later … */
export const COMMAND_WAIT_MS = 3_000;
/** … for so long, and so often. */
export const COMMAND_ANSWER_MS = 30 * 60_000;
export const COMMAND_ANSWERS_MAX = 5;
/** Messages of programs in a row, each within TURN_MS of the one before, after which they are taken for a loop. */
export const TURNS_MAX = 20;
export const TURN_MS = 10_000;
/** Browsers of one account that are notified by Web Push. */
export const PUSH_DEVICES_MAX = 10;
export const PUSH_ENDPOINT_MAX_CHARS = 1_000;
/** Of what is encrypted: a push service takes 4,096 bytes, of which the encryption needs the rest (RFC 8291, section 4). */
export const PUSH_BODY_MAX_BYTES = 3_993;
/** Notifications of a browser that are asked after at once. */
export const PUSH_SHOWN_MAX = 20;
/** A person's own folder of channels. */
export const FOLDER_MAX_CHARS = 40;
export const STATUS_MAX_CHARS = 80;
export const NOTE_MAX_CHARS = 500;
/** Drafts, saved messages and blocked people of one person in one class. */
export const DRAFTS_MAX = 100;
export const SAVED_MAX = 500;
/** Searches that are kept for somebody: those of lately, and those that they saved. */
export const SEARCHES_RECENT = 20;
export const SEARCHES_SAVED_MAX = 50;
export const SEARCH_SAVED_MAX_CHARS = 500;
/** Groups of words that mean the same in a class, and words of a group. */
export const SYNONYMS_MAX = 200;
export const SYNONYMS_GROUP_MAX = 10;
export const SYNONYM_MAX_CHARS = 40;
export const BLOCKS_MAX = 500;
/** Messages after a read mark that are looked at for one's own and deleted ones: a badge counts no further. */
export const UNREAD_LOOKED_AT = 100;
/** Checkpoints of a class told at once, the newest. */
export const CHECKPOINTS_LISTED = 500;
/** Tasks told at once, of one state; and the newest of one channel and its threads that are looked at for them. */
export const TASKS_LISTED = 500;
export const TASKS_PER_CHANNEL = 200;
/** What somebody tells of a problem, and what is answered. */
export const PROBLEM_MAX_CHARS = 2_000;
/** Problems told at once: the newest. */
export const PROBLEMS_LISTED = 200;
/** Of one person in a class, within 24 hours. */
export const PROBLEMS_PER_DAY = 20;
/** Mentions told at once. */
export const MENTIONS_PAGE = 50;

export const POLL_QUESTION_MAX_CHARS = 300;
export const POLL_OPTION_MAX_CHARS = 120;
export const POLL_OPTIONS_MIN = 2;
export const POLL_OPTIONS_MAX = 20;
/** Different reactions on one message; more of the same are always welcome. */
export const REACTIONS_MAX = 20;
/** Earlier wordings kept of one message: the first, and the newest of the rest. */
export const VERSIONS_MAX = 20;
export const CHECKPOINT_MAX_CHARS = 60;
/** Of the class's own emoji. */
export const EMOJI_NAME_MIN_CHARS = 2;
export const EMOJI_NAME_MAX_CHARS = 32;
export const EMOJI_PICTURE_MAX_BYTES = 128 * 1024;
/** Width and height of its picture, in pixels. */
export const EMOJI_SIDE_MAX = 1024;
/** How many a class has at once. */
export const EMOJI_MAX = 200;
/** Removed ones that are still shown where they were written; the one removed first is forgotten. */
export const EMOJI_REMOVED_KEPT = 200;
/** New ones that a class takes in a day (UTC). */
export const EMOJI_PER_DAY = 200;
/** Faces shown on the root of a thread. */
export const THREAD_FACES_MAX = 5;
/** Unread threads that bootstrap tells; the list of my threads has them all. */
export const THREADS_LISTED_MAX = 50;
export const THREADS_PAGE = 20;
/** Messages that one person may have waiting for their time in a class. */
export const SCHEDULED_MAX = 50;
/** How far ahead somebody may plan: a scheduled message, the end of a poll. */
export const AHEAD_MAX_MS = 366 * 24 * 60 * 60_000;
/** A client says that somebody is writing at most this often; who hears nothing for TYPING_SHOWN_MS forgets it. */
export const TYPING_EVERY_MS = 3_000;
export const TYPING_SHOWN_MS = 5_500;

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 100;
/** Links to messages whose previews are asked for at once. */
export const PREVIEWS_MAX = 40;
/** Highest place a channel can hold: the message's key in D1 is channelNo * 2^32 + seq. */
export const SEQ_MAX = 2 ** 32 - 1;
/** The room keeps at least this many of its newest messages. */
export const ROOM_KEEPS_MESSAGES = 200;
/** A resume that would carry more changes than this is answered with `reset` instead. */
export const RESUME_MAX_CHANGES = 500;

/** What follows a message within this time shares one commit and one frame with what else does. */
export const GATHER_MS = 2;
export const HEARTBEAT_MS = 25_000;
export const HEARTBEAT_TIMEOUT_MS = 10_000;
export const RECONNECT_BASE_MS = 250;
export const RECONNECT_MAX_MS = 15_000;
/** A server that is started again takes seconds: the first tries come no further apart than this. */
export const RECONNECT_SOON_MS = 2_500;
export const RECONNECT_SOON_TRIES = 20;
/** A socket's permission is looked up again when it is older than this (promise I6). */
export const LEASE_MS = 4 * 60_000;
/** In a public channel with more people than this, only the teaching team reaches everybody with `@channel` and `@here`. */
export const REACH_FREELY_MAX = 10;
/** However large a channel is, `@channel` names at most so many. */
export const REACHED_MAX = 500;
/** A draft is kept when nothing was typed for DRAFT_PAUSE_MS, on leaving, and while typing goes on every DRAFT_EVERY_MS. */
export const DRAFT_PAUSE_MS = 5_000;
export const DRAFT_EVERY_MS = 30_000;
/** Without a key or a move for so long, a person is away. */
export const AWAY_AFTER_MS = 10 * 60_000;
/** A stream says that its line holds this often. */
export const STREAM_HEARTBEAT_MS = 15_000;
/** A stream ends after so long, or so many events, and is taken up again where it ended: all of one is one request's CPU time. */
export const STREAM_MAX_MS = 5 * 60_000;
export const STREAM_MAX_EVENTS = 300;
/** So much may wait for who does not read; then their stream is cut. Larger than any first frame. */
export const STREAM_UNREAD_MAX_BYTES = 4 * 1024 * 1024;
/** So much is told to a socket whose other end does not show that it reads (frame `echo`); then it is closed. */
export const UNREAD_MAX_BYTES = 1024 * 1024;
/** It is asked to show it when so much is unread. */
export const UNREAD_ASKED_BYTES = 128 * 1024;
/** A client reports what was read at most this often: sixty readers all day are most of what a class asks of its objects. */
export const READ_MARK_EVERY_MS = 4_000;
/** … and this often to whom nobody waits for it: their other devices where there are none, the room but in a direct message. */
export const READ_MARK_ALONE_MS = 60_000;
export const UNDO_MS = 6_000;
/** Same author within this time: one group on screen. */
export const GROUP_MS = 5 * 60_000;

export interface RateLimit {
  /** Messages that may be sent at once. */
  burst: number;
  /** Messages per second that refill it. */
  perSecond: number;
}

/** One table for how fast a member may act in one channel. The operator may override it (`PLACE_LIMITS`). */
export interface RateLimits {
  post: RateLimit;
  change: RateLimit;
  typing: RateLimit;
  /** Messages of one program. */
  program: RateLimit;
  /** Messages that reach many (`@channel`, `@here`): each is a row per member. Beyond it a message goes out and reaches nobody more. */
  reach: RateLimit;
  /** Retries of messages that the room no longer holds: each is a row read in D1. */
  lookUp: RateLimit;
  /** Changes of messages that the room no longer holds. */
  old: RateLimit;
  resume: RateLimit;
  /** Pages of history asked for on a socket. */
  page: RateLimit;
}

export const RATE_LIMITS: RateLimits = {
  post: { burst: 10, perSecond: 2 },
  change: { burst: 20, perSecond: 4 },
  typing: { burst: 4, perSecond: 0.5 },
  program: { burst: 30, perSecond: 1 },
  reach: { burst: 3, perSecond: 1 / 300 },
  lookUp: { burst: 100, perSecond: 5 },
  old: { burst: 20, perSecond: 1 },
  resume: { burst: 20, perSecond: 0.5 },
  page: { burst: 60, perSecond: 10 },
};

/** Why somebody was put out, for the teaching team to read. */
export const REPORT_WORDS_MAX_CHARS = 1_000;
export const REPORT_ANSWER_MAX_CHARS = 500;
/** Reports of one person within a day; what more they saw, a word to a teacher tells better. */
export const REPORTS_A_DAY = 20;
/** The newest are listed. */
export const REPORTS_LISTED = 200;
/** Seconds between two messages of one person. */
export const SLOW_MAX_S = 21_600;
export const HELD_WORDS_MAX = 200;
export const HELD_WORD_MAX_CHARS = 60;
/** What somebody is told of a message that was turned down. */
export const TURN_DOWN_MAX_CHARS = 300;
export const BAN_REASON_MAX_CHARS = 300;
