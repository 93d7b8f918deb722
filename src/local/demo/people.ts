/** A small seeded generator (mulberry32), so that every demo is the same demo. Gives 0 to 1. */
export function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const GIVEN =
  'ada,bela,cyra,dov,elin,faro,gita,hale,ines,jory,kala,lior,mira,nilo,oona,pelle,quin,rafi,siv,tova';
const FAMILY =
  'amsel,birke,corvin,dahl,eklund,farkas,grimm,holt,iversen,jansky,kessel,lund,moreau,novak,ortega,prinz,quist,rossi,sand,tamm';

/** Invented readers as a CSV with the columns email and opens; most say yes to opens. */
export function inventReaders(count: number, chance: () => number): string {
  const given = GIVEN.split(',');
  const family = FAMILY.split(',');
  const lines = Array.from({ length: count }, (_, index) => {
    const name = `${given[index % 20]}.${family[Math.floor(index / 20) % 20]}`;
    return `${name}.${index + 1}@example.com,${chance() < 0.6 ? 'yes' : 'no'}`;
  });
  return ['email,opens', ...lines, ''].join('\n');
}
