/** A small font for pictures: letters of 5 x 9 dots, of which the lowest two are for tails. */

/** Dots of a letter. */
export const LETTER = { width: 5, height: 9 } as const;

/** Nine rows a letter from the top, each a digit to the base of 32: its bits are the dots, the highest at the left. */
const ROWS = "000000000 444440400 aaa000000 aavavaa00 4fke5u400 op248j300 cik8lid00 444000000 " + //   ! " # $ % & '
  "248884200 842224800 04lel4000 044v44000 00000c480 000v00000 00000cc00 01248g000 " + // ( ) * + , - . /
  "ehjlphe00 4c4444e00 eh1248v00 v2421he00 26aiv2200 vgu11he00 68guhhe00 v12488800 " + // 0 to 7
  "ehhehhe00 ehhf12c00 0cc0cc000 0cc0c4800 248g84200 00v0v0000 842124800 eh1240400 " + // 8 9 : ; < = > ?
  "eh1dlle00 ehhvhhh00 uhhuhhu00 ehggghe00 sihhhis00 vgguggv00 vgguggg00 ehgnhhf00 " + // @ to G
  "hhhvhhh00 e44444e00 72222ic00 hikokih00 ggggggv00 hrllhhh00 hhpljhh00 ehhhhhe00 " + // H to O
  "uhhuggg00 ehhhlid00 uhhukih00 fgge11u00 v44444400 hhhhhhe00 hhhhha400 hhhllla00 " + // P to W
  "hha4ahh00 hhha44400 v1248gv00 e88888e00 0g8421000 e22222e00 4ah000000 0000000v0 " + // X Y Z [ \ ] ^ _
  "842000000 00e1fhf00 ggmphhu00 00egghe00 11djhhf00 00ehvge00 698s88800 00fhhhf1e " + // ` a to g
  "ggmphhh00 40c444e00 2062222ic ggikoki00 c44444e00 00qllhh00 00mphhh00 00ehhhe00 " + // h to o
  "00uhhhugg 00fhhhf11 00mpggg00 00fge1u00 88s889600 00hhhjd00 00hhha400 00hhlla00 " + // p to w
  "00ha4ah00 00hhhhf1e 00v248v00 244844200 444444444 844244800 008l20000"; // x y z { | } ~
const FURTHER = "° ciic00000 ² ci48u0000 ³ s2c2s0000 µ 00hhhjtgg ± 44v440v00 × 00ha4ah00 … 000000l00 " +
  "– 000v00000 − 000v00000 ≤ 248420e00 ≥ 842480e00";
/** What stands for a letter that is not there. */
const UNKNOWN = "vhhhhhv00";
const FIRST = 32;

const LETTERS = new Map<string, readonly number[]>([
  ...ROWS.split(" ").map((rows, index) =>
    [String.fromCharCode(FIRST + index), dotsOf(rows)] as [string, number[]]
  ),
  ...[...FURTHER.matchAll(/(\S) (\S+)/g)].map(([, letter = "", rows = ""]) =>
    [letter, dotsOf(rows)] as [string, number[]]
  ),
]);
const BOX = dotsOf(UNKNOWN);

/**
 * The dots of a text, a letter each: nine rows from the top, in each the lowest five bits, the highest at the left.
 * Accents are left out; letters that the font does not have are a box.
 */
export function lettersOf(text: string): (readonly number[])[] {
  return [...text].flatMap((letter) => LETTERS.has(letter) ? [letter] : [...plain(letter)])
    .map((letter) => LETTERS.get(letter) ?? BOX);
}

function plain(letter: string): string {
  return letter.normalize("NFKD").replace(/\p{M}/gu, "");
}

function dotsOf(rows: string): number[] {
  return [...rows].map((digit) => parseInt(digit, 32));
}
