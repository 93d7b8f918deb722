import type { Command } from 'commander';

/** `issue <name> <n>`, with --json. */
export function addIssueCommand(issues: Command, name: string, description: string): Command {
  return issues
    .command(name)
    .description(description)
    .argument('<n>', 'the issue’s number')
    .option('--json', 'print one JSON document');
}
