// A page of the extension: has the service worker do it.

import { baseUrl, show } from "./src/show.js";

show(chrome.runtime.sendMessage(baseUrl));
