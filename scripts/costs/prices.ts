import { noPrice } from "./errors";

/** What docs/prices.json holds. Dollars, in one Region, on one date. */
export interface PriceList {
  readonly date: string;
  readonly region: string;
  readonly origin: string;
  readonly hourly: readonly { readonly id: string; readonly what: string; readonly usdPerHour: number }[];
  readonly monthly: readonly { readonly id: string; readonly what: string; readonly usdPerMonth: number }[];
  readonly usage: readonly { readonly what: string; readonly usd: number }[];
}

/** One thing that is billed for as long as it is there. */
export interface Price {
  readonly what: string;
  readonly usdPerHour: number;
}

/** Hours of a month, as AWS reckons. */
const HOURS_A_MONTH = 730;

/** Finds a price by its id. Throws a UserError if the list has none. */
export function priceOf(list: PriceList, id: string): Price {
  const hourly = list.hourly.find((price) => price.id === id);
  if (hourly !== undefined) return hourly;
  const monthly = list.monthly.find((price) => price.id === id);
  if (monthly === undefined) throw noPrice(id);
  return { what: monthly.what, usdPerHour: monthly.usdPerMonth / HOURS_A_MONTH };
}
