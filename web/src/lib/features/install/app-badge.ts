/** The number on the app's icon: how often I am named in what is unread. Nothing where the icon has none. */
export function showBadge(mentions: number): void {
  if (!("setAppBadge" in navigator)) return;
  // Refused where PLACE is not installed.
  (mentions > 0 ? navigator.setAppBadge(mentions) : navigator.clearAppBadge()).catch(() => undefined);
}
