import type { Segments } from './segments';

/** An issue rendered once for everybody; what differs from reader to reader is a slot. */
export interface Render {
  issue_id: number;
  sender: string;
  subject: string;
  html: Segments;
  text: Segments;
  frame: Frame;
}

/** What else a mail needs: headers, tags, and the base of the links that slots make. */
export interface Frame {
  issue_number: number;
  installation_id: string;
  base_url: string;
  list_id: string;
  unsubscribe: Segments;
  /** Where the counted links lead, by their number. */
  destinations: Record<string, string>;
  /** The categories of each card's sides; missing where the render was stored before topics. */
  card_categories?: string[][];
  /** Missing where answers go to the sender. */
  reply_to?: string;
  /** Missing where none is set. */
  feedback_id?: string;
}
