// All cases, in the order of the table.

import { aborts } from "./aborts.mjs";
import { answers } from "./answers.mjs";
import { callers } from "./callers.mjs";
import { tokens } from "./tokens.mjs";
import { transport } from "./transport.mjs";
import { waiting } from "./waiting.mjs";

export const cases = [...answers, ...waiting, ...transport, ...tokens, ...aborts, ...callers];
