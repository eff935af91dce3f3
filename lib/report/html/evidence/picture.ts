/** Pictures of a result in a page: inside of it as long as there is room, else from beside it. */
import { Buffer } from "node:buffer";
import { type Html, markup } from "../../../html/markup.ts";
import { scrolling } from "./part.ts";

/**
 * A picture as part of the page.
 *
 * @param bytes of a PNG; undefined: it stays where it is, beside the page
 * @param artifact its name, told from the result folder
 */
export function pictureOf(artifact: string, bytes: Uint8Array | undefined, label: string): Html {
  const place = `./${artifact.split("/").map(encodeURIComponent).join("/")}`;
  const source = bytes === undefined
    ? place
    : `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
  return scrolling(label, markup`<img class="ev-picture" loading="lazy" alt="${label}" src="${source}">`);
}
