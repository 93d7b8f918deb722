import type { CSSProperties } from 'react';

/** `style-sheet.ts` holds their dark counterparts. */
export const colours = {
  page: '#f1f4f2',
  sheet: '#ffffff',
  ink: '#15211d',
  soft: '#52605a',
  line: '#d3dcd7',
  accent: '#0b6a56',
} as const;

export const sans = '-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
export const serif = 'Georgia,Times New Roman,serif';

/** Inherited, so that the parts need not repeat it. */
export const page: CSSProperties = {
  background: colours.page,
  color: colours.ink,
  fontFamily: sans,
  fontSize: 15,
  lineHeight: 1.5,
  padding: '0 8px 40px',
  wordBreak: 'break-word',
};

export const container: CSSProperties = { maxWidth: 584 };

export const title: CSSProperties = {
  fontFamily: serif,
  fontSize: 34,
  fontWeight: 700,
  lineHeight: 1.15,
  letterSpacing: '-.01em',
  margin: 0,
};

export const cardTitle: CSSProperties = {
  fontFamily: serif,
  fontSize: 24,
  lineHeight: 1.25,
  margin: '4px 0 20px',
};

export const toolName: CSSProperties = { fontSize: 18, lineHeight: 1.3, margin: 0 };

export const quote: CSSProperties = {
  fontFamily: serif,
  fontSize: 17,
  lineHeight: 1.5,
  margin: 0,
};

export const soft: CSSProperties = { color: colours.soft, margin: 0 };
export const small: CSSProperties = { ...soft, fontSize: 14 };
export const link: CSSProperties = { color: colours.accent, textDecoration: 'underline' };
