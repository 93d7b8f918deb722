/** One measured figure beside what it has to reach; `target` is in `unit`. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: number;
  met: boolean;
}
