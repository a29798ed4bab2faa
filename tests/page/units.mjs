// The page's pure modules, bundled as they are.

import { pages } from "./units/page.mjs";
import { reviews } from "./units/review.mjs";
import { sets } from "./units/sets.mjs";
import { workers } from "./units/worker.mjs";

export const units = { ...sets, ...reviews, ...pages, ...workers };
