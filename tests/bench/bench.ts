/** Prints the figures, each as a ratio against something measured in the same run. */
import { assembleFigures } from "./assemble.ts";
import { manyAtOnce, manyLimited } from "./many.ts";
import { overhead } from "./overhead.ts";
import { promoteFigures } from "./promote.ts";
import { proxy } from "./proxy.ts";
import { startUp } from "./start_up.ts";
import { rasterFigures } from "./raster.ts";
import { sameFiles } from "./same_files.ts";
import { tableFigures } from "./table.ts";
import { tailFigures } from "./tail.ts";
import { waiting } from "./waiting.ts";
import { uploadFigure } from "./upload.ts";

console.log(await startUp());
console.log(await overhead());
console.log(await manyAtOnce());
console.log(await manyLimited());
for (const line of await waiting()) console.log(line);
for (const line of await tailFigures()) console.log(line);
for (const line of await promoteFigures()) console.log(line);
for (const line of await sameFiles()) console.log(line);
console.log(await assembleFigures());
console.log(await proxy());
console.log(await uploadFigure());
for (const line of await rasterFigures()) console.log(line);
for (const line of await tableFigures()) console.log(line);
