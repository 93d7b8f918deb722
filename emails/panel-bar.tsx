/** @jsxImportSource react */
import { colours } from './theme';

/** Two cells; the number next to it says the same in words. */
export function PanelBar({ percent }: { percent: number }) {
  return (
    <table
      role="presentation"
      width="100%"
      cellPadding={0}
      cellSpacing={0}
      className="track"
      style={{ background: colours.line, margin: '4px 0 6px' }}
    >
      <tbody>
        <tr>
          {percent > 0 && (
            <td className="bar" width={`${percent}%`} style={filled}>
              &nbsp;
            </td>
          )}
          {percent < 100 && <td style={empty}>&nbsp;</td>}
        </tr>
      </tbody>
    </table>
  );
}

const empty = { fontSize: 1, lineHeight: '8px' };
const filled = { ...empty, background: colours.accent };
