/**
 * What a refusal says beyond its code: each reason with its sentence in English, which is what developers read in an answer. The page says
 * it by its reason, from the catalog of the reader's language. Reasons are never reused for another meaning.
 */
import type { Refusal } from "./refusals.ts";

/** `{name}`: a value. */
export const REASONS = {
  left_channel: "You aren't in this channel any more.",
  left_class: "You aren't in this class any more.",
  poll_ends_in_past: "A poll can't close in the past.",
  said_in_thread: "This was said in a thread. Edit it there.",
  wait_seconds: "That's faster than anyone can read. It goes out in {seconds} s.",
  no_such_emoji: "This class has no emoji :{name}:.",
  too_many_tries: "Too many tries in a short time. Wait a minute, then try again.",
  passkey_unreadable: "That passkey couldn't be read. Try again.",
  passkey_expired: "That took too long. Try again.",
  passkey_unknown: "That passkey doesn't open an account here.",
  passkey_in_use: "That passkey is already in use.",
  passkey_is_last: "This passkey is your only way to sign in. Set a password first.",
  passkeys_full: "An account can have up to {most} passkeys. Remove one you don't use any more.",
  people_not_here: "Someone in that list isn't in this class any more.",
  people_unknown: "Someone in that list isn't in this class.",
  group_full: "A group can have up to {most} people.",
  group_small: "A group has at least three people. Two have a direct message.",
  no_object: "The body of a request is a JSON object.",
  websocket_only: "This address speaks WebSocket.",
  no_files: "This PLACE has nowhere to keep pictures, so emoji can't be added. Whoever runs it can switch that on.",
  emoji_too_large: "An emoji's picture can have up to {most} KB. Make it smaller and try again.",
  emoji_no_picture: "That isn't a picture that can be an emoji. Use a PNG, GIF, WebP or JPEG.",
  emoji_too_wide: "That picture is {width} by {height} pixels. An emoji can have up to {most} on each side.",
  emoji_standard: ":{name}: is an emoji everywhere. Choose another name.",
  emoji_there: "There's already an emoji :{name}:. Choose another name.",
  emoji_full: "A class can have up to {most} emoji of its own. Remove one to make room.",
  emoji_day: "That was the last of {most} new emoji for today. You can add more tomorrow (UTC).",
  picture_unreadable: "That picture couldn't be read. Use a PNG, JPEG or WebP of at most {most} pixels a side.",
  import_not_yours:
    "What an import adds that not everyone can read is for the people it brought, and for whoever runs the import.",
  direct_is_two: "A direct message has two people.",
  no_way_back: "Choose a password or make a passkey, so that you can come back.",
  classes_full: "An account can have up to {most} classes of its own.",
  guest_first_account: "You're here as a guest. Make an account first.",
  not_by_token: "Do this signed in on the site, not with a token.",
  time_passed: "That time has passed.",
  file_not_there: "One of the files didn't arrive. Send it again, or remove it.",
  files_once: "A message with files goes out once: it can't be repeated.",
  time_too_far: "You can't plan further than a year ahead.",
  blocks_full: "You've blocked {most} people, which is as many as you can.",
  block_self: "You can't block yourself.",
  thread_in_thread: "There are no threads inside a thread.",
  starting_no_tables: "PLACE is starting: its tables aren't there yet.",
  starting_no_database: "PLACE is starting: its database doesn't answer yet.",
  imported_never_here: "Someone an import brought has never been here.",
  wrong_current: "That isn't your current password.",
  tokens_full: "You have {most} tokens. Remove one you don't use any more.",
  dated_ahead: "That is dated in the future.",
  import_stranger: "An import speaks for the people it brought, and for nobody who has an account here.",
  import_day:
    "A class takes in {most} imported messages a day, and it has. The rest can come tomorrow (UTC); run the same import again and it goes on where it stopped.",
  default_is_public: "A channel that everyone is in is a public one.",
  channels_full: "A class can have up to {most} channels.",
  no_demo: "There is no demo class to try here.",
  demo_full:
    "The demo class has had as many guests as it takes in a day. Come back tomorrow, or make a class of your own.",
  demo_full_network:
    "The demo class has had as many guests from your network as it takes in a day. Come back tomorrow, or make a class of your own.",
  drafts_full: "You have {most} drafts. Send or delete an older one first.",
  saved_full: "You have {most} saved messages. Remove an older one first.",
  no_emoji: "That isn't an emoji.",
  emoji_name_short: "An emoji's name has at least {limit} characters.",
  emoji_name_long: "An emoji's name can have up to {limit} characters.",
  emoji_name_letters: "An emoji's name is made of the letters a to z, digits, and the signs _ + and -.",
  emoji_name_no_letter: "An emoji's name needs a letter in it.",
  files_absent: "This PLACE has nowhere to keep files. Whoever runs it can switch that on.",
  file_too_large: "A file can have up to {most} MB.",
  files_full: "The class's files take up all the room it has for them. {left} MB are left.",
  file_broken: "That file didn't come through whole. Try again.",
  file_ticket: "One of the files was taken back, or waited too long. Add it again.",
  files_many: "A message can have up to {most} files.",
  file_unreadable: "That file couldn't be read.",
  poll_few_options: "A poll has at least {limit} options.",
  poll_many_options: "A poll can have up to {limit} options.",
  poll_same_options: "Two options of this poll are the same.",
  no_time_zone: "There's no time zone with that name.",
  search_no_words: "There's no word in that to look for. Write a word, or a filter like has:code.",
  search_from: "There's nobody called {name} in this class.",
  search_in: "You aren't in a channel called {name}.",
  search_day: "{filter}: takes a day like 2026-10-31, a month like 2026-10, a year, today or yesterday.",
  search_during: "during: takes a week like week-6, a day, a month, or the name of a checkpoint.",
  search_has: "has: takes {possible}.",
  search_is: "is: takes {possible}.",
  search_not_day: "A day can't be left out. Use before: and after: instead.",
  searches_full: "You've saved {most} searches. Remove one you don't use any more.",
  search_absent: "This PLACE was set up without search.",
  synonyms_changed: "Somebody else changed these words meanwhile. Nothing of theirs was overwritten.",
  search_away: "Search can't be reached right now. Everything else works.",
  widget_site: "A site is an address like https://class.example; http is for localhost only.",
  widget_sites_many: "A channel can be shown on up to {limit} sites.",
  widget_private:
    "This channel is private, and {people} people are in it. Switched on, whoever you choose reads all of it, from the first message on. Say once more that you want that.",
  web_page:
    "Anyone on the web will be able to read this channel, search engines too, and {people} people are in it. Say once more that you want that.",
  widget_not_here: "This channel isn't shown on that site.",
  widget_members: "Only members of the class read this channel. Sign in.",
  widget_not_member: "You aren't in this channel. Join it in PLACE first.",
  widget_no_guests: "This channel takes no guests.",
  widget_name_first: "Say who you are first.",
  widget_code: "That sign-in is over, or was used already. Sign in again.",
  widget_word: "What this site says about who you are couldn't be checked: {fault}.",
  widget_keys_full: "A class can have up to {most} keys. Retire one first.",
  widget_guests_day: "This class has had as many guests as it takes in a day. Come back tomorrow, or sign in.",
  held_full: "{most} of your messages wait for the teaching team already.",
  not_by_bot: "A bot's token doesn't do this: it is for people.",
  scope_short: "This token may {scope}, and this takes {needed}.",
  looping:
    "{turns} messages of programs came here one right after the other, with nobody in between. Programs can post again once a person has written, or after a pause.",
  hook_no_address: "That's no address of the web. It begins with https://.",
  hook_private: "That address is inside a private network, and PLACE calls the open internet only.",
  hooks_full: "A class can have up to {most} of these addresses. Remove one you don't use any more.",
  hooks_full_here: "A channel can be told to up to {most} addresses. Remove one you don't use any more.",
  hook_unreadable: "Nothing in that can be shown. Send a text, or what Slack's, Discord's or GitHub's webhooks send.",
  bots_full: "A class can have up to {most} bots. Remove one you don't use any more.",
  bot_tokens_full: "A bot can have up to {most} tokens. Remove one you don't use any more.",
  commands_full: "A bot can have up to {most} commands. Remove one you don't use any more.",
  command_name: "A command is one word of letters, digits and dashes.",
  command_taken: "There's already a command /{name}.",
  command_unreached: "{name} didn't take /{command}. Its program may be down.",
  command_over: "That command can't be answered any more.",
  push_absent: "This PLACE has no key for push notifications. Whoever runs it can add one.",
  push_endpoint: "That isn't the address of a push service.",
  push_key: "This PLACE has another key for push notifications now. Turn them on again.",
  push_taken: "That subscription belongs to another browser.",
  push_full: "You can be notified in up to {most} browsers. Remove one you don't use any more.",
  account_closed: "This account is closed. For a week you can open it again.",
  account_gone: "This account was closed more than a week ago.",
  owns_alone: "You're the only owner of {name}. Make someone else the owner first.",
  left_for_good: "That can't be undone any more. Ask for the join code.",
  link_over:
    "This link doesn't work any more: it was used, a newer one was made, or its day is over. Ask for another one.",
  link_elsewhere:
    "{name} helps to run another class too, and a link from here would open that as well. They need a recovery code or a passkey.",
  signed_in_as_other: "{name} is signed in here. Say first that they're signed out.",
  wrong_code: "That handle and code don't match, or the code was used already.",
  phone_over: "That code on the screen is over. Show a new one.",
  phone_other: "Another phone has read this code. If that wasn't you, press No on the screen that shows it.",
  phone_not_this: "That isn't the number on the phone.",
  handle_short: "A handle has at least {limit} characters.",
  handle_long: "A handle can have up to {limit} characters.",
  handle_letters:
    "A handle is made of letters, digits, dots, dashes and underscores, and starts and ends with a letter or digit.",
  handle_unseen: "A handle has no characters that can't be seen.",
  password_short: "A password has at least {limit} characters.",
  password_long: "A password can have up to {limit} characters.",
  channel_name_long: "A channel's name can have up to {limit} characters.",
} as const;

export type Reason = keyof typeof REASONS;
export type Values = Readonly<Record<string, string | number>>;

export const isReason = (word: string): word is Reason => Object.hasOwn(REASONS, word);

/** What a refusal is made with, beside its code. @param values for the places in the sentence */
export function because(reason: Reason, values?: Values): Pick<Refusal, "reason" | "values" | "sentence"> {
  const sentence = REASONS[reason].replace(/\{(\w+)\}/gu, (place, name: string) => {
    const value = values?.[name];
    return typeof value === "number" ? value.toLocaleString("en-US") : (value ?? place);
  });
  return { reason, sentence, ...(values && { values }) };
}
