type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

const times = (matrix: Matrix, [r, g, b]: Vector): Vector => {
  const [x, y, z] = matrix.map((row) => row[0] * r + row[1] * g + row[2] * b);
  return [x!, y!, z!];
};

/** Linear RGB in [0, 1] of an sRGB colour such as `#0072b2` (IEC 61966-2-1). */
function linearRgb(colour: string): Vector {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return [r!, g!, b!];
}

/** Contrast ratio of two colours (WCAG 2.2, relative luminance), from 1 to 21. */
export function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = linearRgb(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/**
 * What readers see of linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, at severity 1.0.
 */
export const visions = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, Matrix>>;

export type Vision = keyof typeof visions;

/** From linear RGB to CIE XYZ (IEC 61966-2-1), divided by the white D65. */
const toXyz: Matrix = [
  [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
  [0.2126, 0.7152, 0.0722],
  [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
];

/** CIE L*a*b* of a colour as readers with this vision see it. */
function lab(colour: string, vision: Vision): Vector {
  const [r, g, b] = times(visions[vision], linearRgb(colour));
  const clipped = [r, g, b].map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(toXyz, clipped as unknown as Vector).map((value) =>
    value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29,
  );
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

const hue = (a: number, b: number) => {
  const degrees = (Math.atan2(b, a) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
};

/**
 * CIEDE2000 of two colours in CIE L*a*b*: Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference
 * Formula", Color Research and Application 30(1), 2005.
 */
export function ciede2000([l1, a1, b1]: Vector, [l2, a2, b2]: Vector): number {
  const seventh = (chroma: number) => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const g = 0.5 * (1 - seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [one, other] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(one, b1), Math.hypot(other, b2)];
  const [h1, h2] = [hue(one, b1), hue(other, b2)];
  const grey = c1 * c2 === 0;
  const apart = Math.abs(h1 - h2) > 180;
  const turn = grey ? 0 : apart ? (h2 > h1 ? h2 - h1 - 360 : h2 - h1 + 360) : h2 - h1;
  const hueDifference = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn / 2));
  const lightness = (l1 + l2) / 2;
  const chroma = (c1 + c2) / 2;
  const sum = h1 + h2;
  const angle = grey ? sum : apart ? (sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2) : sum / 2;
  const t =
    1 -
    0.17 * Math.cos(radians(angle - 30)) +
    0.24 * Math.cos(radians(2 * angle)) +
    0.32 * Math.cos(radians(3 * angle + 6)) -
    0.2 * Math.cos(radians(4 * angle - 63));
  const rotation =
    -Math.sin(radians(60 * Math.exp(-(((angle - 275) / 25) ** 2)))) * 2 * seventh(chroma);
  const squared = (lightness - 50) ** 2;
  const byLightness = (l2 - l1) / (1 + (0.015 * squared) / Math.sqrt(20 + squared));
  const byChroma = (c2 - c1) / (1 + 0.045 * chroma);
  const byHue = hueDifference / (1 + 0.015 * chroma * t);
  return Math.sqrt(byLightness ** 2 + byChroma ** 2 + byHue ** 2 + rotation * byChroma * byHue);
}

/** CIEDE2000 of two sRGB colours for readers with this vision; about 1 is just noticeable. */
export const seenDifference = (one: string, other: string, vision: Vision): number =>
  ciede2000(lab(one, vision), lab(other, vision));
