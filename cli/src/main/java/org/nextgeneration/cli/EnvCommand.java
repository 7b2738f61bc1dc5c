package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.monitor.PolicyText;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuEnvironment;
import org.nextgeneration.gpu.PolicyDecision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen env}: the variables that make other programs keep to the policy. */
@Command(name = "env")
final class EnvCommand implements Action {
    @Option(names = "--shell", paramLabel = "SHELL")
    @Nullable String shell;

    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        ShellDialect dialect = dialect(session);
        PolicyDecision decision = session.gpuGuard().decision();
        GpuEnvironment environment = session.gpuGuard().environment(GpuEnvironment.Reach.CUDA);
        if (json) {
            session.screen().line(JsonText.of(object(decision, environment)));
        } else {
            script(session, dialect, decision, environment);
        }
        if (!decision.anythingAllowed()) {
            throw CommandFailure.nowhere();
        }
        return ExitCode.DONE;
    }

    private ShellDialect dialect(Session session) {
        String named = shell;
        if (named == null) {
            return ShellDialect.usual(session.surroundings().platform());
        }
        return ShellDialect.of(named)
                .orElseThrow(
                        () ->
                                CommandFailure.wrongUsage(
                                        "failure.wrong-value",
                                        "--shell",
                                        named,
                                        "bash, zsh, sh, powershell, pwsh, cmd"));
    }

    private static void script(
            Session session,
            ShellDialect dialect,
            PolicyDecision decision,
            GpuEnvironment environment) {
        session.screen()
                .line(dialect.comment(new PolicyText(session.messages()).summary(decision)));
        environment.set().forEach((name, value) -> session.screen().line(dialect.set(name, value)));
        environment.remove().forEach(name -> session.screen().line(dialect.remove(name)));
    }

    private static Map<String, Object> object(PolicyDecision decision, GpuEnvironment environment) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("set", new LinkedHashMap<>(environment.set()));
        object.put("remove", List.copyOf(environment.remove()));
        object.put("cards", decision.allowed().stream().map(EnvCommand::card).toList());
        object.put("cpu", decision.policy().cpuAllowed());
        return object;
    }

    private static Map<String, Object> card(GpuCard card) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", card.label());
        object.put("uuid", card.uuid().value().orElse(""));
        return object;
    }
}
