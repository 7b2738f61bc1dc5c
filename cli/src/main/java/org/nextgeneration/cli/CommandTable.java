package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nextgeneration.cli.terminal.Messages;
import picocli.CommandLine;

/**
 * The commands. Only the one that the command line names is set up, unless all are to be shown:
 * reading the annotations of all of them would take most of the start-up.
 */
final class CommandTable {
    private static final int HELP_WIDTH = 90;

    private static final Map<String, Supplier<CommandLine>> COMMANDS = commands();

    private CommandTable() {}

    private static Map<String, Supplier<CommandLine>> commands() {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("ask", () -> new CommandLine(new AskCommand()));
        commands.put("chat", () -> new CommandLine(new ChatCommand()));
        commands.put("route", () -> new CommandLine(new RouteCommand()));
        commands.put(
                "gpu",
                () -> new CommandLine(new GpuCommand()).addSubcommand(new GpuAuditCommand()));
        commands.put("monitor", () -> new CommandLine(new MonitorCommand()));
        commands.put(
                "assistants",
                () ->
                        new CommandLine(new AssistantsCommand())
                                .addSubcommand(new AssistantsCommand.ListCommand())
                                .addSubcommand(new AssistantsCommand.ShowCommand()));
        commands.put(
                "models",
                () ->
                        new CommandLine(new ModelsCommand())
                                .addSubcommand(new ModelsListCommand())
                                .addSubcommand(new ModelsShowCommand())
                                .addSubcommand(new ModelsFitCommand()));
        commands.put("ps", () -> new CommandLine(new PsCommand()));
        commands.put("doctor", () -> new CommandLine(new DoctorCommand()));
        commands.put(
                "config",
                () ->
                        new CommandLine(new ConfigCommand())
                                .addSubcommand(new ConfigShowCommand())
                                .addSubcommand(new ConfigCheckCommand())
                                .addSubcommand(new ConfigInitCommand()));
        commands.put("env", () -> new CommandLine(new EnvCommand()));
        commands.put("exec", () -> new CommandLine(new ExecCommand()).setStopAtPositional(true));
        commands.put("completion", () -> new CommandLine(new CompletionCommand()));
        return commands;
    }

    /** {@return the program with the command that the arguments name, or with all of them} */
    static CommandLine commandLine(List<String> arguments, Messages messages) {
        CommandLine program = new CommandLine(new GlobalOptions());
        List<String> named = arguments.stream().filter(COMMANDS::containsKey).limit(1).toList();
        boolean first = !named.isEmpty() && isCommand(arguments, named.getFirst());
        for (Map.Entry<String, Supplier<CommandLine>> command : COMMANDS.entrySet()) {
            if (!first || command.getKey().equals(named.getFirst())) {
                program.addSubcommand(command.getKey(), command.getValue().get());
            }
        }
        return configured(program, messages);
    }

    /** {@return the program with every command, for completion} */
    static CommandLine complete(Messages messages) {
        return commandLine(List.of(), messages);
    }

    /** Before the command only global options may stand, and of them two take a value. */
    private static boolean isCommand(List<String> arguments, String name) {
        for (int at = 0; at < arguments.size(); at++) {
            String argument = arguments.get(at);
            if (argument.equals(name)) {
                return true;
            }
            if (!argument.startsWith("-")) {
                return false;
            }
            if (argument.equals(GlobalOptions.CONFIG_OPTION)
                    || argument.equals(GlobalOptions.LANGUAGE_OPTION)) {
                at++;
            }
        }
        return false;
    }

    private static CommandLine configured(CommandLine program, Messages messages) {
        program.setResourceBundle(messages.bundle());
        // A question may begin with @, contain quotes, or speak of ${variables}.
        program.setExpandAtFiles(false);
        program.setInterpolateVariables(false);
        program.setTrimQuotes(false);
        program.setUsageHelpWidth(HELP_WIDTH);
        program.setAbbreviatedOptionsAllowed(false);
        program.setOverwrittenOptionsAllowed(false);
        return program;
    }
}
