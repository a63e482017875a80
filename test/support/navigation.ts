/** Kit's navigation where there is none: it goes nowhere, and tells where it was to go. */
export const went: string[] = [];

export const goto = async (address: string): Promise<void> => void went.push(address);
