import type { Segments } from './segments';

/** Rendered once for everybody; what differs by reader is a slot. */
export interface Render {
  issue_id: number;
  sender: string;
  subject: string;
  html: Segments;
  text: Segments;
  frame: Frame;
}

export interface Frame {
  issue_number: number;
  installation_id: string;
  base_url: string;
  list_id: string;
  unsubscribe: Segments;
  /** Destinations of counted links, by their number. */
  destinations: Record<string, string>;
  /** Missing if the render was stored before topics. */
  card_categories?: string[][];
  /** Missing if replies go to the sender. */
  reply_to?: string;
  feedback_id?: string;
}
