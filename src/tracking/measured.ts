/** Held casts of all casts, as measured on the simulator. */
export interface Measured {
  casts: number;
  held: number;
}

/** As in docs/machines.md; a test compares them with the simulator's. */
export const measured: Record<'people' | 'tabOpeners' | 'machines' | 'laterMachines', Measured> = {
  people: { casts: 1_124, held: 0 },
  tabOpeners: { casts: 126, held: 27 },
  machines: { casts: 2_828, held: 2_822 },
  laterMachines: { casts: 683, held: 640 },
};
