const GIVEN =
  'ada,bela,cyra,dov,elin,faro,gita,hale,ines,jory,kala,lior,mira,nilo,oona,pelle,quin,rafi,siv,tova'.split(
    ',',
  );
const FAMILY =
  'amsel,birke,corvin,dahl,eklund,farkas,grimm,holt,iversen,jansky,kessel,lund,moreau,novak,ortega,prinz,quist,rossi,sand,tamm'.split(
    ',',
  );

/** Counted from 0. */
export function inventAddress(index: number): string {
  const family = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length];
  return `${GIVEN[index % GIVEN.length]}.${family}.${index + 1}@example.com`;
}

/** A CSV with the columns email and opens; most say yes to opens. */
export function inventReaders(count: number, chance: () => number): string {
  const lines = Array.from(
    { length: count },
    (_, index) => `${inventAddress(index)},${chance() < 0.6 ? 'yes' : 'no'}`,
  );
  return ['email,opens', ...lines, ''].join('\n');
}
