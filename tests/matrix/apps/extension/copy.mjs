import { copyFileSync } from "node:fs";

for (const file of ["manifest.json", "page.html"]) copyFileSync(file, `dist/${file}`);
