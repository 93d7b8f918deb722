import { Command } from 'commander';
import { addAlertCommand } from './alert-command';
import type { Terminal } from './answer';
import { addCatalogCommands } from './catalog-commands';
import { addClassifyCommand } from './classify-command';
import { addDoctorCommand } from './doctor-command';
import { addEventCommand } from './event-command';
import { addHoldCommands } from './hold-commands';
import { addIssueCommands } from './issue-commands';
import { addReaderCommands } from './reader-commands';
import { addReportCommand } from './report-command';
import { addSecurityCommand } from './security-command';
import { addSettingCommands } from './setting-commands';
import { addSuppressionCommands } from './suppression-commands';

export const USAGE_EXIT_CODE = 2;

/** The entry file adds jobs and the demo. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('verdicts')
    .description('Weekly AI Tool Verdicts: the week, from the command line')
    .showHelpAfterError('(add --help for what there is)')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.progress })
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
