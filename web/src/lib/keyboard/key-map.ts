/** Every key that PLACE listens to, as it is told to people. */
const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);
const CTRL = isMac ? "⌘" : "Ctrl";
const ALT = isMac ? "⌥" : "Alt";
const SHIFT = isMac ? "⇧" : "Shift";

export interface KeyGroup {
  title: string;
  /** Each of `keys` is one way to do it: what is pressed together. */
  keys: { does: string; keys: string[][] }[];
}

export const KEY_MAP: KeyGroup[] = [
  {
    title: "Everywhere",
    keys: [
      { does: "Jump to a channel, person or thread", keys: [[CTRL, "K"]] },
      {
        does: "Previous or next channel",
        keys: [
          [ALT, "↑"],
          [ALT, "↓"],
        ],
      },
      {
        does: "Previous or next unread channel",
        keys: [
          [ALT, SHIFT, "↑"],
          [ALT, SHIFT, "↓"],
        ],
      },
      { does: "Close the nearest thing", keys: [["Esc"]] },
      { does: "Show these keys", keys: [["?"]] },
    ],
  },
  {
    title: "While writing",
    keys: [
      { does: "Send", keys: [["Enter"], [CTRL, "Enter"]] },
      { does: "New line", keys: [[SHIFT, "Enter"]] },
      { does: "Edit my last message, in an empty field", keys: [["↑"]] },
      {
        does: "Bold, italic, code",
        keys: [
          [CTRL, "B"],
          [CTRL, "I"],
          [CTRL, "E"],
        ],
      },
      { does: "Make what is selected a link", keys: [[CTRL, "K"]] },
      { does: "Complete a name, a channel, an emoji or a command", keys: [["@"], ["#"], [":"], ["/"]] },
      { does: "Scroll the messages", keys: [["Page Up"], ["Page Down"]] },
    ],
  },
  {
    title: "On a message",
    keys: [
      { does: "Go through the messages", keys: [["↑"], ["↓"]] },
      { does: "Oldest or newest message", keys: [["Home"], ["End"]] },
      { does: "Everything that can be done with it", keys: [["Enter"], ["."]] },
      { does: "Reply", keys: [["R"]] },
      { does: "Reply in thread", keys: [["T"]] },
      { does: "React", keys: [["+"]] },
      { does: "Edit, where it is mine", keys: [["E"]] },
      { does: "Back to the field", keys: [["Esc"]] },
    ],
  },
];
