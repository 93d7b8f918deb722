import { Command } from 'commander';
import type { Terminal } from './answer';
import { addCatalogCommands } from './catalog/catalog-commands';
import { addIssueCommands } from './issues/issue-commands';
import { addReportCommand } from './issues/report-command';
import { addAlertCommand } from './monitoring/alert-command';
import { addDoctorCommand } from './monitoring/doctor-command';
import { addEventCommand } from './monitoring/event-command';
import { addSecurityCommand } from './monitoring/security-command';
import { addReaderCommands } from './readers/reader-commands';
import { addSuppressionCommands } from './readers/suppression-commands';
import { addSettingCommands } from './settings/setting-commands';
import { addClassifyCommand } from './votes/classify-command';
import { addHoldCommands } from './votes/hold-commands';

export const USAGE_EXIT_CODE = 2;

/** The entry file adds jobs and the demo. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('verdicts')
    .description('Weekly AI Tool Verdicts from the command line')
    .showHelpAfterError(HINT)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.progress,
      outputError: terminal.complain,
    })
    .configureHelp({ styleTitle: (title) => terminal.paint('bold', title) })
    .exitOverride();
  addCatalogCommands(program, terminal);
  addReaderCommands(program, terminal);
  addSuppressionCommands(program, terminal);
  addIssueCommands(program, terminal);
  addClassifyCommand(program, terminal);
  addHoldCommands(program, terminal);
  addReportCommand(program, terminal);
  addSettingCommands(program, terminal);
  addAlertCommand(program, terminal);
  addEventCommand(program, terminal);
  addSecurityCommand(program, terminal);
  addDoctorCommand(program, terminal);
  return program;
}

const HINT = '(add --help for more)';

/** Makes usage errors list the known commands. Call this after adding them all. */
export function nameKnownCommands(group: Command): void {
  const names = group.commands.map((command) => command.name());
  const known = `Commands: ${names.join(', ')}. ${HINT}`;
  if (names.length > 0) group.showHelpAfterError(known);
  for (const command of group.commands) {
    nameKnownCommands(command);
    // To a group's default command an unknown name is an excess argument.
    if (command.name() === 'list') command.showHelpAfterError(known);
  }
}
