import type { Database } from '../platform/database';
import type { NewId } from '../platform/ids';
import { freeSlug, slugBase } from './slug';

/** A tool is its exact name and tagline; its slug never changes. */
export interface Tool {
  id: string;
  slug: string;
  name: string;
  tagline: string;
}

type Listing = Pick<Tool, 'name' | 'tagline'>;

/** In the page's order; missing ones are added. */
export async function ensureTools(
  db: Database,
  listings: [Listing, Listing],
  { newId, at }: { newId: NewId; at: Date },
): Promise<[Tool, Tool]> {
  const tools = await findTools(db, listings);
  // By name, so that two importers wait rather than deadlock; tools of one name in the page's
  // order, so that the first gets the slug without a number.
  for (const listing of listings.toSorted(byName)) {
    if (!tools.some(isListedAs(listing)))
      tools.push(await addTool(db, listing, { id: newId(), at }));
  }
  return [tools.find(isListedAs(listings[0]))!, tools.find(isListedAs(listings[1]))!];
}

function findTools(db: Database, listings: Listing[]): Promise<Tool[]> {
  return db
    .selectFrom('tools')
    .select(['id', 'slug', 'name', 'tagline'])
    .where(({ or, and }) => or(listings.map(({ name, tagline }) => and({ name, tagline }))))
    .execute();
}

/** Another importer may add the same tool at this moment. */
async function addTool(
  db: Database,
  { name, tagline }: Listing,
  { id, at }: { id: string; at: Date },
): Promise<Tool> {
  const added = await db
    .insertInto('tools')
    .values({ id, slug: freeSlug('tools', slugBase(name)), name, tagline, created_at: at })
    .onConflict((conflict) => conflict.columns(['name', 'tagline']).doNothing())
    .returning(['id', 'slug', 'name', 'tagline'])
    .executeTakeFirst();
  return added ?? (await findTools(db, [{ name, tagline }]))[0]!;
}

function isListedAs({ name, tagline }: Listing): (tool: Tool) => boolean {
  return (tool) => tool.name === name && tool.tagline === tagline;
}

function byName(a: Listing, b: Listing): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
