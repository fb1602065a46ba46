import { nextDown, nextUp } from "./adjacentNumber.ts";
import type { NumberSummary } from "./profile.ts";

/**
 * What two summaries of numbers say for certain about the distance of their distributions.
 *
 * At an edge a distribution function is known exactly. Between two edges F lies between its values
 * there, so |F − G| is at most max(F(right) − G(left), G(right) − F(left)). With 256 bins at
 * quantiles the gap between both bounds is about 1/256. A bin that holds one number only has no
 * inside, and where all values are listed, or lie in such bins, the bounds meet.
 */
export interface CdfEnvelope {
  /** max |F − G| lies between these; 0 … 1. */
  readonly ksLow: number;
  readonly ksHigh: number;
  /** ∫ |F − G| dx lies between these; in the unit of the values. */
  readonly wassersteinLow: number;
  readonly wassersteinHigh: number;
}

/** Bounds of both distances, whether the edges agree or not; null when a side has no values. */
export function cdfEnvelope(reference: NumberSummary, current: NumberSummary): CdfEnvelope | null {
  const f = knownCdf(reference);
  const g = knownCdf(current);
  if (f === null || g === null) return null;
  const isWhole = reference.isWhole && current.isWhole;
  const places = mergedPlaces(f.places, g.places);
  const found = { ksLow: 0, ksHigh: 0, wassersteinLow: 0, wassersteinHigh: 0 };
  places.forEach((place, i) => {
    const here = { f: boundsAt(f, place), g: boundsAt(g, place) };
    found.ksLow = Math.max(found.ksLow, surelyApart(here.f, here.g));
    found.ksHigh = Math.max(found.ksHigh, atMostApart(here.f, here.g));
    const next = places[i + 1];
    if (next === undefined) return;
    const inside = isEmptyBetween(place, next, isWhole)
      ? here
      : { f: until(here.f, boundsAt(f, next)), g: until(here.g, boundsAt(g, next)) };
    found.ksHigh = Math.max(found.ksHigh, atMostApart(inside.f, inside.g));
    found.wassersteinLow += (next - place) * surelyApart(inside.f, inside.g);
    found.wassersteinHigh += (next - place) * atMostApart(inside.f, inside.g);
  });
  return found;
}

/** The share of values at or below x lies between these. Both 0 … 1. */
export interface ShareBounds {
  readonly low: number;
  readonly high: number;
}

/** How much of a column lies at or below x; null when it has no values. */
export function shareAtMost(summary: NumberSummary, x: number): ShareBounds | null {
  const known = knownCdf(summary);
  return known === null ? null : boundsAt(known, x);
}

/** Places in rising order, and how many values lie at or below each: known exactly. */
interface KnownCdf {
  readonly places: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
  readonly isWhole: boolean;
}

function knownCdf(summary: NumberSummary): KnownCdf | null {
  const { count, min, max, values, isWhole } = summary;
  if (count === 0 || min === null || max === null) return null;
  const places: number[] = [nextDown(min)];
  const counts: number[] = [0];
  const add = (place: number, sum: number): void => {
    if (place <= (places.at(-1) ?? place)) return;
    places.push(place);
    counts.push(sum);
  };
  let sum = 0;
  if (values === null) {
    const { edges, counts: binned } = summary.histogram;
    edges.forEach((edge, i) => {
      sum += binned[i] ?? 0;
      if (edge < max) add(edge, sum);
    });
  } else {
    for (const [value, frequency] of values) {
      add(nextDown(value), sum);
      sum += frequency;
      add(value, sum);
    }
  }
  add(max, count);
  return { places, counts, total: count, isWhole };
}

function boundsAt({ places, counts, total, isWhole }: KnownCdf, x: number): ShareBounds {
  const at = lastAtMost(places, x);
  const low = (counts[at] ?? 0) / total;
  const place = places[at];
  if (place === undefined || at + 1 >= places.length) return { low, high: low };
  // Nothing can lie in (place, x]: x is the place, or no whole number is between them.
  const isKnown = place === x || (isWhole && Math.floor(x) === Math.floor(place));
  return { low, high: isKnown ? low : (counts[at + 1] ?? total) / total };
}

/** The index of the last place ≤ x; −1 when all are greater. */
function lastAtMost(places: readonly number[], x: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? Number.POSITIVE_INFINITY) <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function mergedPlaces(a: readonly number[], b: readonly number[]): number[] {
  const sorted = [...a, ...b].sort((x, y) => x - y);
  return sorted.filter((place, i) => i === 0 || place !== sorted[i - 1]);
}

/** Whether no value can lie strictly between two places. */
function isEmptyBetween(low: number, high: number, isWhole: boolean): boolean {
  return nextUp(low) >= high || (isWhole && Math.floor(low) + 1 >= high);
}

function until(left: ShareBounds, right: ShareBounds): ShareBounds {
  return { low: left.low, high: right.high };
}

function surelyApart(f: ShareBounds, g: ShareBounds): number {
  return Math.max(0, f.low - g.high, g.low - f.high);
}

function atMostApart(f: ShareBounds, g: ShareBounds): number {
  return Math.max(0, f.high - g.low, g.high - f.low);
}
