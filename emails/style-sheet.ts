import { colours, sans, serif } from './theme';

/** One style element per block: Gmail drops a whole element for a rule that it dislikes. */
export const styleSheets = [everywhere(), phones(), dark(), alignedSides()];

/** Word passes no fonts down into tables, so the tags are named. */
function everywhere(): string {
  return (
    ':root{color-scheme:light dark}' +
    'body{margin:0}' +
    `td,p,li,h3,a{font-family:${sans}}` +
    `h1,h2,.quote{font-family:${serif}}` +
    `a:focus-visible{outline:3px solid ${colours.accent};outline-offset:2px}`
  );
}

function phones(): string {
  return (
    '@media (max-width:571px){' +
    '.side{display:block!important;width:100%!important}' +
    '.gap{display:block!important;width:100%!important;height:32px!important;' +
    `margin-top:36px;border-top:1px solid ${colours.line}}` +
    '.sheet{padding:24px 19px!important}' +
    '.lane{padding-left:20px!important;padding-right:20px!important}' +
    'h1{font-size:28px!important}' +
    'h2{font-size:22px!important}' +
    '}'
  );
}

function dark(): string {
  return (
    '@media (prefers-color-scheme:dark){' +
    'body,.page{background:#0f1513!important;color:#ecf1ee!important}' +
    '.sheet{background:#19211e!important;border-color:#303b36!important}' +
    '.soft{color:#a7b4ae!important}' +
    '.line{border-color:#303b36!important}' +
    '.track{background:#35423c!important}' +
    '.bar{background:#5fcfb2!important}' +
    '.link{color:#5fcfb2!important}' +
    '.ship{background:#5fcfb2!important;border-color:#5fcfb2!important}' +
    '.ship a{color:#06231c!important}' +
    '.skip{background:#252f2b!important;border-color:#ecf1ee!important}' +
    '.skip a{color:#ecf1ee!important}' +
    'a:focus-visible{outline-color:#ecf1ee}' +
    '}'
  );
}

/** Lines the sides up part by part with subgrid: browsers and Apple Mail. */
function alignedSides(): string {
  return (
    '@supports (grid-template-rows:subgrid){@media (min-width:572px){' +
    '.gap{grid-row:span 6}' +
    '.sides>tbody>tr{display:grid;grid-template-columns:1fr 4% 1fr}' +
    '.side{display:grid!important;width:auto!important;min-width:0!important;' +
    'grid-row:span 6;grid-template-rows:subgrid;align-items:start}' +
    '}}'
  );
}
