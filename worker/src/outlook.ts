// What follows from a key set's keys and the time is the package's to say. This Worker has no rule about usable keys of its own.

export { outlook, type Outlook } from "./interim-outlook.ts";
