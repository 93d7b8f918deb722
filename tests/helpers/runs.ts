/** How many runs a property gets: `count`, times PROPERTY_RUNS if set. */
export const runs = (count: number) => count * Number(process.env.PROPERTY_RUNS ?? 1);
