/** How many runs a property gets: so many, times PROPERTY_RUNS where that is set. */
export const runs = (count: number) => count * Number(process.env.PROPERTY_RUNS ?? 1);
