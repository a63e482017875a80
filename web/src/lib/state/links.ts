/** Addresses that people hand to each other. */
export const joinLink = (code: string): string => `${location.origin}/join/${code}`;
export const channelLink = (channelId: string): string => `${location.origin}/c/${channelId}`;
