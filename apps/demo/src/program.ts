import { Command, CommanderError } from 'commander';
import { addClusterCommand } from './commands/cluster.ts';
import { addRaceCommand } from './commands/race.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSurveyCommand } from './commands/survey.ts';
import { addTourCommand } from './commands/tour.ts';

/** The command line: `survey` is what runs when no command is named. Throws a CommanderError where it is wrong. */
export function createProgram(): Command {
  const program = new Command('npm run demo --')
    .description('Shows pyloom at work: CPython inside Node.js, on many threads at once.')
    .helpCommand(false)
    .exitOverride(rethrow)
    // The message is in the error, which is told in one place: failure.ts.
    .configureOutput({ outputError: () => {} });
  const survey = addSurveyCommand(program);
  addTourCommand(program);
  addRaceCommand(program);
  addServeCommand(program);
  addClusterCommand(program);
  return program.addHelpText('after', () => `\n${optionsOf(survey)}`);

  function rethrow(error: CommanderError): never {
    if (error.code !== 'commander.excessArguments') throw error;
    // A word that is no command has gone to the default one, and no command takes any.
    const [word] = program.commands.flatMap(({ args }) => args);
    const known = program.commands.map((command) => command.name()).join(', ');
    throw new CommanderError(error.exitCode, error.code, `unknown command '${word}', there is: ${known}`);
  }
}

/** What somebody looks for who asks for help without naming a command. */
function optionsOf(command: Command): string {
  const help = command.createHelp();
  const width = help.padWidth(command, help);
  const lines = help
    .visibleOptions(command)
    .map((option) => help.formatItem(help.optionTerm(option), width, help.optionDescription(option), help));
  return [`Options of ${command.name()}:`, ...lines].join('\n');
}
