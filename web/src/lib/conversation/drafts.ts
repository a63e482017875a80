/** What was typed and not sent, per channel, kept on this device until it is. */

const keyOf = (member: string, channel: string) => `place.draft.${member}.${channel}`;

export const drafts = {
  read(member: string, channel: string): string {
    try {
      return localStorage.getItem(keyOf(member, channel)) ?? "";
    } catch {
      return "";
    }
  },
  keep(member: string, channel: string, text: string): void {
    try {
      if (text === "") localStorage.removeItem(keyOf(member, channel));
      else localStorage.setItem(keyOf(member, channel), text);
    } catch {
      // Storage closed or full: the text is still in the field.
    }
  },
};
