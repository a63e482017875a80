#!/usr/bin/env bash
# chat 4.41.1 with its adapters for Teams, Google Chat and Discord 4.41.0, writing one Markdown for each.
#
# Guess: what a chat has a form for is written in that form, what it has none for as plain words. Seen: of a quote of two lines
# only the first is quoted: the second is said by the bot itself, in all three, though all three have quotes of many lines. A
# picture is written as nothing, its description and address gone; a message that is a picture is an empty message. Discord has
# headings, and they are written without their sign. An escaped star is written as a star and is bold again in Google Chat
# ("\*x\*" becomes *x*). In Discord each word behind an @ becomes a mention in brackets: "<@here>", "<@Ada>", "<@media>" of a
# stylesheet, which name nobody and are shown in their signs. Quotes and pictures are to be written by hand for each chat.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chat@4.41.1 @chat-adapter/slack@4.41.1 @chat-adapter/teams@4.41.0 @chat-adapter/discord@4.41.0 @chat-adapter/gchat@4.41.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DiscordFormatConverter } from "@chat-adapter/discord";
import { GoogleChatFormatConverter } from "@chat-adapter/gchat";
import { TeamsFormatConverter } from "@chat-adapter/teams";
import { parseMarkdown } from "chat";
const writers = [new TeamsFormatConverter(), new GoogleChatFormatConverter(), new DiscordFormatConverter()];
const written = (markdown) => writers.map((writer) => writer.fromAst(parseMarkdown(markdown)));
const seen = {
  quote: written("> q\n> r"),
  picture: written("![a graph](https://example.org/a.png)"),
  heading: written("# week 7"),
  escaped: written("\\*x\\*"),
  at: written("ask @Ada or see @media"),
  plain: written("**b** and [x](https://example.org)"),
};
console.log(seen);
assert.deepEqual(seen, {
  quote: Array(3).fill("> q\nr"),
  picture: ["", "", ""],
  heading: Array(3).fill("week 7"),
  escaped: Array(3).fill("*x*"),
  at: ["ask @Ada or see @media", "ask @Ada or see @media", "ask <@Ada> or see <@media>"],
  plain: ["**b** and [x](https://example.org)", "*b* and <https://example.org|x>", "**b** and [x](https://example.org)"],
});
JS
node run.mjs
