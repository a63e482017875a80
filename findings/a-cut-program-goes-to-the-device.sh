#!/usr/bin/env bash
# @microbit/microbit-universal-hex 0.2.2 and @microbit/microbit-fs 0.10.0, with which programs for the micro:bit, the small
# computer of schools, are put together and read, beside nrf-intel-hex 1.4.0, the reader by the maker of its chip.
#
# Guess: each line of the format carries its length and a checksum, and the last one says that the file is whole, so a file that
# was cut or changed on its way (through a chat, say) is refused before it is put on a device. Seen: the micro:bit's own package
# looks at none of the three: a wrong checksum, a line that lost its last byte and a file without its end are taken and put into
# the file for the device, the fault as it was; nrf-intel-hex refuses each with the line's number. The other way about, an empty
# line is taken by it and refused by nrf-intel-hex, and line ends of CR alone are a TypeError from within in the one and read by
# the other. A byte order mark makes a universal file "none" (`isUniversalHex`), without an error. A universal file, which is what
# the editors save since the second micro:bit, is no hex file for nrf-intel-hex ("Invalid record type 0x0A"). An appended program
# of one NUL comes back as "".
#
# What it means: a .hex file is handed on as bytes, never as text, and its lines are summed before anything is made of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @microbit/microbit-universal-hex@0.2.2 @microbit/microbit-fs@0.10.0 \
  nrf-intel-hex@1.4.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { addIntelHexAppendedScript, getIntelHexAppendedScript } from "@microbit/microbit-fs";
import { createUniversalHex, isUniversalHex } from "@microbit/microbit-universal-hex";
import MemoryMap from "nrf-intel-hex";
const memory = new MemoryMap();
memory.set(0, new Uint8Array([1, 2, 3, 4]));
memory.set(0x10000, new Uint8Array([5, 6]));
const hex = `${memory.asHexString().trim()}\n`;
const boards = (program) => createUniversalHex([0x9900, 0x9903].map((boardId) => ({ hex: program, boardId })));
const or = (what) => {
  try {
    what();
    return "taken";
  } catch (error) {
    return error instanceof TypeError ? "TypeError" : "refused";
  }
};
const both = (program) => [or(() => boards(program)), or(() => MemoryMap.fromHex(program))].join(" ");
const universal = boards(hex);
const seen = {
  whole: both(hex),
  sum: both(hex.replace("F2\n", "00\n")),
  kept: boards(hex.replace("F2\n", "00\n")).includes(":040000000102030400"),
  short: both(hex.replace(":0400000001020304F2", ":0400000001020304")),
  end: both(hex.replace(":00000001FF\n", "")),
  empty: both(hex.replace("\n", "\n\n")),
  cr: both(hex.replaceAll("\n", "\r")),
  universal: [universal, `\ufeff${universal}`].map(isUniversalHex),
  other: or(() => MemoryMap.fromHex(universal)),
  programs: ["print('ü')", "\0"].map((program) => getIntelHexAppendedScript(addIntelHexAppendedScript(hex, program))),
};
console.log(seen);
assert.deepEqual(seen, {
  whole: "taken taken",
  sum: "taken refused",
  kept: true,
  short: "taken refused",
  end: "taken refused",
  empty: "taken refused",
  cr: "TypeError taken",
  universal: [true, false],
  other: "refused",
  programs: ["print('ü')", ""],
});
JS
./node_modules/.bin/node run.mjs
